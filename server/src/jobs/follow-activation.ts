// Asks the provider about every mailbox that is due and applies its decisions.
import type { Context } from '../context.ts'
import { applyToLocked } from '../mailboxes/apply-decision.ts'
import { mailboxOrder } from '../mailboxes/provider-order.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import type { MailboxRow } from '../mailboxes/table.ts'
import type { MailboxStatus } from '../providers/port/mailboxes.ts'
import { nextCheck } from '../store/resource.ts'
import { followDue } from './follow.ts'
import type { Following } from './follow.ts'
import type { Job } from './job.ts'

export const followActivation: Job = {
  name: 'follow-activation',
  repairs: 'mailboxes that wait for a provider',
  movesCredit: true,
  nextDue: (context, since) => nextCheck(context.database.kysely, mailboxes, since),
  run: (context, _until, since) => followDue(context, following(context), since),
}

const following = (context: Context): Following<MailboxRow, MailboxStatus> => ({
  resource: mailboxes,
  ask: (row, now) => context.providers.named(row.provider).mailboxes.status?.(mailboxOrder(row), now),
  apply: (unit, row, decision) => applyToLocked(unit, row, decision, 'provider'),
})
