// GET /v1/dominio/{id}/esito: what became of a domain, and why.
import { reads } from '../../../pipeline/declare.ts'
import { Outcome, outcomeOf } from '../../../queue/outcome.ts'
import { certifiedDomains } from '../../../certified-domains/resource.ts'

export const readCertifiedDomainOutcome = reads({
  route: 'GET /v1/dominio/{id}/esito',
  name: 'readCertifiedDomainOutcome',
  tag: 'Account',
  access: 'either',
  permission: { account: 'read', operator: 'review' },
  summary: 'Say what became of a domain and why, in Italian and English',
  resource: certifiedDomains,
  refusals: { wrongId: 109, unknown: 109 },
  answers: Outcome,

  read: async ({ db, row: { id } }) => ({ data: await outcomeOf(db, { kind: certifiedDomains.kind, id }) }),
})
