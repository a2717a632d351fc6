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
// While requests are served, a batch is followed by a rest as long as itself.
const SERVED_RECENTLY_MS = 20

/** Starts running jobs in this process. None runs during a clock advance. */
export async function startJobs(context: Context): Promise<Dispatcher> {
  await notePaidMoves(context.database.kysely, context.prices, context.clock.now())
  const stopping = new AbortController()
  const lanes = new Map<JobName, Lane>(schedule.map((job) => [job.name, lane(context, job, stopping.signal)]))
  const lookAtAll = () => {
    for (const one of lanes.values()) one.look()
  }
  context.wakeUps.onWake((name) => (name === undefined ? lookAtAll() : lanes.get(name)?.wake()))
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
  /** There is work. */
  wake(): void
  /** There may be work. */
  look(): void
  ended(): Promise<void>
}

function lane(context: Context, job: Job, stopping: AbortSignal): Lane {
  let running: Promise<void> | undefined
  let wanted: 'nothing' | 'a look' | 'work' = 'nothing'
  let timer: NodeJS.Timeout | undefined

  const want = (what: 'a look' | 'work') => {
    if (stopping.aborted) return
    if (wanted !== 'work') wanted = what
    running ??= run().finally(() => (running = undefined))
  }
  const lookIn = (ms: number) => {
    clearTimeout(timer)
    if (!stopping.aborted) timer = setTimeout(() => want('a look'), Math.min(ms, LONGEST_TIMER_MS)).unref()
  }

  async function run(): Promise<void> {
    while (wanted !== 'nothing' && !stopping.aborted) {
      await context.clockAdvance?.settled()
      const isKnown = wanted === 'work' || job.everyMs !== undefined
      wanted = 'nothing'
      try {
        if (isKnown || (await inMs()) <= 0) await workOff(context, job, stopping)
        const ms = await inMs()
        if (ms !== Infinity) lookIn(ms > 0 ? ms : AGAIN_MS)
      } catch (error) {
        context.outages.report(error, () => context.log.error({ err: error, job: job.name }, 'job failed'))
        lookIn(AGAIN_MS)
      }
    }
  }
  /** How long until the job has work; Infinity when nothing waits. */
  async function inMs(): Promise<number> {
    const due = await job.nextDue(context)
    return due === undefined ? Infinity : due.getTime() - context.clock.now().getTime()
  }

  return { wake: () => want('work'), look: () => want('a look'), ended: async () => running }
}

/** Batch after batch until nothing is left. */
async function workOff(context: Context, job: Job, stopping: AbortSignal): Promise<void> {
  if (job.everyMs !== undefined && !(await beginRecurring(context.database.kysely, job.name, job.everyMs))) return
  while (!stopping.aborted) {
    const beganAt = monotonicMs()
    const done = job.begin === undefined ? await runJob(context, job, context.clock.now()) : await job.begin(context)
    if (done === 0 || job.everyMs !== undefined) return
    if (context.traffic.isServing(SERVED_RECENTLY_MS)) await after(monotonicMs() - beganAt)
  }
}
