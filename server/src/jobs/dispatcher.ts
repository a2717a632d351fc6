// Runs the jobs of a process in the background: at once when told of work, when something falls due, and every few
// seconds in case nobody told (docs/decisions/0021-due-tables.md).
import { setTimeout as after } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { notePaidMoves } from '../ledger/debits.ts'
import { monotonicMs } from '../model/clock.ts'
import { beginRecurring } from '../store/recurring-runs.ts'
import type { JobName } from '../store/wake-ups.ts'
import type { Job } from './job.ts'
import { runJob } from './run.ts'
import { schedule } from './schedule.ts'

/** Jobs running in the background. */
export interface Dispatcher {
  /** Starts nothing more, and resolves when what runs has ended. */
  stop(): Promise<void>
}

// A killed process's work is due again for the others within this time and what it held it for.
const LOOK_ANYWAY_MS = 5_000
// What is due but held by another process, or failed, is tried again after this.
const AGAIN_MS = 500
const LONGEST_TIMER_MS = 2 ** 31 - 1
// What was due at a look, but committed after it, is found again within this time; later by the next look at all.
const LATE_COMMITS_MS = 10_000
// While requests are served, a batch is followed by a rest as long as itself.
const SERVED_RECENTLY_MS = 20

/** Starts running jobs in this process. None runs during a clock advance. */
export async function startJobs(context: Context): Promise<Dispatcher> {
  await notePaidMoves(context.database.kysely, context.prices, context.clock.now())
  const stopping = new AbortController()
  const lanes = new Map<JobName, Lane>(schedule.map((job) => [job.name, lane(context, job, stopping.signal)]))
  const lookAtAll = () => {
    for (const one of lanes.values()) one.wake('all')
  }
  context.wakeUps.onWake((name) => (name === undefined ? lookAtAll() : lanes.get(name)?.wake('recent')))
  const regular = setInterval(lookAtAll, LOOK_ANYWAY_MS).unref()
  lookAtAll()
  return {
    async stop() {
      stopping.abort()
      clearInterval(regular)
      await Promise.all([...lanes.values()].map((one) => one.ended()))
    },
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

  const wake = (look: Look) => {
    if (stopping.aborted) return
    if (wanted !== 'all') wanted = look
    running ??= run().finally(() => (running = undefined))
  }
  const wakeIn = (ms: number) => {
    clearTimeout(timer)
    if (!stopping.aborted) timer = setTimeout(() => wake('recent'), Math.min(ms, LONGEST_TIMER_MS)).unref()
  }

  async function run(): Promise<void> {
    while (wanted !== undefined && !stopping.aborted) {
      await context.clockAdvance?.settled()
      const since = wanted === 'all' ? undefined : recently
      wanted = undefined
      try {
        const began = context.clock.now().getTime()
        const againInMs = await workOff(context, job, since, stopping)
        if (since === undefined) recently = new Date(began - LATE_COMMITS_MS)
        if (againInMs !== undefined) wakeIn(againInMs)
      } catch (error) {
        context.outages.report(error, () => context.log.error({ err: error, job: job.name }, 'job failed'))
        wakeIn(AGAIN_MS)
      }
    }
  }

  return { wake, ended: async () => running }
}

/** Runs batch after batch until nothing is due; returns in how many milliseconds something will be, if anything. */
async function workOff(
  context: Context,
  job: Job,
  lookSince: Date | undefined,
  stopping: AbortSignal,
): Promise<number | undefined> {
  if (job.everyMs !== undefined) {
    if (await beginRecurring(context.database.kysely, job.name, job.everyMs)) await runJob(context, job)
    return undefined
  }
  // What it begins is not over yet, so only the job itself knows what is left.
  while (job.begin !== undefined && !stopping.aborted) if ((await job.begin(context, lookSince)) === 0) break
  for (let since = lookSince; !stopping.aborted;) {
    const due = await job.nextDue(context, since)
    if (due === undefined) return undefined
    const inMs = due.getTime() - context.clock.now().getTime()
    if (inMs > 0) return inMs
    if (job.begin !== undefined) return AGAIN_MS
    const beganAt = monotonicMs()
    if ((await runJob(context, job, context.clock.now(), due)) === 0) return AGAIN_MS
    since = due
    if (context.traffic.isServing(SERVED_RECENTLY_MS)) await after(monotonicMs() - beganAt)
  }
  return undefined
}
