// GET /pec/{id}/modulo_attivazione
// The form to sign, filled with what the registration says.
import { formToSign } from '../../mailboxes/form-to-sign.ts'
import { reads } from '../../pipeline/declare.ts'
import { mailboxes } from '../../mailboxes/resource.ts'

export const downloadActivationForm = reads({
  route: 'GET /pec/{id}/modulo_attivazione',
  name: 'downloadActivationForm',
  tag: 'Modulistica',
  summary: 'Download the activation form, filled in',
  resource: mailboxes,
  refusals: { wrongId: 201, unknown: 202, local: { tooLate: 380 } },
  answers: 'application/pdf',

  async read({ row, now, context, refuse }) {
    if (row.stato === 'registrazione_annullata' || row.stato === 'chiusa') refuse('tooLate')
    return formToSign(context, row, 'activationForm', now)
  },
})
