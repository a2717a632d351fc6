// GET /comunica_pec/{id}
import { registryRequestView } from '../../registry-requests/view.ts'
import { reads } from '../../pipeline/ladder.ts'
import { RegistryRequest, registryRequest } from '../subjects.ts'

export const readRegistryRequest = reads({
  route: 'GET /comunica_pec/{id}',
  name: 'readRegistryRequest',
  tag: 'Comunica Pec',
  summary: 'Read a request to the Business Register',
  subject: registryRequest,
  refusals: { wrongId: 333, unknown: 334 },
  answers: RegistryRequest,

  async read({ subject, caller }) {
    return { data: registryRequestView(subject, caller.email) }
  },
})
