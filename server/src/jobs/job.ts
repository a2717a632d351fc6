// A job examines the current state and repairs it: it finds its own work in the tables, in bounded batches.
import type { Context } from '../context.ts'
import type { JobName } from '../store/wake-ups.ts'

/** Whether the answers of providers over the network are waited for. */
export type Asking = 'awaited' | 'begun'

export interface Job {
  name: JobName
  repairs: string
  /** It spends or refunds credit, so its work stays in chronological order among all such jobs. */
  movesCredit?: true
  /** It is about everything at once, so it goes by everybody's clock alone. */
  isForAll?: true
  /** It has no due rows and runs once in that time, whichever process comes first. */
  everyMs?: number
  /**
   * When it next has work, by the product's clock; undefined when nothing is waiting. What is due before `since` need not
   * be looked at: it was, lately. That spares walking over what was done meanwhile.
   */
  nextDue(context: Context, since?: Date): Promise<Date | undefined>
  /**
   * Processes a batch of what is due by `until`, each item dated its own time, and returns the number of items. Does
   * nothing when nothing is left. `since` as in `nextDue`. `begun`: what providers over the network are asked is not
   * waited for.
   */
  run(context: Context, until: Date, since?: Date, asking?: Asking): Promise<number>
  /** The same in the background, for a job whose items take long: begins them and returns without waiting. */
  begin?(context: Context, since: Date | undefined): Promise<number>
}

/** The earliest of the dates; undefined when there is none. */
export function earliest(moments: readonly (Date | undefined)[]): Date | undefined {
  const known = moments.filter((moment) => moment !== undefined)
  return known.length === 0 ? undefined : new Date(Math.min(...known.map((moment) => moment.getTime())))
}

const WHILE_SERVING = 25
const WHILE_IDLE = 100
const DURING_CLOCK_ADVANCE = 500
const SERVED_RECENTLY_MS = 100

/**
 * Items per transaction: few while requests are served in parallel, so that none waits long for its turn; more when nobody
 * asks for anything, and many during a clock advance, when nothing else is waiting.
 */
export function batchSize(context: Context, until: Date): number {
  if (until > context.clock.now()) return DURING_CLOCK_ADVANCE
  return context.traffic.isServing(SERVED_RECENTLY_MS) ? WHILE_SERVING : WHILE_IDLE
}
