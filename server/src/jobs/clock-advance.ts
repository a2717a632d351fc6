// Advances the sandbox's clock, everybody's or one account's, and runs everything that becomes due on the way, dated its own
// time.
import { setTimeout as after } from 'node:timers/promises'
import { inTimeOf } from '../context.ts'
import type { ClockAdvance, Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import { nextPriceChange } from '../ledger/price-lists.ts'
import { writeLead, writeNoLead } from '../store/account-clocks.ts'
import { dateBackRequests } from '../requests/table.ts'
import { readProductClock, writeClockOffset, writeRealTime } from '../store/product-clock.ts'
import { earliest } from './job.ts'
import type { JobName } from '../store/wake-ups.ts'
import { addCounts, runRound, runWhatIsDue, jobsWithWork } from './run.ts'
import type { Ran, Waiting } from './run.ts'

// Work due within this span is done in one round; each row is still dated its own time.
const STEP_MS = 7 * 86_400_000
// A job that finds nothing to do where it is due waits for somebody else: for what is in hand in another job, call or
// process, or for a provider that may not be asked by everybody's clock. After so many times the walk goes on without it.
const MOST_IN_VAIN = 10
const TRIED_EVERY_MS = 50

/** Clock advances of a sandbox process: one at a time of everybody's clock, and of each account's beside others'. */
export function clockAdvance(context: Context): ClockAdvance {
  const turns = advancesInTurn()
  const stopping = new AbortController()
  return {
    stop: () => stopping.abort(),
    settled: (accountId) => turns.settled(accountId),
    advance: (to, accountId) =>
      turns.take(accountId, async () => {
        const advanced = accountId === undefined ? everybodysClock(context) : accountsClock(context, accountId)
        // By the time its turn comes, another one may have moved it.
        const ran = await advance(advanced, to(advanced.clock.now()), stopping.signal)
        await tellOthers(context)
        return ran
      }),
    setBack: (accountId) => turns.take(accountId, () => setBack(context, accountId)),
  }
}

/** An advance of everybody's clock has all to itself; those of different accounts run beside each other. */
function advancesInTurn() {
  let everybodys: Promise<unknown> = Promise.resolve()
  const accounts = new Map<string, Promise<unknown>>()
  const settled = async (accountId?: string) =>
    void (await Promise.all([everybodys, accountId === undefined ? undefined : accounts.get(accountId)]))
  return {
    settled,
    take<T>(accountId: string | undefined, work: () => Promise<T>): Promise<T> {
      const before = accountId === undefined ? Promise.all([everybodys, ...accounts.values()]) : settled(accountId)
      const done = before.then(work)
      const ended = done.then(
        () => undefined,
        () => undefined,
      )
      if (accountId === undefined) everybodys = ended
      else accounts.set(accountId, ended)
      void ended.then(() => {
        if (accountId !== undefined && accounts.get(accountId) === ended) accounts.delete(accountId)
      })
      return done
    },
  }
}

/** A clock that is advanced, and all that go by it. */
interface Advanced {
  clock: Context['clock']
  moveTo(to: Date): Promise<void>
  /** What is under way for them: it belongs to the time before. */
  settled(): Promise<unknown>
  /** Those whose rows fall due on the way; each goes by its own clock, which goes with the one that is advanced. */
  parties: Context[]
}

/** Everybody's clock, with which those of accounts go. */
function everybodysClock(context: Context): Advanced {
  const { clock, database, outbox, gates, accountClocks } = context
  return {
    clock,
    async moveTo(to) {
      const offsetMs = to.getTime() - clock.realNow().getTime()
      clock.setOffsetMs(offsetMs)
      await writeClockOffset(database.kysely, offsetMs)
    },
    settled: () => Promise.all([outbox.settled(), gates.settled()]),
    parties: [context, ...accountClocks.ahead().map((accountId) => inTimeOf(context, accountId))],
  }
}

function accountsClock(context: Context, accountId: string): Advanced {
  const { database, outbox, gates, accountClocks } = context
  const theirs = inTimeOf(context, accountId, 'its own')
  return {
    clock: theirs.clock,
    async moveTo(to) {
      const leadMs = to.getTime() - accountClocks.everybodys.now().getTime()
      if (leadMs > 0) accountClocks.note(accountId, await writeLead(database.kysely, accountId, leadMs))
    },
    settled: () => Promise.all([outbox.settled(accountId), gates.settled(accountId)]),
    parties: [theirs],
  }
}

/** One of those who go by a clock. */
interface Party {
  context: Context
  /** The work that waits for it; undefined where it has to be looked for again. */
  waiting: Waiting | undefined
  /** How often in a row its jobs were due in vain. */
  inVain: Map<JobName, number>
}

/** Refuses 111 when it is to stop: the clock then stands where its work is, and whoever asks again goes on from there. */
async function advance(
  { clock, moveTo, settled, parties: contexts }: Advanced,
  to: Date,
  stopping: AbortSignal,
): Promise<Ran> {
  const ran: Ran = {}
  await settled()
  const parties = contexts.map((context): Party => ({ context, waiting: undefined, inVain: new Map() }))
  let stuckAt: number | undefined
  for (;;) {
    if (stopping.aborted) throw refusal(111)
    const next = await nextOf(parties, clock)
    if (next === undefined || next > to) break
    if (next.getTime() === stuckAt) await after(TRIED_EVERY_MS)
    if (next > clock.now()) await moveTo(next)
    const from = new Date(Math.max(next.getTime(), clock.now().getTime()))
    const until = await endOfStep(parties, clock, from, to)
    const round = await roundOf(parties, clock, until)
    stuckAt = Object.keys(round).length === 0 ? next.getTime() : undefined
    addCounts(ran, round)
  }
  if (to > clock.now()) await moveTo(to)
  for (const { context } of parties) addCounts(ran, await runWhatIsDue(context))
  return ran
}

/** Within a step, nobody's prices change. */
async function endOfStep(parties: readonly Party[], clock: Context['clock'], from: Date, to: Date): Promise<Date> {
  const leads = new Map(parties.map(({ context }) => [leadOf(context, clock), context]))
  const changes = [...leads].map(async ([lead, { database }]) => {
    const change = await nextPriceChange(database.kysely, shifted(from, lead))
    return change === undefined ? Infinity : change.getTime() - lead - 1
  })
  return new Date(Math.min(from.getTime() + STEP_MS, to.getTime(), ...(await Promise.all(changes))))
}

/** By how much one clock is ahead of another, in milliseconds. */
const leadOf = ({ clock }: Context, other: Context['clock']) => clock.offsetMs() - other.offsetMs()

const shifted = (at: Date, ms: number) => new Date(at.getTime() + ms)

/** When anything is next due, by the clock that is advanced. */
async function nextOf(parties: readonly Party[], clock: Context['clock']): Promise<Date | undefined> {
  for (const party of parties) party.waiting ??= await jobsWithWork(party.context)
  const due = parties.flatMap(({ context, waiting = [], inVain }) =>
    waiting
      .filter(({ job }) => (inVain.get(job.name) ?? 0) < MOST_IN_VAIN)
      .map(({ due: at }) => shifted(at, -leadOf(context, clock))),
  )
  return earliest(due)
}

/** Runs what is due to each by that moment. What waits for one is changed by its own work alone. */
async function roundOf(parties: readonly Party[], clock: Context['clock'], until: Date): Promise<Ran> {
  const ran: Ran = {}
  for (const party of parties) {
    const { context, waiting = [] } = party
    const theirs = shifted(until, leadOf(context, clock))
    if (!waiting.some(({ due }) => due <= theirs)) continue
    const done = await runRound(context, waiting, theirs)
    noteInVain(party, done)
    party.waiting = undefined
    addCounts(ran, done)
  }
  return ran
}

function noteInVain({ context, waiting = [], inVain }: Party, done: Ran): void {
  for (const name of inVain.keys()) if (done[name] !== undefined) inVain.delete(name)
  if (Object.keys(done).length > 0) return
  const now = context.clock.now()
  for (const { job, due } of waiting) if (due <= now) inVain.set(job.name, (inVain.get(job.name) ?? 0) + 1)
}

async function setBack(context: Context, accountId: string | undefined): Promise<void> {
  const { accountClocks, clock, database, outbox, requests } = context
  // What is under way belongs to the time before.
  await outbox.settled(accountId)
  if (accountId === undefined) await writeRealTime(database.kysely)
  else {
    accountClocks.note(accountId, await writeNoLead(database.kysely, accountId))
    await requests.settled()
    // The log is forgotten in its order: what is dated ahead would keep everybody's.
    await dateBackRequests(database.kysely, accountId, clock.now())
  }
  await tellOthers(context)
}

/** This process hears of it first, by what the database says now. */
async function tellOthers({ database, wakeUps }: Context): Promise<void> {
  const reading = await readProductClock(database.kysely)
  database.clock.hear?.(reading)
  await wakeUps.tellClock(reading)
}
