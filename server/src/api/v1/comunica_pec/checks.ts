// GET /v1/comunica_pec/{id}/checks: what was found in the signed documents handed in, answer by answer, newest first.
import { Type } from 'typebox'
import { bothLanguages } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'
import { registryRequests } from '../../../registry-requests/resource.ts'
import { reviewRequest, SignedDocument } from '../../../registry-requests/reviewed-documents.ts'

export const readSignatureReport = reads({
  route: 'GET /v1/comunica_pec/{id}/checks',
  name: 'readSignatureReport',
  tag: 'Account',
  access: 'either',
  permission: { account: 'read', operator: 'review' },
  summary: 'Say what was found in the signed documents of a request to the Business Register, also in those refused',
  resource: registryRequests,
  refusals: { wrongId: 109, unknown: 109 },
  answers: Type.Object({
    id: Type.String({ description: 'of the request' }),
    stato: Type.String({ description: 'where the request stands' }),
    reasons: Type.Array(Type.String(), { description: 'why the documents were last sent back' }),
    warnings: Type.Array(Type.Object(bothLanguages), {
      description: 'what of the request does not agree with others of yours',
    }),
    documents: Type.Array(SignedDocument, { description: 'newest first' }),
  }),

  async read({ context, row: { id, stato, rejection }, row }) {
    const { documents, warnings } = await reviewRequest(context, row)
    return { data: { id, stato, reasons: rejection ?? [], warnings, documents } }
  },
})
