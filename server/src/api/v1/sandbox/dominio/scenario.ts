// POST /v1/sandbox/dominio/{id}/scenario: what a provider, name servers or the clock may do to a domain.
import { CertifiedDomain } from '../../../../certified-domains/view.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { bringAbout, needyScenarioRefusals, scenarioBody } from '../../../../pipeline/scenario-call.ts'
import { certifiedDomains } from '../../../../certified-domains/resource.ts'

export const bringCertifiedDomain = acts({
  route: 'POST /v1/sandbox/dominio/{id}/scenario',
  name: 'bringCertifiedDomain',
  tag: 'Sandbox',
  access: 'either',
  permission: { account: 'develop', operator: 'review' },
  summary: 'Let happen to a certified domain what its provider, name servers or the clock may bring about',
  sandboxOnly: true,
  resource: certifiedDomains,
  body: scenarioBody('certified-domain'),
  refusals: needyScenarioRefusals,
  answers: CertifiedDomain,

  act: async (op) => ({ data: await bringAbout(certifiedDomains, op) }),
})
