// GET /pec/{id}/modulo_attivazione
// The form to sign, filled with what the registration says.
import { noteIssuedForm } from '../../store/documents.ts'
import { formMailboxOf } from '../../mailboxes/form-data.ts'
import { reads } from '../../pipeline/ladder.ts'
import { mailbox } from '../subjects.ts'

export const downloadActivationForm = reads({
  route: 'GET /pec/{id}/modulo_attivazione',
  name: 'downloadActivationForm',
  tag: 'Modulistica',
  summary: 'Download the activation form, filled in',
  subject: mailbox,
  refusals: { wrongId: 201, unknown: 202, local: { tooLate: 380 } },
  answers: 'application/pdf',

  check({ subject, refuse }) {
    if (subject.stato === 'registrazione_annullata' || subject.stato === 'chiusa') refuse('tooLate')
  },

  async read({ subject, db, now, context }) {
    const sandbox = context.settings.MODE === 'sandbox'
    // Loaded when first needed: the PDF writer is a fifth of the start-up.
    const { activationForm } = await import('../../forms/activation.ts')
    const issued = await activationForm(formMailboxOf(subject), { issuedAt: now, sandbox })
    await noteIssuedForm(db, { ownerId: subject.id, ...issued }, now)
    return { file: issued.bytes, contentType: 'application/pdf', name: `${subject.id}_modulo_attivazione.pdf` }
  },
})
