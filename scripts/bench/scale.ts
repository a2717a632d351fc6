// What a request costs and what a mailbox weighs with a thousand, a hundred thousand and a million mailboxes: the figures
// docs/scaling.md reckons with.
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { registration } from '../../server/src/testing/fixtures.ts'
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import { alternate, perRequestMs, ROUNDS, tableOf, withFixture } from './fixture.ts'
import type { Fixture } from './fixture.ts'
import type { Load } from './load.ts'

const FEW = 1_000
const SIZES = [100_000, 1_000_000]
const A_DAY_MS = 86_400_000
const LIVED = 500

type Asked = Pick<Load, 'paths'> & Partial<Load>

/** Measures each size beside the smallest in alternating rounds; returns the section of the page. */
export async function benchScale(): Promise<string> {
  const columns: string[][] = []
  const weights: string[][] = []
  for (const count of SIZES) {
    const [cells, weight] = await withFixture({}, async (few) =>
      withFixture({}, async (many) => [await compare(few, many, count), await weigh(many, count)]),
    )
    columns.push(cells)
    weights.push(weight)
  }
  const life = await withFixture({ RATE_LIMIT: 'off' }, weighLife)
  return [
    `Milliseconds of the server's core per request, 10 connections, medians of ${ROUNDS} alternating rounds beside a server with`,
    '1,000 mailboxes; in brackets how many times its figure. Server and PostgreSQL share the core.',
    '',
    tableOf([
      ['case', ...SIZES.map((count) => `${count.toLocaleString('en')} mailboxes`)],
      ...caseNames.map((name, at) => [name, ...columns.map((cells) => cells[at] ?? '')]),
    ]),
    '',
    'Bytes in PostgreSQL, indexes included, and memory of the server after these requests:',
    '',
    tableOf([['mailboxes', 'bytes a mailbox (its own table)', 'server, resident MB'], ...weights]),
    '',
    life,
  ].join('\n')
}

const address = 'scala{n}@testcert.legalmail.it'
const cases: [string, (id: string) => Asked][] = [
  ['GET /pec/{id}', (id) => ({ paths: [`/pec/${id}`] })],
  ['GET /pec, 100', () => ({ paths: ['/pec?limit=100'] })],
  ['GET /v1/pec, by a word of one', () => ({ paths: ['/v1/pec?text=casella500'] })],
  ['GET /v1/pec, by expiry', () => ({ paths: ['/v1/pec?sort=expiry'] })],
  ['GET /v1/expiries', () => ({ paths: ['/v1/expiries'] })],
  ['GET /pec/{id}/rinnovo', (id) => ({ paths: [`/pec/${id}/rinnovo`] })],
  [
    'POST /pec',
    () => ({ paths: ['/pec'], method: 'POST', body: JSON.stringify(registration({ casella_pec: address })) }),
  ],
]
const caseNames = cases.map(([name]) => name)
let numbered = 0

async function compare(few: Fixture, many: Fixture, count: number): Promise<string[]> {
  const [oneOfFew, oneOfMany] = [await fill(few, FEW), await fill(many, count)]
  const cells: string[] = []
  for (const [, asked] of cases) {
    const [base, other] = await alternate(
      () => cost(few, asked(oneOfFew)),
      () => cost(many, asked(oneOfMany)),
    )
    cells.push(`${other.toFixed(2)} (${(other / base).toFixed(2)})`)
  }
  return cells
}

function cost(fixture: Fixture, asked: Asked): Promise<number> {
  numbered += 1_000_000
  return perRequestMs(fixture, {
    ...asked,
    from: numbered,
    headers: { authorization: `Bearer ${fixture.token}`, 'content-type': 'application/json' },
  })
}

async function fill({ context, accountId }: Fixture, count: number): Promise<string> {
  const firstExpiry = new Date(context.clock.now().getTime() + 200 * A_DAY_MS)
  await seedMailboxes(context, { accountId, count, firstExpiry, spreadDays: 100 })
  const { pool } = context.database
  await pool.query('vacuum analyze mailboxes')
  const middle = await pool.query<{ id: string }>('select id from mailboxes where place = $1', [count / 2])
  return middle.rows[0]?.id ?? ''
}

async function weigh({ context, server }: Fixture, count: number): Promise<string[]> {
  const { rows } = await context.database.pool.query<{ bytes: string }>(
    "select pg_total_relation_size('mailboxes') as bytes",
  )
  return [count.toLocaleString('en'), Math.round(Number(rows[0]?.bytes) / count).toString(), residentMb(server)]
}

/** Of the process; PostgreSQL is one of its own. */
function residentMb({ pid = 0 }: ChildProcess): string {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(line?.[1] ?? 0) / 1_024).toString()
}

/** What a registration, a look and a paid renewal leave in each table. */
async function weighLife(fixture: Fixture): Promise<string> {
  const { baseUrl, token, context, accountId } = fixture
  await fill(fixture, LIVED)
  const { pool } = context.database
  const working = await pool.query<{ id: string }>('select id from mailboxes where account_id = $1', [accountId])
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const before = await tableSizes(fixture)
  for (const [n, { id }] of working.rows.entries()) {
    const body = JSON.stringify(registration({ casella_pec: `vita${n}@testcert.legalmail.it` }))
    for (const answer of [
      await fetch(`${baseUrl}/pec`, { method: 'POST', headers, body }),
      await fetch(`${baseUrl}/pec/${id}`, { headers }),
      await fetch(`${baseUrl}/pec/${id}/rinnovo`, { headers }),
    ])
      if (!answer.ok) throw new Error(await answer.text())
  }
  const grown = [...(await tableSizes(fixture))]
    .map(([name, bytes]): [string, number] => [name, Math.round((bytes - (before.get(name) ?? 0)) / LIVED)])
    .filter(([, bytes]) => bytes > 0)
    .sort(([, one], [, other]) => other - one)
  const sum = grown.reduce((total, [, bytes]) => total + bytes, 0)
  return [
    `A registration, a look at a mailbox and a paid renewal, ${LIVED} of each, leave ${sum.toLocaleString('en')} bytes a round:`,
    '',
    tableOf([['table', 'bytes a round'], ...grown]),
  ].join('\n')
}

async function tableSizes({ context }: Fixture): Promise<Map<string, number>> {
  const { rows } = await context.database.pool.query<{ name: string; bytes: string }>(
    `select relname as name, pg_total_relation_size(oid) as bytes from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]))
}
