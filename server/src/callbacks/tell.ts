// Notes the callback about a mailbox, if its owner wants any, and wakes the delivery.
import { neededScope } from '../auth/scopes.ts'
import { findAccount } from '../store/accounts.ts'
import type { Writer } from '../store/database.ts'
import type { JobQueue } from '../store/job-queue.ts'
import { mailboxView } from '../store/mailbox-view.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import { noteDelivery } from './deliveries.ts'

/** In the caller's transaction: the delivery is due at `at`, with the mailbox as a GET would show it. */
export async function tellOwner(
  tx: Writer,
  told: { mailbox: MailboxRow; event: string; scopeHost: string; at: Date; queue: JobQueue },
): Promise<void> {
  const { mailbox, event, at } = told
  if (mailbox.callback === null) return
  const account = await findAccount(tx, { id: mailbox.account_id })
  const delivery = await noteDelivery(
    tx,
    {
      accountId: mailbox.account_id,
      subject: { kind: 'mailbox', id: mailbox.id },
      scope: neededScope('POST', told.scopeHost, 'pec'),
      event,
      callback: mailbox.callback,
      resource: mailboxView(mailbox, account?.email ?? ''),
    },
    at,
  )
  if (delivery !== undefined) await told.queue.enqueue(tx, 'deliver-callbacks', { only: delivery })
}
