// Runs the jobs: in the background from the queue, or here and now until nothing is due.
import type { Context } from '../context.ts'
import type { JobHint } from '../store/job-queue.ts'
import type { Job } from './job.ts'
import { schedule } from './schedule.ts'

/** Starts running jobs in this process as the queue hands them out. */
export async function startJobs(context: Context): Promise<void> {
  for (const job of schedule) {
    await context.queue.work(job.name, job, async (hint) => {
      await runJob(context, job, hint)
    })
  }
}

/** Runs, in order, everything that is due by the product's clock, until nothing is. Gives how often each job ran. */
export async function runWhatIsDue(context: Context): Promise<Record<string, number>> {
  const ran: Record<string, number> = {}
  for (let again = true; again;) {
    again = false
    for (const job of schedule) {
      const due = await job.nextDue(context)
      if (due === undefined || due > context.clock.now()) continue
      // Nothing done although something is due: another process has it in hand.
      if ((await runJob(context, job, {})) === 0) continue
      ran[job.name] = (ran[job.name] ?? 0) + 1
      again = true
    }
  }
  return ran
}

async function runJob(context: Context, job: Job, hint: JobHint): Promise<number> {
  const done = context.metrics.jobSeconds.startTimer({ job: job.name })
  try {
    const repaired = await job.run(context, hint)
    done({ outcome: 'done' })
    return repaired
  } catch (error) {
    done({ outcome: 'failed' })
    context.log.error({ err: error, job: job.name }, 'job failed')
    throw error
  }
}
