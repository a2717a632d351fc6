// How much slower things get with many mailboxes: one by its id, and pages far down the list; and the domain check beside.
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import type { Load } from './load.ts'
import { measure, median, onStand, tableOf } from './stand.ts'
import type { Stand } from './stand.ts'

const FEW = 1_000
const MANY = 100_000
const DOMAINS = 300_000
const ROUNDS = 5
const SECONDS = 2
const A_DAY_MS = 86_400_000

/** Measures both on two servers, few mailboxes and many, in turns, and gives the section of the page. */
export async function benchManyMailboxes(): Promise<string> {
  return onStand({}, async (few) => onStand({}, async (many) => against(few, many)))
}

async function against(few: Stand, many: Stand): Promise<string> {
  const [oneOfFew, oneOfMany] = [await fill(few, FEW), await fill(many, MANY)]
  const byId = await inTurns(
    () => perRequestMs(few, [`/pec/${oneOfFew}`]),
    () => perRequestMs(many, [`/pec/${oneOfMany}`]),
  )
  const pages = await inTurns(
    () => perRequestMs(many, ['/pec?skip=0&limit=100']),
    () => perRequestMs(many, [`/pec?skip=${MANY - 100}&limit=100`]),
  )
  await fillIndex(many)
  const reads = () => perRequestMs(many, [`/pec/${oneOfMany}`])
  const no = await inTurns(reads, () => perRequestMs(many, ['/domini_pec/non.certificato.example']))
  const yes = await inTurns(reads, () => perRequestMs(many, [`/domini_pec/pec${DOMAINS / 2}.example`]))
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

async function fill({ context, accountId }: Stand, count: number): Promise<string> {
  const firstExpiry = new Date(context.clock.now().getTime() + 200 * A_DAY_MS)
  await seedMailboxes(context, { accountId, count, firstExpiry, spreadDays: 100 })
  const { pool } = context.database
  await pool.query('vacuum analyze mailboxes')
  const middle = await pool.query<{ id: string }>('select id from mailboxes where place = $1', [count / 2])
  return middle.rows[0]?.id ?? ''
}

async function fillIndex({ context }: Stand): Promise<void> {
  const { pool } = context.database
  await pool.query(
    "insert into pec_index_domains (dominio) select 'pec' || n || '.example' from generate_series(1, $1) n",
    [DOMAINS],
  )
  await pool.query('vacuum analyze pec_index_domains')
}

async function inTurns(one: () => Promise<number>, other: () => Promise<number>): Promise<[number, number]> {
  const seen: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    seen[0].push(await one())
    seen[1].push(await other())
  }
  return [median(seen[0]), median(seen[1])]
}

async function perRequestMs({ folder, baseUrl: url, token }: Stand, paths: string[]): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const load: Load = { url, method: 'GET', headers, paths, seconds: SECONDS, from: 0 }
  const { perSecond, failed } = await measure(folder, load)
  if (failed > 0) throw new Error(`${failed} requests failed: ${paths[0] ?? ''}`)
  return 1_000 / perSecond
}
