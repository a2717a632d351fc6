// What a mailbox is to everything that serves all resources alike.
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import type { MailboxActivity, MailboxMove } from '../model/mailbox.lifecycle.ts'
import type { Resource } from '../store/resource.ts'
import { mailboxColumns } from './table.ts'
import type { MailboxChanges, MailboxRow, NewMailbox } from './table.ts'
import { Mailbox, mailboxView } from './view.ts'

export const mailboxes: Resource<MailboxRow, MailboxMove | MailboxActivity, MailboxChanges, NewMailbox> = {
  kind: 'mailbox',
  segment: 'pec',
  lifecycle: mailboxLifecycle,
  table: 'mailboxes',
  columns: mailboxColumns,
  firstStep: 'register',
  uniqueBy: "(casella_pec) where stato <> 'registrazione_annullata'",
  documents: { attivazione: 'pdf', conservazione: 'pdf' },
  schema: Mailbox,
  view: mailboxView,
  datedBy: () => ['ultima_modifica'],
  datedAtFirst: ['registrazione', 'ultima_modifica'],
  written: (values) => ({
    ...values,
    ...('multiutenza' in values && {
      multiutenza: values.multiutenza === null ? null : JSON.stringify(values.multiutenza),
    }),
    ...('callback' in values && { callback: values.callback === null ? null : JSON.stringify(values.callback) }),
  }),
}
