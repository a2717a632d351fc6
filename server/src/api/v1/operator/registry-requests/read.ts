// GET /v1/operator/registry-requests/{id}: any account's request to the Business Register, beside account and history.
import { RegistryRequest } from '../../../../registry-requests/view.ts'
import { registryRequests } from '../../../../registry-requests/resource.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { shownWithOwner, withOwner } from '../../../../queue/history-view.ts'

export const readRegistryRequestAsOperator = reads({
  route: 'GET /v1/operator/registry-requests/{id}',
  name: 'readRegistryRequestAsOperator',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Show a request to the Business Register as its owner sees it, beside account and history',
  resource: registryRequests,
  refusals: { wrongId: 109, unknown: 109 },
  answers: withOwner(RegistryRequest),

  read: async ({ db, row }) => ({ data: await shownWithOwner(db, registryRequests, row) }),
})
