// A mailbox as its forms print it.
import type { FormMailbox } from '../forms/form-mailbox.ts'
import type { MailboxRow } from './table.ts'

/** The members a form shows; what the customer left out is the empty text. */
export function formMailbox(row: MailboxRow): FormMailbox {
  return {
    ...row,
    tipo_documento: row.tipo_documento ?? '',
    numero_documento: row.numero_documento ?? '',
    data_scadenza_documento: row.data_scadenza_documento ?? '',
    documento_rilasciato_da: row.documento_rilasciato_da ?? '',
    data_rilascio_documento: row.data_rilascio_documento ?? '',
  }
}
