// Notes the callback about a resource, if its owner wants any, and wakes the delivery.
import { neededScope } from '../auth/scopes.ts'
import { findAccount } from '../store/accounts.ts'
import type { Writer } from '../store/database.ts'
import type { JobQueue } from '../store/job-queue.ts'
import type { Callback } from '../store/schema.ts'
import { noteDelivery } from './deliveries.ts'
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

/** In the caller's transaction: the delivery is due at `at`, with the resource as a GET would show it. */
export async function tellOwner(
  tx: Writer,
  { accountId, subject, segment, callback, resource }: Tellable,
  told: { event: string; scopeHost: string; at: Date; queue: JobQueue },
): Promise<void> {
  if (callback === null) return
  const account = await findAccount(tx, { id: accountId })
  const scope = neededScope('POST', told.scopeHost, segment)
  const notice = { accountId, subject, scope, event: told.event, callback, resource: resource(account?.email ?? '') }
  const delivery = await noteDelivery(tx, notice, told.at)
  if (delivery !== undefined) await told.queue.enqueue(tx, 'deliver-callbacks', { only: delivery })
}
