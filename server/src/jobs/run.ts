// Runs the jobs: in the background from the queue, or here and now until nothing is due.
import type { Context } from '../context.ts'
import type { JobHint } from '../store/job-queue.ts'
import type { Job } from './job.ts'
import { schedule } from './schedule.ts'

/** Starts running jobs in this process as the queue hands them out; none runs while the clock is being moved. */
export async function startJobs(context: Context): Promise<void> {
  for (const job of schedule) {
    await context.queue.work(job.name, job, async (hint) => {
      await context.timeMachine?.settled()
      // A job without a hint finds all its work, batch by batch.
      while ((await runJob(context, job, hint, context.clock.now())) > 0 && hint.only === undefined);
    })
  }
}

/** Runs, in order, everything due by `until` (else by now), until nothing is. Gives how much each job did. */
export async function runWhatIsDue(context: Context, until?: Date): Promise<Record<string, number>> {
  const ran: Record<string, number> = {}
  for (let again = true; again;) {
    again = false
    for (const job of schedule) {
      const limit = until ?? context.clock.now()
      const due = await job.nextDue(context)
      if (due === undefined || due > limit) continue
      const done = await runJob(context, job, {}, limit)
      // Nothing done although something is due: another process has it in hand.
      if (done === 0) continue
      ran[job.name] = (ran[job.name] ?? 0) + done
      again = true
      // Whatever this job can still do comes before what follows from it.
      break
    }
  }
  return ran
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
