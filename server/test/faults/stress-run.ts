// Three server processes on one database, one of them for calls alone and one for jobs alone, with wrong clocks; customers who do everything at random, a remote provider that is slow and lies, a
// clock that leaps, resets, decisions, kills and restarts. What is random follows from a seed; how it falls together does
// not.
import { setTimeout as after } from 'node:timers/promises'
import type pg from 'pg'
import { callerAt } from '../../src/testing/caller.ts'
import type { Reply } from '../../src/testing/caller.ts'
import type { Behaviour, FakeConnector } from '../../src/providers/connector/fake-server.ts'
import { pick, randomFrom } from './random.ts'
import { move } from './stress-moves.ts'
import { noOutcome } from './stress-outcome.ts'
import type { Stress, StressOutcome } from './stress-outcome.ts'
import { makeFaults } from './stress-faults.ts'
import { startServer } from './stress-servers.ts'
import type { Made, Server } from './stress-servers.ts'

const CALLERS = 12
const FIVE_MINUTES_MS = 300_000
const parts: readonly Made[] = [
  { roles: 'api,jobs', clockIsOffByMs: 0 },
  { roles: 'api', clockIsOffByMs: FIVE_MINUTES_MS, settings: { DATABASE_POOL_SIZE: '4' } },
  { roles: 'jobs', clockIsOffByMs: -FIVE_MINUTES_MS },
]

/** Who can be asked for something. */
const answering = (servers: readonly Server[]) =>
  servers.filter(({ roles, isThere }) => isThere && roles.includes('api'))
const lies: readonly Behaviour[] = [
  'refuse',
  'drop the connection before executing',
  'drop the connection after executing',
  'answer HTML after executing',
  'fail with 500',
  'fail with 500 after executing',
  'answer garbage after executing',
  'answer twice',
  'answer late',
  'answer pending',
  'answer pending after executing',
]

/** Runs for the given time, then lets everything come to rest: no faults, and no order left pending. */
export async function stress(options: Stress): Promise<StressOutcome> {
  const outcome = noOutcome()
  // One after the other: the first one makes the encryption key.
  const servers: Server[] = []
  for (const made of parts) servers.push(await startServer(options, outcome, made))
  const until = performance.now() + options.seconds * 1_000
  const goesOn = () => performance.now() < until
  const random = (salt: number) => randomFrom(options.seed * 1_000 + salt)
  try {
    await Promise.all([
      ...Array.from({ length: CALLERS }, (_, n) => play(options, servers, outcome, random(n), goesOn)),
      lie(options.provider, random(100), goesOn),
      cutConnections(options.superuser, random(101), goesOn),
      leap(options, servers, outcome, random(102), goesOn),
      makeFaults({ options, servers, outcome, random: random(103) }, goesOn),
      noteRecoveries(servers, outcome, goesOn),
    ])
    say('the faults are over')
    options.receiver.behave()
    await comeToRest(options, servers)
    say('at rest')
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
  say('stopped')
  return outcome
}

/** Where a run is that does not end. */
const say = (where: string) => process.stdout.write(`stress: ${where} at ${new Date().toISOString()}\n`)

/** Makes one call after another until the time is over. */
async function play(
  options: Stress,
  servers: readonly Server[],
  outcome: StressOutcome,
  random: () => number,
  goesOn: () => boolean,
): Promise<void> {
  while (goesOn()) {
    const [player, server] = [pick(random, options.players), pick(random, answering(servers))]
    if (player === undefined) return
    if (server === undefined) {
      await after(20)
      continue
    }
    const caller = callerAt(server.baseUrl, player.token)
    const operator = callerAt(server.baseUrl, options.operatorToken)
    try {
      note(outcome, await move({ player, caller, operator, random, outcome }))
    } catch {
      // The server was killed before it answered, or is not there: nothing was acknowledged.
      outcome.cut += 1
      await after(20)
    }
  }
}

function note(outcome: StressOutcome, reply: Reply | undefined): void {
  if (reply === undefined) return
  const number = reply.error ?? 0
  outcome.calls += 1
  outcome.answers.set(number, (outcome.answers.get(number) ?? 0) + 1)
  if (reply.success === undefined || reply.status === 500)
    outcome.wrong.push(`${reply.status} ${reply.text.slice(0, 200)}`)
}

async function lie(provider: FakeConnector, random: () => number, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    for (const how of ['ask', 'query'] as const) provider.next(how, pick(random, lies) ?? 'answer', 'answer', 'answer')
    await after(40)
    if (random() < 0.2) provider.release()
  }
  // What it was yet to do wrong would make a long advance of the clock wait for minutes.
  provider.behave()
}

/** Ends connections at random, in spells. */
async function cutConnections(superuser: pg.Pool, random: () => number, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    await after(1_000 + random() * 2_000)
    for (let cut = 0; cut < 20 && goesOn(); cut += 1) {
      await superuser
        .query(
          `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = 'ceralacca' and application_name like 'ceralacca%' and pid <> pg_backend_pid()
         order by random() limit 1`,
        )
        // PostgreSQL is being restarted.
        .catch(() => undefined)
      await after(20)
    }
  }
}

/** Moves the clock by days and weeks. */
async function leap(
  { players }: Stress,
  servers: readonly Server[],
  outcome: StressOutcome,
  random: () => number,
  goesOn: () => boolean,
): Promise<void> {
  while (goesOn()) {
    await after(500 + random() * 2_500)
    const [server, player] = [pick(random, answering(servers)), pick(random, players)]
    if (server === undefined || player === undefined) continue
    const advance = pick(random, ['PT2H', 'P1D', 'P8D', 'P45D', 'P200D'])
    try {
      note(outcome, await callerAt(server.baseUrl, player.token).post('/v1/sandbox/clock', { advance }))
    } catch {
      outcome.cut += 1
    }
  }
}

/** Adds up what the processes counted; what one counted in its last moments dies with it. */
async function noteRecoveries(servers: readonly Server[], { recoveries }: StressOutcome, goesOn: () => boolean) {
  const counted = new Map<string, ReadonlyMap<string, number>>()
  for (let isLast = false; !isLast; await after(500)) {
    isLast = !goesOn()
    for (const { baseUrl } of servers.filter(({ isThere }) => isThere)) {
      const text = await fetch(`${baseUrl}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      )
      const found = [...text.matchAll(/^ceralacca_recoveries_total\{path="(.*)"\} (\d+)$/gm)]
      if (found.length > 0) counted.set(baseUrl, new Map(found.map(([, path = '', count]) => [path, Number(count)])))
    }
  }
  for (const counts of counted.values())
    for (const [path, count] of counts) recoveries.set(path, (recoveries.get(path) ?? 0) + count)
}

/** Everything answers again, and days pass until no order is pending and nothing waits to be sent. */
async function comeToRest({ superuser, players }: Stress, servers: readonly Server[]): Promise<void> {
  const [server] = servers
  const [player] = players
  if (server === undefined || player === undefined) return
  const caller = callerAt(server.baseUrl, player.token)
  // PostgreSQL may still be coming back.
  const open = async (): Promise<number> => {
    const found = await superuser
      .query<{ open: number }>(
        `
      select ((select count(*) from provider_operations where state = 'pending')
        + (select count(*) from kept_answers where kind = 'key' and answer is null))::int as open`,
      )
      .catch(() => undefined)
    return found?.rows[0]?.open ?? 1
  }
  for (let day = 0; day < 60 && (await open()) > 0; day += 1) {
    const reply = await caller.post('/v1/sandbox/clock', { advance: 'P1D' }).catch(() => undefined)
    if (reply?.error !== null) await after(500)
  }
}
