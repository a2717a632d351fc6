// A day on which very many mailboxes expire: response times and memory of the server while its jobs renew them.
import { readFileSync } from 'node:fs'
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import { measure, median, withFixture, tableOf } from './fixture.ts'
import type { Measured, Fixture } from './fixture.ts'

const MAILBOXES = 100_000
const SECONDS = 4
const IDLE_ROUNDS = 5

/** Renews all mailboxes in the background under a load of reads; returns the section of the page. */
export async function benchRenewalDay(argument: string | undefined): Promise<string> {
  const count = argument === undefined ? MAILBOXES : Number(argument)
  return withFixture({}, (fixture) => renewalDay(fixture, count))
}

async function renewalDay(fixture: Fixture, count: number): Promise<string> {
  const { context, accountId } = fixture
  const { pool } = context.database
  const tomorrow = new Date(context.clock.now().getTime() + 60_000)
  // Not due yet, because the first measurements need an idle server.
  await seedMailboxes(context, { accountId, count, firstExpiry: tomorrow, spreadDays: 0.5, autorinnovoEvery: 1 })
  await pool.query("update mailboxes set renew_at = renew_at + interval '3 days'")
  await pool.query('vacuum analyze mailboxes')
  const one = await pool.query<{ id: string }>('select id from mailboxes where place = $1', [count / 2])
  const load = () => reads(fixture, one.rows[0]?.id ?? '')
  await load()
  const idle: Measured[] = []
  for (let round = 0; round < IDLE_ROUNDS; round += 1) idle.push(await load())
  const before = memoryMb(fixture)

  await pool.query("update mailboxes set renew_at = renew_at - interval '3 days'")
  await pool.query('vacuum analyze mailboxes')
  const startedAt = performance.now()
  context.wakeUps.wake('renew-automatically')
  const busy: Measured[] = []
  let most = before
  const watching = setInterval(() => (most = Math.max(most, memoryMb(fixture))), 200)
  const left = async () =>
    Number((await pool.query('select count(*) as n from mailboxes where renew_at <= now()')).rows[0]?.n)
  for (let waiting = count; waiting > 0; waiting = await left()) {
    busy.push(await load())
    process.stderr.write(`${waiting} waiting, p99 ${busy.at(-1)?.p99Ms ?? 0} ms, ${memoryMb(fixture)} MB\n`)
  }
  clearInterval(watching)
  const seconds = (performance.now() - startedAt) / 1000
  return section({ count, seconds, idle, busy: busy.length > 1 ? busy.slice(0, -1) : busy, before, most })
}

async function reads({ folder, baseUrl: url, token }: Fixture, id: string): Promise<Measured> {
  const headers = { authorization: `Bearer ${token}` }
  const load = { url, method: 'GET' as const, headers, paths: [`/pec/${id}`], seconds: SECONDS, from: 0 }
  const measured = await measure(folder, load)
  if (measured.failed > 0) throw new Error(`${measured.failed} reads failed`)
  return measured
}

/** Resident memory of the server process. */
function memoryMb({ server }: Fixture): number {
  const status = readFileSync(`/proc/${server.pid ?? 'self'}/status`, 'utf8')
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024)
}

function section(seen: {
  count: number
  seconds: number
  idle: Measured[]
  busy: Measured[]
  before: number
  most: number
}): string {
  const of = (list: Measured[], what: 'p50Ms' | 'p99Ms' | 'perSecond') => median(list.map((one) => one[what]))
  const { count, seconds, idle, busy, before, most } = seen
  const row = (name: string, what: 'p50Ms' | 'p99Ms' | 'perSecond') => [
    name,
    Math.round(of(idle, what)),
    Math.round(of(busy, what)),
    (of(busy, what) / of(idle, what)).toFixed(2),
  ]
  return [
    `${count.toLocaleString('en')} mailboxes with autorinnovo, all of one account, fall due at once. The server's jobs renew them while`,
    '10 connections read one mailbox by id as fast as they can. Server and PostgreSQL share one core, the load runs on another.',
    `Done in ${Math.round(seconds)} s. Memory of the server: ${before} MB under the same load before, at most ${most} MB during the renewals.`,
    '',
    tableOf([
      ['GET /pec/{id}', 'at rest', 'while renewing', 'ratio'],
      row('p99, ms (aim: at most 3 times)', 'p99Ms'),
      row('median, ms', 'p50Ms'),
      row('requests a second', 'perSecond'),
    ]),
  ].join('\n')
}
