// Asks the provider about every request to the Business Register that is due and applies its decisions.
import type { Context } from '../context.ts'
import { applyDecision } from '../registry-requests/apply-decision.ts'
import { requestOrder } from '../registry-requests/provider-order.ts'
import { registryRequests } from '../registry-requests/resource.ts'
import { nextCheck } from '../store/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { followEach, followResource } from './follow.ts'
import type { Job } from './job.ts'

export const followRequests: Job = {
  name: 'follow-requests',
  repairs: 'requests to the Business Register that wait for a provider',
  cron: '*/2 * * * *',
  atOnce: 2,
  nextDue: (context) => nextCheck(context.database.kysely, registryRequests),
  run: (context, { only }) => followEach(context, registryRequests, only, (id) => follow(context, id)),
}

/** Follows one request if it is due; returns whether it moved. No transaction waits for a provider. */
function follow(context: Context, id: string): Promise<boolean> {
  return followResource(context, registryRequests, id, {
    ask: (seen, now) => context.providers.named(seen.provider).registryRequests.status?.(requestOrder(seen), now),
    apply: (seen, decision) =>
      unitOfWork(context, async (unit) => {
        const by = { whom: 'provider', seen: seen.version } as const
        return (await applyDecision(context, unit, id, decision, by)).is === 'applied'
      }),
  })
}
