// POST /v1/sandbox/comunica_pec/{id}/scenario: what the Business Register may do to a request.
import { RegistryRequest } from '../../../../registry-requests/view.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { bringAbout, scenarioBody, scenarioRefusals } from '../../../../pipeline/scenario-call.ts'
import { registryRequests } from '../../../../registry-requests/resource.ts'

export const bringRegistryRequest = acts({
  route: 'POST /v1/sandbox/comunica_pec/{id}/scenario',
  name: 'bringRegistryRequest',
  tag: 'Sandbox',
  access: 'either',
  permission: { account: 'develop', operator: 'review' },
  summary: 'Let happen to a request what the Business Register or its provider may bring about',
  sandboxOnly: true,
  resource: registryRequests,
  body: scenarioBody('registry-request'),
  refusals: scenarioRefusals,
  answers: RegistryRequest,

  act: async (op) => ({ data: await bringAbout(registryRequests, op) }),
})
