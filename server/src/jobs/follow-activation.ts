// Asks the provider about every mailbox that is due and applies its decisions.
import type { Context } from '../context.ts'
import { applyDecision } from '../mailboxes/apply-decision.ts'
import { mailboxOrder } from '../mailboxes/provider-order.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { followResource, followEach } from './follow.ts'
import type { Job } from './job.ts'
import { nextCheck } from '../store/resource.ts'

export const followActivation: Job = {
  name: 'follow-activation',
  repairs: 'mailboxes that wait for a provider',
  cron: '*/2 * * * *',
  atOnce: 2,
  movesCredit: true,
  nextDue: (context) => nextCheck(context.database.kysely, mailboxes),
  run: (context, { only }) => followEach(context, mailboxes, only, (id) => follow(context, id)),
}

/** Follows one mailbox if it is due; returns whether it moved. No transaction waits for a provider. */
function follow(context: Context, id: string): Promise<boolean> {
  return followResource(context, mailboxes, id, {
    ask: (seen, now) => context.providers.named(seen.provider).mailboxes.status?.(mailboxOrder(seen), now),
    apply: (seen, decision) =>
      unitOfWork(context, async (unit) => {
        const applied = await applyDecision(unit, id, decision, { whom: 'provider', seen: seen.version })
        return applied.is === 'applied'
      }),
  })
}
