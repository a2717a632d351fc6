// How much slower requests get with many mailboxes: reading one by id, reading distant pages, and the domain check.
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import { alternate, perRequestMs, ROUNDS, tableOf, withFixture } from './fixture.ts'
import type { Fixture } from './fixture.ts'

const FEW = 1_000
const MANY = 100_000
const DOMAINS = 300_000
const A_DAY_MS = 86_400_000

/** Measures two servers, with few and many mailboxes, in alternating rounds; returns the section of the page. */
export async function benchManyMailboxes(): Promise<string> {
  return withFixture({}, async (few) => withFixture({}, async (many) => compare(few, many)))
}

async function compare(few: Fixture, many: Fixture): Promise<string> {
  const [oneOfFew, oneOfMany] = [await fill(few, FEW), await fill(many, MANY)]
  const byId = await alternate(
    () => perRequestMs(few, { paths: [`/pec/${oneOfFew}`] }),
    () => perRequestMs(many, { paths: [`/pec/${oneOfMany}`] }),
  )
  const pages = await alternate(
    () => perRequestMs(many, { paths: ['/pec?skip=0&limit=100'] }),
    () => perRequestMs(many, { paths: [`/pec?skip=${MANY - 100}&limit=100`] }),
  )
  await fillIndex(many)
  const reads = () => perRequestMs(many, { paths: [`/pec/${oneOfMany}`] })
  const no = await alternate(reads, () => perRequestMs(many, { paths: ['/domini_pec/non.certificato.example'] }))
  const yes = await alternate(reads, () => perRequestMs(many, { paths: [`/domini_pec/pec${DOMAINS / 2}.example`] }))
  const row = (name: string, aim: number | undefined, [base, other]: [number, number]) => [
    name,
    base.toFixed(2),
    other.toFixed(2),
    (other / base).toFixed(2),
    aim === undefined ? '' : `at most ${aim}`,
  ]
  return [
    `Milliseconds of the server's core per request, 10 connections, medians of ${ROUNDS} alternating rounds.`,
    '',
    tableOf([
      ['case', 'base', 'against it', 'ratio', 'aim'],
      row('GET /pec/{id}: of 1,000, of 100,000', 1.2, byId),
      row('GET /pec, 100 of 100,000: skip=0, skip=99900', 3, pages),
      row('GET /pec/{id}, GET /domini_pec/{dominio} that is not among 300,000', 1, no),
      row('GET /pec/{id}, GET /domini_pec/{dominio} that is: paid for, all by one account', undefined, yes),
    ]),
  ].join('\n')
}

async function fill({ context, accountId }: Fixture, count: number): Promise<string> {
  const firstExpiry = new Date(context.clock.now().getTime() + 200 * A_DAY_MS)
  await seedMailboxes(context, { accountId, count, firstExpiry, spreadDays: 100 })
  const { pool } = context.database
  await pool.query('vacuum analyze mailboxes')
  const middle = await pool.query<{ id: string }>('select id from mailboxes where place = $1', [count / 2])
  return middle.rows[0]?.id ?? ''
}

async function fillIndex({ context }: Fixture): Promise<void> {
  const { pool } = context.database
  await pool.query(
    "insert into pec_index_domains (dominio) select 'pec' || n || '.example' from generate_series(1, $1) n",
    [DOMAINS],
  )
  await pool.query('vacuum analyze pec_index_domains')
}
