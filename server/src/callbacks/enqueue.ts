// Enqueues the callback about a resource, if its owner wants one, and wakes the delivery job.
import { neededScope } from '../auth/scopes.ts'
import { emailsOf } from '../store/accounts.ts'
import type { Writer } from '../store/database.ts'
import type { JobQueue } from '../store/job-queue.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import { noteDeliveries } from './deliveries.ts'

/** A change of a resource that its owner may want a callback about, and when it happened. */
export interface CallbackSource<Row extends ResourceRow> {
  resource: Resource<Row>
  row: Row
  event: string
  at: Date
}

const MOST_JOBS = 4
const DELIVERIES_A_JOB = 10

/** Runs in the caller's transaction. Each delivery is due at its own time and shows the resource as a GET would. */
export async function enqueueCallbacks<Row extends ResourceRow>(
  tx: Writer,
  sources: readonly CallbackSource<Row>[],
  how: { scopeHost: string; queue: JobQueue },
): Promise<void> {
  const wanted = sources.filter(({ row }) => row.callback !== null)
  if (wanted.length === 0) return
  const owners = await emailsOf(tx, [...new Set(wanted.map(({ row }) => row.account_id))])
  const notices = wanted.flatMap(({ resource, row, event, at }) => {
    const { id, account_id: accountId, callback } = row
    const scope = neededScope('POST', how.scopeHost, resource.segment)
    const shown = resource.view(row, owners.get(accountId) ?? '')
    const subject = { kind: resource.kind, id }
    return callback === null ? [] : [{ accountId, subject, scope, event, callback, at, resource: shown }]
  })
  const [first, ...others] = await noteDeliveries(tx, notices)
  if (first === undefined) return
  const hint = others.length === 0 ? { only: first } : {}
  const jobs = Math.min(Math.ceil((1 + others.length) / DELIVERIES_A_JOB), MOST_JOBS)
  for (let n = 0; n < jobs; n += 1) await how.queue.enqueue(tx, 'deliver-callbacks', hint)
}
