// PATCH /pec/{id}/attivazione
// The customer hands in the signed form and an identity document; from here the provider must act.
import { whyNotOpened } from '../../documents/pdf-scanner.ts'
import { boxTypes } from '../../model/box-types.ts'
import { mailboxOrder } from '../../mailboxes/provider-order.ts'
import { Mailbox, mailboxView } from '../../mailboxes/view.ts'
import { documents } from '../../pipeline/field-types.ts'
import { required } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'
import { mailboxes } from '../../mailboxes/resource.ts'

export const activateMailbox = writes({
  route: 'PATCH /pec/{id}/attivazione',
  name: 'activateMailbox',
  tag: 'Pec',
  summary: 'Hand in the signed activation form and the identity document',
  resource: mailboxes,
  move: 'submitDocuments',
  uploads: true,
  body: {
    documenti: required(documents, 268, 269),
  },
  refusals: {
    wrongId: 265,
    unknown: 266,
    wrongState: 267,
    providerDown: 271,
    local: { notPdf: 296, oneDocumentOnly: 270 },
  },
  answers: Mailbox,

  check({ row, body, refuse }) {
    for (const { pdf } of body.documenti) if (pdf.is !== 'pdf') refuse('notPdf', { why: whyNotOpened(pdf.why) })
    if (boxTypes[row.tipo_casella].singleDocument && body.documenti.length > 1) refuse('oneDocumentOnly')
  },

  keep: ({ body }) => ({ purpose: 'attivazione', documents: body.documenti }),

  capability: 'mailboxes.submitDocuments',
  ask: ({ row, provider, documents: handedIn, ask }) =>
    provider.mailboxes.submitDocuments?.(
      { ...mailboxOrder(row), submissions: row.submissions + 1, submittedAt: ask.now },
      handedIn,
      ask,
    ),

  async apply({ row, kept: documenti_attivazione, asked, principal, unit }) {
    const moved = await unit.move(mailboxes, row, 'submitDocuments', {
      documenti_attivazione,
      submissions: row.submissions + 1,
      submitted_at: unit.now,
      check_at: asked.askAgainAt ?? null,
      rejection: null,
    })
    if (asked.askAgainAt !== undefined) unit.wake('follow-activation')
    return { data: mailboxView(moved, principal.email) }
  },
})
