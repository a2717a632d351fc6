// Notes the callback about a resource, if its owner wants any, and wakes the delivery.
import { neededScope } from '../auth/scopes.ts'
import { emailsOf } from '../store/accounts.ts'
import type { Writer } from '../store/database.ts'
import type { JobQueue } from '../store/job-queue.ts'
import type { Callback } from '../store/schema.ts'
import { noteDeliveries } from './deliveries.ts'
import type { CallbackSubject } from './deliveries.ts'

/** A resource whose owner may want to hear of it. */
export interface Tellable {
  accountId: string
  subject: CallbackSubject
  /** First path segment of the operations about it. */
  segment: 'pec' | 'dominio' | 'comunica_pec'
  callback: Callback | null
  /** The object a GET would answer at this moment, given the owner's e-mail. */
  resource(owner: string): unknown
}

/** What happened to a resource, and when. */
export interface Told {
  resource: Tellable
  event: string
  at: Date
}

const MOST_JOBS = 4
const DELIVERIES_A_JOB = 10

/** In the caller's transaction: each delivery is due at its moment, with the resource as a GET would show it. */
export async function tellOwners(
  tx: Writer,
  all: readonly Told[],
  how: { scopeHost: string; queue: JobQueue },
): Promise<void> {
  const wanted = all.flatMap(({ resource, event, at }) => {
    const { accountId, subject, segment, callback } = resource
    const scope = neededScope('POST', how.scopeHost, segment)
    return callback === null ? [] : [{ accountId, subject, scope, callback, event, at, tellable: resource }]
  })
  if (wanted.length === 0) return
  const owners = await emailsOf(tx, [...new Set(wanted.map(({ accountId }) => accountId))])
  const notices = wanted.map(({ tellable, ...notice }) => ({
    ...notice,
    resource: tellable.resource(owners.get(notice.accountId) ?? ''),
  }))
  const [first, ...others] = await noteDeliveries(tx, notices)
  if (first === undefined) return
  const hint = others.length === 0 ? { only: first } : {}
  const jobs = Math.min(Math.ceil((1 + others.length) / DELIVERIES_A_JOB), MOST_JOBS)
  for (let n = 0; n < jobs; n += 1) await how.queue.enqueue(tx, 'deliver-callbacks', hint)
}
