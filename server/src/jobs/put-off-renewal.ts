// Automatic renewals that failed: reported by event and callback, retried a day later, up to the end of the days in
// which an expired mailbox can be renewed.
import type { Context } from '../context.ts'
import { RENEWAL_TRIED_EVERY_MS } from '../model/renewal.ts'
import type { DueMailbox } from '../mailboxes/due.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { setRenewals } from '../mailboxes/table.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** Records why mailboxes were not renewed, and when to try each again; nothing for those that have changed meanwhile. */
export async function putOffRenewals(
  context: Context,
  unit: UnitOfWork,
  due: readonly DueMailbox[],
  why: 'insufficient credit' | 'provider refused',
): Promise<void> {
  if (due.length === 0) return
  const set = await setRenewals(
    unit.db,
    due.map((mailbox) => ({ id: mailbox.id, version: mailbox.version, renew_at: nextTry(context, mailbox) })),
  )
  const putOff = due.filter(({ id }) => set.has(id))
  await unit.noteEvents(
    putOff.map(({ id, account_id: accountId, due_at: at }) => {
      return { accountId, resource: { kind: mailboxes.kind, id }, kind: 'renewal-failed', detail: { why }, at }
    }),
  )
  await unit.enqueueCallbacks(mailboxes, putOff, 'renewal-failed', (mailbox) => mailbox.due_at)
}

function nextTry(context: Context, { due_at, scadenza }: DueMailbox): Date | null {
  const next = new Date(due_at.getTime() + RENEWAL_TRIED_EVERY_MS)
  const lastTry = (scadenza ?? 0) * 1000 + context.settings.EXPIRY_GRACE_DAYS * RENEWAL_TRIED_EVERY_MS
  return next.getTime() <= lastTry ? next : null
}
