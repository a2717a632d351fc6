// GET /comunica_pec/{id}/procura_registro_imprese
// The power of attorney to sign: the same bytes at every download.
import { reads } from '../../pipeline/declare.ts'
import { powerOfAttorneyOf } from '../../registry-requests/power-of-attorney.ts'
import { registryRequests } from '../../registry-requests/resource.ts'

export const downloadPowerOfAttorney = reads({
  route: 'GET /comunica_pec/{id}/procura_registro_imprese',
  name: 'downloadPowerOfAttorney',
  tag: 'Modulistica',
  summary: 'Download the power of attorney for the Business Register',
  resource: registryRequests,
  move: 'downloadPowerOfAttorney',
  refusals: { wrongId: 201, unknown: 334, wrongState: 382 },
  answers: 'application/pdf',

  async read({ row, context }) {
    return { contentType: 'application/pdf', ...(await powerOfAttorneyOf(context, row)) }
  },
})
