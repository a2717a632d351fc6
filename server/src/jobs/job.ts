// A job examines the current state and repairs it. A hint names one resource; without it the job finds all its work.
import type { Context } from '../context.ts'
import type { JobHint, JobName } from '../store/job-queue.ts'

export interface Job {
  name: JobName
  repairs: string
  /** Cron expression in Europe/Rome: when it runs unprompted. */
  cron: string
  /** How many may run at the same time in one process. */
  atOnce: number
  /** It spends or refunds credit, so its work stays in chronological order among all such jobs. */
  movesCredit?: true
  /** When it next has work, by the product's clock; undefined when nothing is waiting. */
  nextDue(context: Context): Promise<Date | undefined>
  /**
   * Processes a batch of what is due by `until`, each item dated its own time, and returns the number of items. Does
   * nothing when nothing is left.
   */
  run(context: Context, hint: JobHint, until: Date): Promise<number>
}

/** The earliest of the dates; undefined when there is none. */
export function earliest(moments: readonly (Date | undefined)[]): Date | undefined {
  const known = moments.filter((moment) => moment !== undefined)
  return known.length === 0 ? undefined : new Date(Math.min(...known.map((moment) => moment.getTime())))
}

const WHILE_SERVING = 25
const DURING_CLOCK_ADVANCE = 500

/**
 * Items per transaction: few while requests are served in parallel, so that none waits long for its turn; many during a
 * clock advance, when nothing else is waiting.
 */
export const batchSize = (context: Context, until: Date): number =>
  until > context.clock.now() ? DURING_CLOCK_ADVANCE : WHILE_SERVING
