// The faults of a stress run, one after the other by chance, and how long it takes until everybody is well again.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import pg from 'pg'
import { STORE_FAULT, storeFaults } from '../../src/testing/faulty-store.ts'
import { pick } from './random.ts'
import type { Stress, StressOutcome } from './stress-outcome.ts'
import type { Server } from './stress-servers.ts'

/** Longer than any recovery takes, on a machine that others use too. */
const WELL_WITHIN_MS = 60_000
const TAKEN_OVER_WITHIN_MS = 15_000
const LOOKED_AT_EVERY_MS = 100

/** Where a fault is made. */
export interface Stage {
  options: Stress
  servers: readonly Server[]
  outcome: StressOutcome
  random: () => number
}

interface Fault {
  /** How often, beside the others. */
  weight: number
  /** Resolves when the fault is over. */
  make(stage: Stage): Promise<void>
}

const faults: Readonly<Record<string, Fault>> = {
  'kill -9 of one that answers calls': { weight: 6, make: (stage) => kill(stage, 'api') },
  'kill -9 of one that runs jobs': { weight: 6, make: (stage) => kill(stage, 'jobs') },
  'kill -9 of all at once': {
    weight: 1,
    make: async (stage) => void (await Promise.all(stage.servers.map((server) => killed(stage, server)))),
  },
  SIGTERM: { weight: 3, make: async ({ random, servers }) => pick(random, servers)?.restart() },
  'SIGSTOP for a while': {
    weight: 1,
    async make({ options, random, servers }) {
      const server = pick(random, servers)
      server?.freeze()
      await after(options.frozenMs).finally(() => server?.thaw())
    },
  },
  'PostgreSQL ended': { weight: 2, make: endPostgres },
  'a table nobody else gets': { weight: 1, make: holdTable },
  'the disk of PostgreSQL full': { weight: 1, make: fillDatabase },
  'the document store failing': { weight: 2, make: failStore },
}

/** The faults of this run by name: all, or those that STRESS_FAULTS names a part of. */
export const faultNames = Object.keys(faults).filter((name) => name.includes(process.env.STRESS_FAULTS ?? ''))

/**
 * Makes one fault after the other until the time is over, and waits after each until everybody is well: each of them once,
 * in an order by chance, then by their weights.
 */
export async function makeFaults(stage: Stage, goesOn: () => boolean): Promise<void> {
  const first = faultNames.map((name) => ({ name, at: stage.random() })).sort((one, other) => one.at - other.at)
  while (goesOn()) {
    await after(500 + stage.random() * 2_500)
    const name = first.shift()?.name ?? byWeight(stage.random)
    if (!goesOn()) return
    await faults[name]?.make(stage)
    note(stage, name, await wellAgainAfterMs(stage, name))
  }
}

function byWeight(random: () => number): string {
  const weightOf = (name: string) => faults[name]?.weight ?? 0
  let left = random() * faultNames.reduce((sum, name) => sum + weightOf(name), 0)
  return faultNames.find((name) => (left -= weightOf(name)) < 0) ?? ''
}

function note({ outcome }: Stage, name: string, wellAfterMs: number): void {
  const { rounds, longestMs } = outcome.faults.get(name) ?? { rounds: 0, longestMs: 0 }
  outcome.faults.set(name, { rounds: rounds + 1, longestMs: Math.max(longestMs, wellAfterMs) })
}

/** How long after the end of a fault all servers are ready. */
async function wellAgainAfterMs({ servers, outcome }: Stage, name: string): Promise<number> {
  const endedAt = performance.now()
  const passedMs = () => performance.now() - endedAt
  while (!(await Promise.all(servers.map(isReady))).every(Boolean)) {
    if (passedMs() > WELL_WITHIN_MS) {
      outcome.wrong.push(`not ready ${WELL_WITHIN_MS} ms after: ${name}`)
      break
    }
    await after(LOOKED_AT_EVERY_MS)
  }
  return passedMs()
}

async function isReady({ baseUrl }: Server): Promise<boolean> {
  const answer = await fetch(`${baseUrl}/readyz`).catch(() => undefined)
  return answer?.ok === true
}

async function kill(stage: Stage, role: 'api' | 'jobs'): Promise<void> {
  const server = pick(
    stage.random,
    stage.servers.filter(({ roles }) => roles.includes(role)),
  )
  if (server === undefined) return
  const died = role === 'jobs' ? claimsOf(stage) : undefined
  await killed(stage, server)
  const claimed = await died
  if (claimed !== undefined) void watchTakeOver(stage, claimed)
}

async function killed({ outcome }: Stage, server: Server): Promise<void> {
  outcome.kills += 1
  await server.kill()
}

interface Claim {
  id: string
  attempts: number
}

/** Callbacks in some process's hand, whose end it may never note. */
async function claimsOf({ options }: Stage): Promise<Claim[]> {
  const found = await options.superuser
    .query<Claim>(
      `select id, attempts from callback_deliveries where state = 'due' and claimed_until > clock_timestamp()`,
    )
    .catch(() => undefined)
  return found?.rows ?? []
}

/** What was claimed as a process died is attempted by another in time; nothing is said where more faults fell into it. */
async function watchTakeOver({ options, outcome }: Stage, claims: readonly Claim[]): Promise<void> {
  const before = outcome.kills + outcome.restarts
  const diedAt = performance.now()
  let left = claims.length
  while (left > 0 && performance.now() - diedAt < TAKEN_OVER_WITHIN_MS) {
    await after(LOOKED_AT_EVERY_MS)
    const found = await options.superuser
      .query<{ left: number }>(
        `select count(*)::int as left from callback_deliveries d
         join unnest($1::text[], $2::int[]) as c (id, attempts) using (id)
         where d.state = 'due' and d.attempts = c.attempts
           and (d.claimed_until is null or d.claimed_until < clock_timestamp())`,
        [claims.map(({ id }) => id), claims.map(({ attempts }) => attempts)],
      )
      .catch(() => undefined)
    if (outcome.kills + outcome.restarts > before || found === undefined) return
    left = found.rows[0]?.left ?? 0
    // Those still in a living hand are not left by anybody.
    if (left === 0 && performance.now() - diedAt < CLAIMS_LAST_MS) left = claims.length
  }
  const { takeOvers } = outcome
  takeOvers.rounds += 1
  takeOvers.longestMs = Math.max(takeOvers.longestMs, performance.now() - diedAt)
  takeOvers.left += left
}
const CLAIMS_LAST_MS = 9_500

/** Ends PostgreSQL as an operator would, or as a power cut would; its supervisor starts it again. */
async function endPostgres({ options, outcome, random }: Stage): Promise<void> {
  const file = join(options.process.dataFolder, 'postgres', 'postmaster.pid')
  const [pid] = (await readFile(file, 'utf8').catch(() => '')).split('\n', 1)
  if (Number(pid) > 0) process.kill(Number(pid), random() < 0.5 ? 'SIGINT' : 'SIGQUIT')
  outcome.restarts += 1
  // Until it has ended, it may still answer.
  await after(LOOKED_AT_EVERY_MS)
}

/** Somebody locks the table that most calls need, until every connection of every pool waits for it. */
async function holdTable({ options, random }: Stage): Promise<void> {
  const holder = new pg.Client({ ...options.process.superuser, ssl: false })
  holder.on('error', () => undefined)
  try {
    await holder.connect()
    await holder.query('begin; lock table mailboxes in access exclusive mode')
    await after(2_000 + random() * 10_000)
  } catch {
    // It was cut off, or the database is away.
  } finally {
    await holder.end().catch(() => undefined)
  }
}

async function fillDatabase({ options, random }: Stage): Promise<void> {
  await options.superuser.query('insert into stress_full default values').catch(() => undefined)
  await after(500 + random() * 2_500)
  for (let isFull = true; isFull; await after(LOOKED_AT_EVERY_MS))
    isFull = await options.superuser.query('delete from stress_full').then(
      () => false,
      () => true,
    )
}

/** What fills the disk: a table whose row makes every second write of history, money and attempts fail as a full disk would. */
export async function makeFillable(superuser: pg.Pool): Promise<void> {
  await superuser.query('create unlogged table stress_full (at timestamptz default now())')
  await superuser.query('grant select on stress_full to public')
  await superuser.query(`
    create function refuse_if_full() returns trigger language plpgsql as $$ begin
      if random() < 0.5 and exists (select from stress_full) then
        raise exception 'could not extend file' using errcode = '53100';
      end if;
      return null;
    end $$`)
  for (const table of ['history', 'ledger_entries', 'callback_attempts', 'documents', 'provider_operations'])
    await superuser.query(
      `create trigger refuse_if_full after insert on ${table} for each statement execute function refuse_if_full()`,
    )
}

async function failStore({ options, random }: Stage): Promise<void> {
  const file = join(options.process.dataFolder, STORE_FAULT)
  await writeFile(file, pick(random, storeFaults) ?? 'full')
  await after(1_000 + random() * 4_000).finally(() => rm(file, { force: true }))
}
