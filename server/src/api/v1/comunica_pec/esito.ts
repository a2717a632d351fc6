// GET /v1/comunica_pec/{id}/esito: what became of a request, and why.
import { reads } from '../../../pipeline/declare.ts'
import { Outcome, outcomeOf } from '../../../queue/outcome.ts'
import { registryRequests } from '../../../registry-requests/resource.ts'

export const readRegistryRequestOutcome = reads({
  route: 'GET /v1/comunica_pec/{id}/esito',
  name: 'readRegistryRequestOutcome',
  tag: 'Account',
  access: 'either',
  permission: { account: 'read', operator: 'review' },
  summary: 'Say what became of a request and why, in Italian and English',
  resource: registryRequests,
  refusals: { wrongId: 109, unknown: 109 },
  answers: Outcome,

  read: async ({ db, row: { id } }) => ({ data: await outcomeOf(db, { kind: registryRequests.kind, id }) }),
})
