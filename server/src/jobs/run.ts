// Runs the jobs: in the background from the queue, or here and now until nothing is due.
import { setTimeout } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { notePaidMoves } from '../ledger/debits.ts'
import type { JobHint } from '../store/job-queue.ts'
import type { Job } from './job.ts'
import { schedule } from './schedule.ts'

/** Starts running jobs in this process as the queue hands them out; none runs while the clock is being moved. */
export async function startJobs(context: Context): Promise<void> {
  await notePaidMoves(context.database.kysely, context.prices, context.clock.now())
  for (const job of schedule) {
    await context.queue.work(job.name, job, async (hint) => {
      await context.clockAdvance?.settled()
      // A job without a hint finds all its work, batch by batch.
      for (;;) {
        const began = performance.now()
        if ((await runJob(context, job, hint, context.clock.now())) === 0 || hint.only !== undefined) return
        // A quarter of the time at most: on a day with very much to do, requests come first.
        await setTimeout(3 * (performance.now() - began))
      }
    })
  }
}

/** How much each job did. */
export type Ran = Record<string, number>

/** Each job that waits for a moment, with that moment, in the order of the schedule. */
export type Waiting = readonly { job: Job; due: Date }[]

/** Runs, in order, everything due by `until` (else by now), until nothing is. */
export async function runWhatIsDue(context: Context, until?: Date): Promise<Ran> {
  const ran: Ran = {}
  for (;;) {
    const round = await runRound(context, await whatWaits(context), until ?? context.clock.now())
    if (Object.keys(round).length === 0) return ran
    addTo(ran, round)
  }
}

/** What waits for its moment, job by job. */
export async function whatWaits(context: Context): Promise<Waiting> {
  const waiting: { job: Job; due: Date }[] = []
  for (const job of schedule) {
    const due = await job.nextDue(context)
    if (due !== undefined) waiting.push({ job, due })
  }
  return waiting
}

/**
 * Runs each job that has something due by `until` as long as it has, in the order of the schedule. What follows from it
 * is for the next round.
 */
export async function runRound(context: Context, waiting: Waiting, until: Date): Promise<Ran> {
  const ran: Ran = {}
  const credit = waiting.filter(({ job }) => job.movesCredit === true)
  for (const { job, due } of waiting) {
    if (job === credit[0]?.job) addTo(ran, await runCredit(context, credit, until))
    if (job.movesCredit !== true) addTo(ran, await exhaust(context, job, due, until))
  }
  return ran
}

/** Money keeps its order in time: of the jobs that move credit the earliest goes on until the next one has its turn. */
async function runCredit(context: Context, waiting: Waiting, until: Date): Promise<Ran> {
  const inTurn = [...waiting].sort((one, other) => one.due.getTime() - other.due.getTime())
  for (const [at, { job, due }] of inTurn.entries()) {
    const limit = new Date(Math.min(until.getTime(), inTurn[at + 1]?.due.getTime() ?? Infinity))
    const ran = await exhaust(context, job, due, limit)
    // One whose moment is still ahead of the clock may only be waiting for it, and the others with it.
    if (ran[job.name] !== undefined || due > context.clock.now()) return ran
  }
  return {}
}

async function exhaust(context: Context, job: Job, due: Date, limit: Date): Promise<Ran> {
  const ran: Ran = {}
  for (let next: Date | undefined = due; next !== undefined && next <= limit; next = await job.nextDue(context)) {
    const done = await runJob(context, job, {}, limit)
    // Nothing done although something is due: another process has it in hand.
    if (done === 0) break
    addTo(ran, { [job.name]: done })
  }
  return ran
}

/** Adds what some jobs did to what was done before. */
export function addTo(ran: Ran, more: Ran): void {
  for (const [job, count] of Object.entries(more)) ran[job] = (ran[job] ?? 0) + count
}

async function runJob(context: Context, job: Job, hint: JobHint, until: Date): Promise<number> {
  const done = context.metrics.jobSeconds.startTimer({ job: job.name })
  try {
    const repaired = await job.run(context, hint, until)
    done({ outcome: 'done' })
    return repaired
  } catch (error) {
    done({ outcome: 'failed' })
    context.log.error({ err: error, job: job.name }, 'job failed')
    throw error
  }
}
