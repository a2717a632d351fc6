// GET /comunica_pec/{id}
import { RegistryRequest, registryRequestView } from '../../registry-requests/view.ts'
import { reads } from '../../pipeline/declare.ts'
import { registryRequests } from '../../registry-requests/resource.ts'

export const readRegistryRequest = reads({
  route: 'GET /comunica_pec/{id}',
  name: 'readRegistryRequest',
  tag: 'Comunica Pec',
  summary: 'Read a request to the Business Register',
  resource: registryRequests,
  refusals: { wrongId: 333, unknown: 334 },
  answers: RegistryRequest,

  async read({ row, principal }) {
    return { data: registryRequestView(row, principal.email) }
  },
})
