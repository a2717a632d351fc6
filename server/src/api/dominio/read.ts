// GET /dominio/{id}
import { certifiedDomainView } from '../../certified-domains/view.ts'
import { reads } from '../../pipeline/ladder.ts'
import { CertifiedDomain, certifiedDomain } from '../subjects.ts'

export const readOwnCertifiedDomain = reads({
  route: 'GET /dominio/{id}',
  name: 'readCertifiedDomain',
  tag: 'Domini',
  summary: 'Read a certified domain',
  subject: certifiedDomain,
  refusals: { wrongId: 306, unknown: 307 },
  answers: CertifiedDomain,

  async read({ subject, caller }) {
    return { data: certifiedDomainView(subject, caller.email) }
  },
})
