// What programs of customers ask all day: pages of a long feed and log, a file of a thousand registrations; and what one costs
// that asks too often.
import { registration } from '../../server/src/testing/fixtures.ts'
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import { alternate, perRequestMs, ROUNDS, tableOf, withFixture } from './fixture.ts'
import type { Fixture } from './fixture.ts'

const FEW = 1_000
const MANY = 1_000_000
const FILE_ROWS = 1_000
const LOOK_EVERY_MS = 100
const A_DAY_MS = 86_400_000

/** Measures servers with few and many rows, and one that refuses; returns the section of the page. */
export async function benchIntegrators(): Promise<string> {
  const pages = await withFixture({}, async (few) => withFixture({}, async (many) => comparePages(few, many)))
  const refusals = await withFixture({ RATE_LIMIT: 'off' }, async (open) =>
    withFixture({ RATE_LIMIT: '1/min' }, async (closed) => compareRefusals(open, closed)),
  )
  const seconds = await withFixture({}, fileSeconds)
  return [
    `Milliseconds of the server's core per request, 10 connections, medians of ${ROUNDS} alternating rounds.`,
    '',
    tableOf([['case', 'base', 'against it', 'ratio', 'aim'], ...pages, ...refusals]),
    '',
    `A file of ${FILE_ROWS} registrations: ${seconds.toFixed(1)} s from its upload to its last row.`,
  ].join('\n')
}

const row = (name: string, aim: string, [base, other]: [number, number]) => [
  name,
  base.toFixed(3),
  other.toFixed(3),
  (other / base).toFixed(2),
  aim,
]

async function comparePages(few: Fixture, many: Fixture): Promise<string[][]> {
  await fill(few, FEW)
  await fill(many, MANY)
  const both = (path: (count: number) => string) =>
    alternate(
      () => perRequestMs(few, { paths: [path(FEW)] }),
      () => perRequestMs(many, { paths: [path(MANY)] }),
    )
  return [
    row('GET /v1/events: of 1,000, of 1,000,000', 'at most 1.2', await both(() => '/v1/events')),
    row('GET /v1/events?after=, the middle of each', 'at most 1.2', await both((n) => `/v1/events?after=${n / 2}`)),
    row('GET /v1/requests', 'at most 1.2', await both(() => '/v1/requests')),
    row(
      'GET /v1/requests, the middle of each',
      'at most 1.2',
      await both((n) => `/v1/requests?cursor=${cursor(n / 2)}`),
    ),
  ]
}

const cursor = (number: number) => Buffer.from(String(number)).toString('base64url')

/** Rows of the feed and of the log, as events and requests would have made them. */
async function fill({ context: { database }, accountId }: Fixture, count: number): Promise<void> {
  const { pool } = database
  await pool.query('alter table events disable trigger user')
  await pool.query(
    `insert into events (account_id, at, detail, id, kind, subject_id, subject_kind)
     select $1, now(), '{}', 'evt_' || n, 'expiry-reminder', lpad(to_hex(n), 24, '0'), 'mailbox' from generate_series(1, $2::int) n`,
    [accountId, count],
  )
  await pool.query('alter table events enable trigger user')
  await pool.query('delete from feed where account_id = $1', [accountId])
  await pool.query(
    `insert into feed (account_id, number, at, kept_from, subject_kind, subject_id, event_id)
     select $1, n, now(), now(), 'mailbox', lpad(to_hex(n), 24, '0'), 'evt_' || n from generate_series(1, $2::int) n`,
    [accountId, count],
  )
  await pool.query(
    `insert into feed_heads (account_id, last_number, last_at) values ($1, $2, now())
     on conflict (account_id) do update set last_number = excluded.last_number`,
    [accountId, count],
  )
  await pool.query(
    `insert into requests (account_id, id, at, credential_id, method, path, ip, status, elapsed_ms, paid_cents)
     select $1, lpad(to_hex(n), 24, '0'), now(), 't', 'GET', '/pec', '127.0.0.1', 200, 1, 0 from generate_series(1, $2::int) n`,
    [accountId, count],
  )
  for (const table of ['events', 'feed', 'requests']) await pool.query(`vacuum analyze ${table}`)
}

async function compareRefusals(open: Fixture, closed: Fixture): Promise<string[][]> {
  const { context, accountId } = open
  const firstExpiry = new Date(context.clock.now().getTime() + 200 * A_DAY_MS)
  await seedMailboxes(context, { accountId, count: FEW, firstExpiry, spreadDays: 100 })
  const found = await context.database.pool.query<{ id: string }>('select id from mailboxes limit 1')
  const paths = [`/pec/${found.rows[0]?.id ?? ''}`]
  const body = JSON.stringify(registration({ casella_pec: 'banco.{n}@testcert.legalmail.it' }))
  const refused = () => perRequestMs(closed, { paths }, 'refused')
  const read = await alternate(() => perRequestMs(open, { paths }), refused)
  let from = 0
  const created = await alternate(() => {
    from += 1_000_000
    return perRequestMs(open, { method: 'POST', paths: ['/pec'], body, from })
  }, refused)
  return [
    row('GET /pec/{id}, a request too many (429)', 'under 0.1', read),
    row('POST /pec, a request too many (429)', 'under 0.1', created),
  ]
}

async function fileSeconds({ baseUrl, token }: Fixture): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const ask = async (path: string, body?: string): Promise<{ id: string; ended_at: string | null }> => {
    const reply = await fetch(baseUrl + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body && { body }),
    })
    const answer: { data: { id: string; ended_at: string | null } } = JSON.parse(await reply.text())
    return answer.data
  }
  const file = Array.from({ length: FILE_ROWS }, () => JSON.stringify(registration())).join('\n')
  const beganAt = performance.now()
  const { id } = await ask('/v1/bulk?operation=registerMailbox', file)
  while ((await ask(`/v1/bulk/${id}`)).ended_at === null)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  return (performance.now() - beganAt) / 1_000
}
