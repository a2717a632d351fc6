// Runs the jobs immediately, in order, until nothing is due: what tests and a clock advance do.
import type { Context } from '../context.ts'
import type { Asking, Job } from './job.ts'
import { jobsOf } from './schedule.ts'

/** How many items each job processed. */
export type Ran = Record<string, number>

/** Each job with work due, and when it is due, in the order of the schedule. */
export type Waiting = readonly { job: Job; due: Date }[]

/** Runs everything due by `until` (by default, now) in order, until nothing is due. */
export async function runWhatIsDue(context: Context, until?: Date): Promise<Ran> {
  const ran: Ran = {}
  for (;;) {
    const round = await runRound(context, await jobsWithWork(context), until ?? context.clock.now())
    if (Object.keys(round).length === 0) return ran
    addCounts(ran, round)
  }
}

/** Returns the jobs with work due to those of the context, now or later. */
export async function jobsWithWork(context: Context): Promise<Waiting> {
  const found = await Promise.all(jobsOf(context).map(async (job) => ({ job, due: await job.nextDue(context) })))
  return found.flatMap(({ job, due }) => (due === undefined ? [] : [{ job, due }]))
}

/**
 * Runs each job, in the order of the schedule, as long as it has work due by `until`. Follow-up work is left to the
 * next round.
 */
export async function runRound(context: Context, waiting: Waiting, until: Date): Promise<Ran> {
  const ran: Ran = {}
  const credit = waiting.filter(({ job }) => job.movesCredit === true)
  for (const { job, due } of waiting) {
    if (job === credit[0]?.job) addCounts(ran, await runCredit(context, credit, until))
    if (job.movesCredit !== true) addCounts(ran, await exhaust(context, job, due, until))
  }
  return ran
}

/** Keeps credit movements in chronological order: the job with the earliest work runs until the next one is due. */
async function runCredit(context: Context, waiting: Waiting, until: Date): Promise<Ran> {
  const inTurn = [...waiting].sort((one, other) => one.due.getTime() - other.due.getTime())
  for (const [at, { job, due }] of inTurn.entries()) {
    const limit = new Date(Math.min(until.getTime(), inTurn[at + 1]?.due.getTime() ?? Infinity))
    const ran = await exhaust(context, job, due, limit)
    // A job due ahead of the clock may only be waiting for it, and the later ones with it.
    if (ran[job.name] !== undefined || due > context.clock.now()) return ran
  }
  return {}
}

async function exhaust(context: Context, job: Job, due: Date, limit: Date): Promise<Ran> {
  const ran: Ran = {}
  for (let next: Date | undefined = due; next !== undefined && next <= limit; next = await job.nextDue(context)) {
    const done = await runJob(context, job, limit)
    // Due, but nothing was done: another process is working on it.
    if (done === 0) break
    addCounts(ran, { [job.name]: done })
  }
  return ran
}

/** Adds the counts of `more` to `ran`. */
export function addCounts(ran: Ran, more: Ran): void {
  for (const [job, count] of Object.entries(more)) ran[job] = (ran[job] ?? 0) + count
}

/** Runs a batch of a job, timed. */
export async function runJob(
  context: Context,
  job: Job,
  until: Date = context.clock.now(),
  since?: Date,
  asking?: Asking,
): Promise<number> {
  const done = context.metrics.jobSeconds.startTimer({ job_name: job.name })
  try {
    const repaired = await context.tracer.span({ of: 'job', name: job.name }, async (note) => {
      const items = await job.run(context, until, since, asking)
      note({ 'ceralacca.items': items })
      return items
    })
    done({ outcome: 'done' })
    return repaired
  } catch (error) {
    done({ outcome: 'failed' })
    throw error
  }
}
