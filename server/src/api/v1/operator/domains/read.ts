// GET /v1/operator/domains/{id}: any account's domain, beside account and history.
import { CertifiedDomain } from '../../../../certified-domains/view.ts'
import { certifiedDomains } from '../../../../certified-domains/resource.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { shownWithOwner, withOwner } from '../../../../queue/history-view.ts'

export const readCertifiedDomainAsOperator = reads({
  route: 'GET /v1/operator/domains/{id}',
  name: 'readCertifiedDomainAsOperator',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Show a domain as its owner sees it, beside account and history',
  resource: certifiedDomains,
  refusals: { wrongId: 109, unknown: 109 },
  answers: withOwner(CertifiedDomain),

  read: async ({ db, row }) => ({ data: await shownWithOwner(db, certifiedDomains, row) }),
})
