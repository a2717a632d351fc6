// PATCH /pec/{id}/attivazione
// The customer hands in the signed form and an identity document; from here the provider must act.
import { whyNotOpened } from '../../documents/pdf-scanner.ts'
import { boxTypes } from '../../model/box-types.ts'
import { requestOf } from '../../mailbox-order.ts'
import { mailboxView } from '../../store/mailbox-view.ts'
import { documents, required } from '../fields.ts'
import { writes } from '../ladder.ts'
import { Mailbox, mailbox } from '../subjects.ts'

export const activateMailbox = writes({
  route: 'PATCH /pec/{id}/attivazione',
  name: 'activateMailbox',
  tag: 'Pec',
  summary: 'Hand in the signed activation form and the identity document',
  subject: mailbox,
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

  check({ subject, body, refuse }) {
    for (const { pdf } of body.documenti) if (pdf.is !== 'pdf') refuse('notPdf', { why: whyNotOpened(pdf.why) })
    if (boxTypes[subject.tipo_casella].singleDocument && body.documenti.length > 1) refuse('oneDocumentOnly')
  },

  async ask({ subject, newId, provider, now }) {
    return provider.submitDocuments(
      { ...requestOf(subject, newId), submissions: subject.submissions + 1, submittedAt: now },
      now,
    )
  },

  keep: ({ subject, body, unit }) => unit.keepDocuments(subject, 'attivazione', body.documenti),

  async apply({ subject, kept: documenti_attivazione, asked, caller, unit }) {
    const moved = await unit.move(subject, 'submitDocuments', {
      documenti_attivazione,
      submissions: subject.submissions + 1,
      submitted_at: unit.now,
      check_at: asked.askAgainAt ?? null,
      rejection: null,
    })
    if (asked.askAgainAt !== undefined) await unit.enqueue('follow-activation', { only: subject.id }, asked.askAgainAt)
    return { data: mailboxView(moved, caller.email) }
  },
})
