// Revokes mailboxes at their expiry, and closes revoked ones once they can no longer be renewed.
import type { Context } from '../context.ts'
import { lockExpired, nextExpiry } from '../mailboxes/due.ts'
import type { DueMailbox } from '../mailboxes/due.ts'
import { moveMailboxes } from '../mailboxes/bulk-move.ts'
import type { BulkStep } from '../mailboxes/bulk-move.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import type { MailboxMove } from '../model/mailbox.lifecycle.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'
import { batchSize, earliest } from './job.ts'

const A_DAY_MS = 86_400_000
/** How long an expired mailbox can be renewed, in milliseconds. */
export const graceMs = (context: Context): number => context.settings.EXPIRY_GRACE_DAYS * A_DAY_MS

export const expire: Job = {
  name: 'expire',
  repairs: 'expired mailboxes',

  async nextDue(context) {
    const { kysely } = context.database
    const next = (...past: ['evasa' | 'revocata', number]) => nextExpiry(kysely, context.whose(), ...past)
    return earliest([await next('evasa', 0), await next('revocata', graceMs(context))])
  },

  run: (context, until) =>
    unitOfWork(context, async (unit) => {
      const whose = context.whose()
      const most = batchSize(context, until)
      const expired = await lockExpired(unit.db, whose, 'evasa', 0, until, most)
      const over = await lockExpired(unit.db, whose, 'revocata', graceMs(context), until, most)
      return (await expireMailboxes(unit, expired)) + (await closeMailboxes(unit, over))
    }),
}

/** Revokes mailboxes that expired; returns how many. */
export const expireMailboxes = (unit: UnitOfWork, expired: readonly DueMailbox[]): Promise<number> =>
  moveAll(unit, 'expire', expired, revoked)

/** Closes mailboxes that can no longer be renewed; returns how many. */
export const closeMailboxes = (unit: UnitOfWork, over: readonly DueMailbox[]): Promise<number> =>
  moveAll(unit, 'close', over, closed)

/** With autorinnovo it waits for credit from here on. */
const revoked = (mailbox: DueMailbox): BulkStep => ({
  ...closed(mailbox),
  revoca: mailbox.due_at,
  renew_at: mailbox.autorinnovo ? mailbox.due_at : null,
})

const closed = (mailbox: DueMailbox): BulkStep => ({ mailbox, at: mailbox.due_at, renew_at: null, remind_at: null })

async function moveAll(
  unit: UnitOfWork,
  move: MailboxMove,
  due: readonly DueMailbox[],
  step: (mailbox: DueMailbox) => BulkStep,
): Promise<number> {
  const dueAt = new Map(due.map((mailbox) => [mailbox.id, mailbox.due_at]))
  const moved = await moveMailboxes(unit.db, move, { whom: 'clock' }, due.map(step))
  await unit.enqueueCallbacks(mailboxes, moved, move, ({ id }) => dueAt.get(id) ?? unit.now)
  return moved.length
}
