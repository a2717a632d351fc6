// GET /pec/{id}/modulo_conservazione
// The form that asks for legal preservation, filled with what we know of the holder.
import { formToSign } from '../../mailboxes/form-to-sign.ts'
import { boxTypes } from '../../model/box-types.ts'
import { reads } from '../../pipeline/declare.ts'
import { mailboxes } from '../../mailboxes/resource.ts'

export const downloadPreservationForm = reads({
  route: 'GET /pec/{id}/modulo_conservazione',
  name: 'downloadPreservationForm',
  tag: 'Modulistica',
  summary: 'Download the form that asks for legal preservation, filled in',
  resource: mailboxes,
  move: 'preserve',
  offeredTo: ({ tipo_casella }) => boxTypes[tipo_casella].canPreserve,
  refusals: { wrongId: 201, unknown: 202, wrongKind: 381, wrongState: 381 },
  answers: 'application/pdf',

  read: ({ row, now, context }) => formToSign(context, row, 'preservationForm', now),
})
