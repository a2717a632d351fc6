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
  /** When, by the product's clock, it next has something to do; undefined when nothing is waiting. */
  nextDue(context: Context): Promise<Date | undefined>
  /** Does what is due now and says how much that was; run again, it does nothing. */
  run(context: Context, hint: JobHint): Promise<number>
}
