// Closes expired mailboxes: working ones after the grace period, revoked ones once they can no longer be restored.
import type { Context } from '../context.ts'
import { lockExpired, nextExpiry } from '../mailboxes/due.ts'
import { moveMailboxes } from '../mailboxes/bulk-move.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'
import { batchSize, earliest } from './job.ts'

const A_DAY_MS = 86_400_000
const REVOKED_KEPT_FOR_MS = 90 * A_DAY_MS

const graces = (context: Context) =>
  [
    ['evasa', context.settings.EXPIRY_GRACE_DAYS * A_DAY_MS],
    ['revocata', REVOKED_KEPT_FOR_MS],
  ] as const

export const expire: Job = {
  name: 'expire',
  repairs: 'expired mailboxes',
  cron: '20 * * * *',
  atOnce: 1,

  async nextDue(context) {
    const { kysely } = context.database
    return earliest(await Promise.all(graces(context).map(([stato, graceMs]) => nextExpiry(kysely, stato, graceMs))))
  },

  run: (context, _hint, until) =>
    unitOfWork(context, async (unit) => {
      let closed = 0
      for (const [stato, graceMs] of graces(context)) {
        const due = await lockExpired(unit.db, stato, graceMs, until, batchSize(context, until))
        const steps = due.map((mailbox) => ({ mailbox, at: mailbox.due_at, renew_at: null, remind_at: null }))
        const dueAt = new Map(due.map((mailbox) => [mailbox.id, mailbox.due_at]))
        const moved = await moveMailboxes(unit.db, 'close', { whom: 'clock' }, steps)
        await unit.enqueueCallbacks(mailboxes, moved, 'close', ({ id }) => dueAt.get(id) ?? unit.now)
        closed += moved.length
      }
      return closed
    }),
}
