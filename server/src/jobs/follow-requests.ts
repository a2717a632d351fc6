// Asks the provider about every request to the Business Register that is due and applies its decisions.
import type { Context } from '../context.ts'
import type { RequestStatus } from '../providers/port/registry-requests.ts'
import { applyToLocked } from '../registry-requests/apply-decision.ts'
import { requestOrder } from '../registry-requests/provider-order.ts'
import { registryRequests } from '../registry-requests/resource.ts'
import type { RegistryRequestRow } from '../registry-requests/table.ts'
import { nextCheck } from '../store/resource.ts'
import { followDue } from './follow.ts'
import type { Following } from './follow.ts'
import type { Job } from './job.ts'

export const followRequests: Job = {
  name: 'follow-requests',
  repairs: 'requests to the Business Register that wait for a provider',
  nextDue: (context, since) => nextCheck(context.database.kysely, registryRequests, since),
  run: (context, _until, since) => followDue(context, following(context), since),
}

const following = (context: Context): Following<RegistryRequestRow, RequestStatus> => ({
  resource: registryRequests,
  ask: (row, now) => context.providers.named(row.provider).registryRequests.status?.(requestOrder(row), now),
  apply: (unit, row, decision) => applyToLocked(unit, row, decision, 'provider'),
})
