// Runs the jobs of a process in the background: at once when told of work, when something falls due, and every few
// seconds in case nobody told (docs/decisions/0021-due-tables.md).
import { setTimeout as after } from 'node:timers/promises'
import { inTimeOf } from '../context.ts'
import type { Context } from '../context.ts'
import { notePaidMoves } from '../ledger/debits.ts'
import { monotonicMs } from '../model/clock.ts'
import { onlyIn } from '../store/population.ts'
import { beginRecurring } from '../store/recurring-runs.ts'
import type { JobName } from '../store/wake-ups.ts'
import type { Job } from './job.ts'
import { runJob } from './run.ts'
import { jobsOf } from './schedule.ts'

/** Jobs running in the background. */
export interface Dispatcher {
  /** Starts nothing more, and resolves when what runs has ended. */
  stop(): Promise<void>
}

// A killed process's work is due again for the others within this time and what it held it for.
const LOOK_ANYWAY_MS = 5_000
// A look at an account costs a statement or two for each job.
const ACCOUNTS_A_LOOK = 20
// What is due but held by another process, or failed, is tried again after this, and after twice as long each time.
const AGAIN_MS = 500
const LONGEST_TIMER_MS = 2 ** 31 - 1
// What was due at a look, but committed after it, is found again within this time; later by the next look at all.
const LATE_COMMITS_MS = 10_000
// While requests are served, a batch is followed by a rest as long as itself.
const SERVED_RECENTLY_MS = 20

/** Starts running jobs in this process. None runs during an advance of the clock it goes by. */
export async function startJobs(context: Context): Promise<Dispatcher> {
  await notePaidMoves(context.database.kysely, context.prices.base, context.clock.now())
  const stopping = new AbortController()
  const everybodys = lanesOf(context, stopping.signal)
  const accounts = lanesOfAccounts(context, stopping.signal)
  const lookAtAll = () => {
    everybodys.lookAtAll()
    accounts.lookAtSome()
  }
  context.wakeUps.onWake((name, accountId) => {
    if (name === undefined) return lookAtAll()
    const lanes = (accountId === undefined ? undefined : accounts.of(accountId)) ?? everybodys
    lanes.wake(name)
  })
  context.accountClocks.onMoved((accountId) => accounts.of(accountId)?.lookAtAll())
  const regular = setInterval(lookAtAll, LOOK_ANYWAY_MS).unref()
  lookAtAll()
  return {
    async stop() {
      stopping.abort()
      clearInterval(regular)
      await Promise.all([everybodys.ended(), accounts.ended()])
    },
  }
}

/** The jobs of all who go by one clock. */
interface Lanes {
  wake(name: JobName): void
  lookAtAll(): void
  ended(): Promise<unknown>
}

function lanesOf(context: Context, stopping: AbortSignal): Lanes {
  const lanes = new Map<JobName, Lane>(jobsOf(context).map((job) => [job.name, lane(context, job, stopping)]))
  return {
    wake: (name) => lanes.get(name)?.wake('recent'),
    lookAtAll() {
      for (const one of lanes.values()) one.wake('all')
    },
    ended: () => Promise.all([...lanes.values()].map((one) => one.ended())),
  }
}

/** The jobs of accounts with a clock of their own, as long as they have one. */
function lanesOfAccounts(context: Context, stopping: AbortSignal) {
  const lanes = new Map<string, { theirs: Lanes; retired: AbortController }>()
  const retiring = new Set<Promise<unknown>>()
  let last = ''

  const retireOthers = (ahead: ReadonlySet<string>) => {
    for (const [accountId, { theirs, retired }] of lanes) {
      if (ahead.has(accountId)) continue
      lanes.delete(accountId)
      retired.abort()
      const ended = theirs.ended().finally(() => retiring.delete(ended))
      retiring.add(ended)
    }
  }
  const of = (accountId: string): Lanes | undefined => {
    const known = lanes.get(accountId)
    if (known !== undefined) return known.theirs
    if (stopping.aborted || !context.accountClocks.ahead().includes(accountId)) return undefined
    const retired = new AbortController()
    const signal = AbortSignal.any([stopping, retired.signal])
    const theirs = lanesOf(inTimeOf(context, accountId), signal)
    lanes.set(accountId, { theirs, retired })
    return theirs
  }
  return {
    of,
    /** Each look is at the next few, in turn. */
    lookAtSome() {
      const ahead = [...context.accountClocks.ahead()].sort()
      retireOthers(new Set(ahead))
      const next = ahead.filter((accountId) => accountId > last).slice(0, ACCOUNTS_A_LOOK)
      last = next.length < ACCOUNTS_A_LOOK ? '' : (next.at(-1) ?? '')
      for (const accountId of next) of(accountId)?.lookAtAll()
    },
    ended: () => Promise.all([...retiring, ...[...lanes.values()].map(({ theirs }) => theirs.ended())]),
  }
}

/** One job: it never runs twice at once in a process. */
interface Lane {
  /** There is work, or there may be. */
  wake(look: Look): void
  ended(): Promise<void>
}

/** `all`: at everything that is due. `recent`: only at what can have become due since the last look at all. */
type Look = 'all' | 'recent'

function lane(context: Context, job: Job, stopping: AbortSignal): Lane {
  let running: Promise<void> | undefined
  let wanted: Look | undefined
  let timer: NodeJS.Timeout | undefined
  let recently: Date | undefined
  let inVain = 0

  const wake = (look: Look) => {
    if (stopping.aborted) return
    if (wanted !== 'all') wanted = look
    running ??= run().finally(() => (running = undefined))
  }
  const pauseInVain = () => Math.min(AGAIN_MS * 2 ** inVain++, LOOK_ANYWAY_MS)
  const wakeIn = (ms: number) => {
    clearTimeout(timer)
    if (!stopping.aborted) timer = setTimeout(() => wake('recent'), Math.min(ms, LONGEST_TIMER_MS)).unref()
  }

  async function run(): Promise<void> {
    while (wanted !== undefined && !stopping.aborted) {
      await context.clockAdvance?.settled(onlyIn(context.whose()))
      const since = wanted === 'all' ? undefined : recently
      wanted = undefined
      try {
        const began = context.clock.now().getTime()
        const left = await workOff(context, job, since, stopping)
        if (since === undefined) recently = new Date(began - LATE_COMMITS_MS)
        if (left.is === 'in vain') wakeIn(pauseInVain())
        else inVain = 0
        if (left.is === 'later') wakeIn(left.inMs)
      } catch (error) {
        context.metrics.recovered('job tried again')
        context.outages.report(error, () => context.log.error({ err: error, job: job.name }, 'job failed'))
        wakeIn(pauseInVain())
      }
    }
  }

  return { wake, ended: async () => running }
}

/** What is left: nothing; something that falls due; or something due with which nothing could be done. */
type Left = { is: 'nothing' | 'in vain' } | { is: 'later'; inMs: number }

/** Runs batch after batch until nothing is due. */
async function workOff(context: Context, job: Job, lookSince: Date | undefined, stopping: AbortSignal): Promise<Left> {
  if (job.everyMs !== undefined) {
    if (await beginRecurring(context.database.kysely, job.name, job.everyMs)) await runJob(context, job)
    return { is: 'nothing' }
  }
  // What it begins is not over yet, so only the job itself knows what is left.
  while (job.begin !== undefined && !stopping.aborted) if ((await job.begin(context, lookSince)) === 0) break
  for (let since = lookSince; !stopping.aborted;) {
    const due = await job.nextDue(context, since)
    if (due === undefined) return { is: 'nothing' }
    const inMs = due.getTime() - context.clock.now().getTime()
    if (inMs > 0) return { is: 'later', inMs }
    if (job.begin !== undefined) return { is: 'later', inMs: AGAIN_MS }
    const beganAt = monotonicMs()
    if ((await runJob(context, job, context.clock.now(), due, 'begun')) === 0) return { is: 'in vain' }
    since = due
    if (context.traffic.isServing(SERVED_RECENTLY_MS)) await after(monotonicMs() - beganAt)
  }
  return { is: 'nothing' }
}
