// Asks the provider about every request to the Business Register that is due and applies its decisions.
import type { Context } from '../context.ts'
import type { RequestStatus } from '../providers/port/registry-requests.ts'
import { applyToLocked, storeBrought } from '../registry-requests/apply-decision.ts'
import { requestOrder } from '../registry-requests/provider-order.ts'
import { registryRequests } from '../registry-requests/resource.ts'
import type { RegistryRequestRow } from '../registry-requests/table.ts'
import { followDue, nextFollow } from './follow.ts'
import type { Following } from './follow.ts'
import type { Job } from './job.ts'

export const followRequests: Job = {
  name: 'follow-requests',
  repairs: 'requests to the Business Register that wait for a provider',
  nextDue: (context, since) => nextFollow(context, following(context), since),
  run: (context, _until, since, asking) => followDue(context, following(context), since, asking),
}

const following = (context: Context): Following<RegistryRequestRow, RequestStatus> => ({
  job: 'follow-requests',
  resource: registryRequests,
  operation: 'registryRequests.status',
  ask: (row, now) => context.providers.named(row.provider).registryRequests.status?.(requestOrder(row), now),
  store: (row, decision) => storeBrought(context, row, decision),
  apply: (unit, row, decision, stored) => applyToLocked(unit, row, decision, 'provider', stored),
})
