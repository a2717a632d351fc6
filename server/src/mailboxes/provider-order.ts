// A mailbox as its provider knows it.
import type { PlacedOrder, PlacedRequest } from '../providers/port.ts'
import type { MailboxRow } from './table.ts'

/** The order behind a mailbox; our id is its reference. */
export function orderOf(row: MailboxRow): PlacedOrder {
  return {
    reference: row.id,
    providerRef: row.provider_ref,
    casella_pec: row.casella_pec,
    tipo_casella: row.tipo_casella,
    registeredAt: new Date(row.registrazione * 1000),
    submissions: row.submissions,
    submittedAt: row.submitted_at === null ? null : new Date(row.submitted_at * 1000),
  }
}

/** The same with something asked for; `request` is our reference of it. */
export function requestOf(row: MailboxRow, request: string): PlacedRequest {
  return { ...orderOf(row), request }
}
