// What a job is: it looks at the world and repairs it. A hint says where to look first; without one it finds its work.
import type { Context } from '../context.ts'
import type { JobHint, JobName } from '../store/job-queue.ts'

export interface Job {
  name: JobName
  repairs: string
  /** Cron expression in Europe/Rome: when it runs without being asked. */
  cron: string
  /** How many may run at once in one process. */
  atOnce: number
  /** It spends or gives back: what it does keeps its place in time among all jobs that do. */
  movesCredit?: true
  /** When, by the product's clock, it next has something to do; undefined when nothing is waiting. */
  nextDue(context: Context): Promise<Date | undefined>
  /**
   * Does a batch of what falls due by `until`, each thing dated its own moment, and says how much that was.
   * Run again when nothing is left, it does nothing.
   */
  run(context: Context, hint: JobHint, until: Date): Promise<number>
}

/** The earliest of some moments, if there is any. */
export function earliest(moments: readonly (Date | undefined)[]): Date | undefined {
  const known = moments.filter((moment) => moment !== undefined)
  return known.length === 0 ? undefined : new Date(Math.min(...known.map((moment) => moment.getTime())))
}

const BESIDE_REQUESTS = 25
const ON_A_JOURNEY = 500

/**
 * How many things a job does in one transaction: few while requests are answered beside it, so that none waits long for
 * its turn; many on a journey in time, where nobody waits for anything else.
 */
export const batchSize = (context: Context, until: Date): number =>
  until > context.clock.now() ? ON_A_JOURNEY : BESIDE_REQUESTS
