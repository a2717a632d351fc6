// An automatic renewal that could not be: told by event and callback, tried again a day later while the mailbox works.
import type { Context } from '../context.ts'
import { RENEWAL_TRIED_EVERY_MS } from '../model/renewal.ts'
import type { DueMailbox } from '../store/due-mailboxes.ts'
import { noteEvent } from '../store/events.ts'
import { setRenewal } from '../store/mailboxes.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** Notes why a mailbox was not renewed, and when it is tried again. */
export async function putOffRenewal(
  context: Context,
  unit: UnitOfWork,
  mailbox: DueMailbox,
  why: 'insufficient credit' | 'provider refused',
): Promise<void> {
  const next = new Date(mailbox.due_at.getTime() + RENEWAL_TRIED_EVERY_MS)
  const lastTry = (mailbox.scadenza ?? 0) * 1000 + context.settings.EXPIRY_GRACE_DAYS * RENEWAL_TRIED_EVERY_MS
  await setRenewal(unit.db, mailbox, next.getTime() <= lastTry ? next : null)
  const subject = { kind: 'mailbox', id: mailbox.id }
  const event = { accountId: mailbox.account_id, subject, kind: 'renewal-failed', detail: { why } }
  await noteEvent(unit.db, event, mailbox.due_at)
  await unit.tell(mailbox, 'renewal-failed', mailbox.due_at)
}
