// GET /dominio/{id}
import { CertifiedDomain, certifiedDomainView } from '../../certified-domains/view.ts'
import { reads } from '../../pipeline/declare.ts'
import { certifiedDomains } from '../../certified-domains/resource.ts'

export const readOwnCertifiedDomain = reads({
  route: 'GET /dominio/{id}',
  name: 'readCertifiedDomain',
  tag: 'Domini',
  summary: 'Read a certified domain',
  resource: certifiedDomains,
  refusals: { wrongId: 306, unknown: 307 },
  answers: CertifiedDomain,

  async read({ row, principal }) {
    return { data: certifiedDomainView(row, principal.email) }
  },
})
