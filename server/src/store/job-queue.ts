// The queue of jobs, in the same PostgreSQL: a job is noted in the transaction that causes it, or not at all.
import { PgBoss, fromKysely } from 'pg-boss'
import type { Connection, Writer } from './database.ts'

/** Every job by name; `jobs/schedule.ts` says what each repairs and when. */
export const jobNames = [
  'follow-activation',
  'follow-requests',
  'finish-operations',
  'follow-domains',
  'expire-domains',
  'renew-automatically',
  'expire',
  'abandon-registrations',
  'remind-of-expiry',
  'deliver-callbacks',
  'forget-answers',
  'check-ledger',
] as const
/** Queues of earlier versions whose jobs have another name now; what they held is found again without them. */
const formerNames = ['finish-orders']
export type JobName = (typeof jobNames)[number]

/** A job carries at most a hint where to look first; without one it finds its own work. */
export interface JobHint {
  only?: string
}

export interface JobQueue {
  /** Notes a job inside the caller's transaction; `inMs` real milliseconds from now. */
  enqueue(tx: Writer, name: JobName, hint: JobHint, inMs?: number): Promise<void>
  /** Starts running jobs in this process; `cron` is when one is due by itself. */
  work(name: JobName, options: { cron: string; atOnce: number }, run: (hint: JobHint) => Promise<void>): Promise<void>
  /** Whether the queue's own schema is in place and its connection lives. */
  isReady(): Promise<boolean>
  /** Lets running jobs finish (at most `timeoutMs`), then stops. */
  stop(timeoutMs: number): Promise<void>
}

/** The queue's tables are missing or of another version. */
export class QueueBehindError extends Error {
  override readonly name = 'QueueBehindError'
}

/**
 * Opens the queue; creates what is missing in the database, unless `create` is false: then it throws QueueBehindError.
 * `onProblem` hears of failures of the queue itself, which mends itself by polling.
 */
export async function openJobQueue(
  connection: Connection,
  options: { working: boolean; create?: boolean; onProblem: (error: Error) => void },
): Promise<JobQueue> {
  const create = options.create ?? true
  const boss = new PgBoss({
    ...connection,
    migrate: create,
    createSchema: create,
    max: 4,
    application_name: 'ceralacca-jobs',
    useListenNotify: options.working,
    supervise: options.working,
    schedule: options.working,
    monitorIntervalSeconds: 10,
  })
  boss.on('error', options.onProblem)
  await startOrClose(boss)
  const known = new Set((await boss.getQueues([...jobNames])).map((queue) => queue.name))
  if (create) {
    for (const name of jobNames) if (!known.has(name)) await boss.createQueue(name, queueOptions)
    for (const { name } of await boss.getQueues(formerNames)) await boss.deleteQueue(name)
  }

  return {
    async enqueue(tx, name, hint, inMs = 0) {
      const startAfter = inMs > 0 ? { startAfter: Math.ceil(inMs / 1000) } : {}
      await boss.send(name, hint, { ...startAfter, db: fromKysely(tx) })
    },
    async work(name, { cron, atOnce }, run) {
      const pace = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1, localConcurrency: atOnce }
      await boss.work<JobHint>(name, { batchSize: 1, ...pace }, async (jobs) => {
        for (const job of jobs) await run(job.data ?? {})
      })
      await boss.schedule(name, cron, {}, { tz: 'Europe/Rome' })
    },
    isReady: () => boss.isInstalled(),
    stop: (timeoutMs) => boss.stop({ graceful: true, timeout: timeoutMs, close: true }),
  }
}

async function startOrClose(boss: PgBoss): Promise<void> {
  try {
    await boss.start()
  } catch (error) {
    await boss.stop({ graceful: false, close: true }).catch(() => undefined)
    const isBehind =
      error instanceof Error && /^pg-boss (is not installed$|database requires migrations)/.test(error.message)
    throw isBehind ? new QueueBehindError(error.message, { cause: error }) : error
  }
}

// A dead worker's job comes back within half a minute; finished ones are kept for a day, their effects for good.
const queueOptions = {
  notify: true,
  heartbeatSeconds: 10,
  expireInSeconds: 300,
  retryLimit: 5,
  retryDelay: 1,
  retryBackoff: true,
  deleteAfterSeconds: 86_400,
}
