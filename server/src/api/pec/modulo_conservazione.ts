// GET /pec/{id}/modulo_conservazione
// The form that asks for legal preservation, filled with what we know of the holder.
import { noteIssuedForm } from '../../store/documents.ts'
import { formMailboxOf } from '../../mailboxes/form-data.ts'
import { reads } from '../../pipeline/ladder.ts'
import { mailbox } from '../subjects.ts'

export const downloadPreservationForm = reads({
  route: 'GET /pec/{id}/modulo_conservazione',
  name: 'downloadPreservationForm',
  tag: 'Modulistica',
  summary: 'Download the form that asks for legal preservation, filled in',
  subject: mailbox,
  move: 'preserve',
  refusals: { wrongId: 201, unknown: 202, wrongState: 381 },
  answers: 'application/pdf',

  async read({ subject, db, now, context }) {
    const sandbox = context.settings.MODE === 'sandbox'
    const { preservationForm } = await import('../../forms/preservation.ts')
    const issued = await preservationForm(formMailboxOf(subject), { issuedAt: now, sandbox })
    await noteIssuedForm(db, { ownerId: subject.id, ...issued }, now)
    return { file: issued.bytes, contentType: 'application/pdf', name: `${subject.id}_modulo_conservazione.pdf` }
  },
})
