// PATCH /comunica_pec/{id}
// The customer hands in the power of attorney, signed; from here the provider files.
import { requestOrder } from '../../registry-requests/provider-order.ts'
import { RegistryRequest, registryRequestView } from '../../registry-requests/view.ts'
import { noteSignatureChecks } from '../../registry-requests/signature-checks.ts'
import { signedDocuments } from '../../pipeline/field-types.ts'
import { required } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'
import { examineUpload } from '../../registry-requests/signed-upload.ts'
import { registryRequests } from '../../registry-requests/resource.ts'

export const signRegistryRequest = writes({
  route: 'PATCH /comunica_pec/{id}',
  name: 'signRegistryRequest',
  tag: 'Comunica Pec',
  summary: 'Hand in the signed power of attorney',
  resource: registryRequests,
  move: 'submitDocuments',
  uploads: true,
  body: {
    documenti: required(signedDocuments, 356, 359),
  },
  refusals: {
    wrongId: 353,
    unknown: 354,
    wrongState: 355,
    providerDown: 358,
    local: { notSigned: 357, notAsIssued: 359 },
  },
  answers: RegistryRequest,

  examine: ({ row, body, db, now, context }) => examineUpload(context, { db, now, request: row, ...body }),

  check({ examined, refuse }) {
    if (examined?.number === 357) refuse('notSigned')
    if (examined?.number === 359) refuse('notAsIssued')
  },

  keep: ({ body }) => ({ purpose: 'registro_imprese', documents: body.documenti }),
  noteKept: ({ row, unit, examined }) => noteSignatureChecks(unit.db, row.id, examined?.checks ?? []),

  capability: 'registryRequests.submitDocuments',
  ask: ({ row, provider, documents, ask }) =>
    provider.registryRequests.submitDocuments?.(
      { ...requestOrder(row), submissions: row.submissions + 1, submittedAt: ask.now },
      documents,
      ask,
    ),

  // What was found in an upload that is not taken is kept too.
  keepRefused: ({ context, params, examined: { number, checks } }) =>
    number === undefined ? Promise.resolve() : noteSignatureChecks(context.database.kysely, params.id ?? '', checks),

  async apply({ row, kept: documenti_registro_imprese, asked, principal, unit }) {
    const moved = await unit.move(registryRequests, row, 'submitDocuments', {
      documenti_registro_imprese,
      submissions: row.submissions + 1,
      submitted_at: unit.now,
      check_at: asked.askAgainAt ?? null,
      rejection: null,
    })
    if (asked.askAgainAt !== undefined) unit.wake('follow-requests')
    return { data: registryRequestView(moved, principal.email) }
  },
})
