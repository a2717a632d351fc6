// A mailbox as its provider knows it.
import type { MailboxOrder } from '../providers/port/mailboxes.ts'
import type { MailboxRow } from './table.ts'

const instant = (seconds: number) => new Date(seconds * 1000)
const instantOrNull = (seconds: number | null) => (seconds === null ? null : instant(seconds))

/** The order behind a mailbox. */
export function mailboxOrder(row: MailboxRow): MailboxOrder {
  const { provider_ref, account_id: _account, callback: _callback, multiutenza, registrazione, ...declared } = row
  return {
    ...declared,
    providerRef: provider_ref,
    expiresAt: instantOrNull(row.scadenza),
    users: multiutenza ?? [],
    registeredAt: instant(registrazione),
    submittedAt: instantOrNull(row.submitted_at),
  }
}
