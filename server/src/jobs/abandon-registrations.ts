// Abandons registrations whose documents were never submitted, and refunds them in full.
import { registrationCause } from '../ledger/causes.ts'
import { refundMany } from '../ledger/ledger.ts'
import type { Context } from '../context.ts'
import { lockAbandoned, nextAbandonmentAt } from '../mailboxes/due.ts'
import type { DueMailbox } from '../mailboxes/due.ts'
import { moveMailboxes } from '../mailboxes/bulk-move.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { batchSize } from './job.ts'
import type { Job } from './job.ts'

const A_DAY_MS = 86_400_000
const afterMs = (context: Context) => context.settings.ABANDON_AFTER_DAYS * A_DAY_MS

export const abandonRegistrations: Job = {
  name: 'abandon-registrations',
  repairs: 'registrations that were never activated',
  movesCredit: true,
  nextDue: (context) => nextAbandonmentAt(context.database.kysely, context.whose(), afterMs(context)),

  run: (context, until) =>
    unitOfWork(context, async (unit) => {
      const most = batchSize(context, until)
      const due = await lockAbandoned(unit.db, context.whose(), afterMs(context), until, most)
      await abandonMailboxes(unit, due)
      return due.length
    }),
}

/** Abandons registrations, each at the moment it fell due, and refunds them. */
export async function abandonMailboxes(unit: UnitOfWork, due: readonly DueMailbox[]): Promise<void> {
  const steps = due.map((mailbox) => ({ mailbox, at: mailbox.due_at, renew_at: null, remind_at: null }))
  const dueAt = new Map(due.map((mailbox) => [mailbox.id, mailbox.due_at]))
  const at = ({ id }: { id: string }) => dueAt.get(id) ?? unit.now
  const moved = await moveMailboxes(unit.db, 'abandon', { whom: 'clock' }, steps)
  const refunds = moved.map((mailbox) => ({
    accountId: mailbox.account_id,
    cause: registrationCause(mailbox.id),
    at: at(mailbox),
  }))
  await refundMany(unit.db, refunds, 'never activated')
  await unit.enqueueCallbacks(mailboxes, moved, 'abandon', at)
}
