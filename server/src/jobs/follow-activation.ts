// Asks the provider about every mailbox that is due and applies its decisions.
import type { Context } from '../context.ts'
import { applyToLocked } from '../mailboxes/apply-decision.ts'
import { mailboxOrder } from '../mailboxes/provider-order.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import type { MailboxRow } from '../mailboxes/table.ts'
import type { MailboxStatus } from '../providers/port/mailboxes.ts'
import { followDue, nextFollow } from './follow.ts'
import type { Following } from './follow.ts'
import type { Job } from './job.ts'

export const followActivation: Job = {
  name: 'follow-activation',
  repairs: 'mailboxes that wait for a provider',
  movesCredit: true,
  nextDue: (context, since) => nextFollow(context, following(context), since),
  run: (context, _until, since, asking) => followDue(context, following(context), since, asking),
}

const following = (context: Context): Following<MailboxRow, MailboxStatus> => ({
  job: 'follow-activation',
  resource: mailboxes,
  operation: 'mailboxes.status',
  ask: (row, now) => context.providers.named(row.provider).mailboxes.status?.(mailboxOrder(row), now),
  apply: (unit, row, decision) => applyToLocked(unit, row, decision, 'provider'),
})
