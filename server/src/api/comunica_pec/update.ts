// PATCH /comunica_pec/{id}
// The customer hands in the power of attorney, signed; from here the provider files.
import { registerOrderOf } from '../../registry-requests/provider-order.ts'
import { registryRequestView } from '../../registry-requests/view.ts'
import { noteSignatureChecks } from '../../registry-requests/signature-checks.ts'
import { required, signedDocuments } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/ladder.ts'
import { checkedUpload, examineUpload, keepingRefusedChecks, mustBeTaken } from '../../registry-requests/signed-upload.ts'
import { RegistryRequest, registryRequest } from '../subjects.ts'

const signing = writes({
  route: 'PATCH /comunica_pec/{id}',
  name: 'signRegistryRequest',
  tag: 'Comunica Pec',
  summary: 'Hand in the signed power of attorney',
  subject: registryRequest,
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
    local: { notSigned: 357 },
  },
  answers: RegistryRequest,

  async examine({ subject, body, db, now, context }) {
    await examineUpload(context, { db, now, request: subject, documents: body.documenti })
  },

  check: ({ subject, body, db, now, context }) =>
    mustBeTaken(context, { db, now, request: subject, documents: body.documenti }),

  ask: ({ subject, newId, provider, now }) =>
    provider.submitToRegister(
      { ...registerOrderOf(subject), request: newId, submissions: subject.submissions + 1, submittedAt: now },
      now,
    ),

  async keep({ subject, body, unit }) {
    await noteSignatureChecks(unit.db, subject.id, checkedUpload(body.documenti))
    return unit.keepDocuments(subject, 'registro_imprese', body.documenti)
  },

  async apply({ subject, kept: documenti_registro_imprese, asked, caller, unit }) {
    const moved = await unit.moveRequest(subject, 'submitDocuments', {
      documenti_registro_imprese,
      submissions: subject.submissions + 1,
      submitted_at: unit.now,
      check_at: asked.askAgainAt ?? null,
      rejection: null,
    })
    if (asked.askAgainAt !== undefined) await unit.enqueue('follow-requests', { only: subject.id }, asked.askAgainAt)
    return { data: registryRequestView(moved, caller.email) }
  },
})

export const signRegistryRequest = keepingRefusedChecks(signing)
