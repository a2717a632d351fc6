// Enqueues callbacks about resources, for those whose owners want one.
import { neededScope } from '../auth/scopes.ts'
import type { Callback } from '../model/callback.ts'
import type { ResourceKind, ResourceSegment } from '../model/resource-kind.ts'
import { emailsOf } from '../store/accounts.ts'
import type { Writer } from '../store/database.ts'
import { noteDeliveries } from './deliveries.ts'

/** A change of a resource that its owner wants a callback about, and when it happened. */
export interface CallbackSource {
  kind: ResourceKind
  segment: ResourceSegment
  id: string
  accountId: string
  callback: Callback
  event: string
  at: Date
  /** The resource as a GET by its owner showed it then. */
  view(owner: string): object
}

/** Runs in the caller's transaction. Each delivery is due at its own time; returns how many there are. */
export async function enqueueCallbacks(
  tx: Writer,
  sources: readonly CallbackSource[],
  scopeHost: string,
): Promise<number> {
  if (sources.length === 0) return 0
  const owners = await emailsOf(tx, [...new Set(sources.map(({ accountId }) => accountId))])
  const notices = sources.map(({ kind, segment, id, view, ...source }) => ({
    ...source,
    subject: { kind, id },
    scope: neededScope('POST', scopeHost, segment),
    resource: view(owners.get(source.accountId) ?? ''),
  }))
  return (await noteDeliveries(tx, notices)).length
}
