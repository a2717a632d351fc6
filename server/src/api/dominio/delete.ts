// DELETE /dominio/{id}
// Switches a certified domain off with every mailbox under it.
import { orderOfDomain } from '../../certified-domains/status-check.ts'
import { revokeMailboxesUnder } from '../../certified-domains/apply-status.ts'
import { certifiedDomainView } from '../../certified-domains/view.ts'
import { writes } from '../../pipeline/ladder.ts'
import { CertifiedDomain, certifiedDomain } from '../subjects.ts'

export const revokeCertifiedDomain = writes({
  route: 'DELETE /dominio/{id}',
  name: 'revokeCertifiedDomain',
  tag: 'Domini',
  summary: 'Revoke a certified domain and every mailbox under it',
  subject: certifiedDomain,
  move: 'revoke',
  // Every other state allows it (contract 3.3), so 318 is never answered.
  refusals: { wrongId: 306, unknown: 307, wrongState: 317, providerDown: 319 },
  answers: CertifiedDomain,

  ask: ({ subject, provider, newId }) => provider.revokeDomain({ ...orderOfDomain(subject), request: newId }),

  async apply({ subject, caller, unit }) {
    const revoked = await unit.moveDomain(subject, 'revoke', { revoca: unit.now, check_at: null, remind_at: null })
    await revokeMailboxesUnder(unit, revoked, 'customer')
    return { data: certifiedDomainView(revoked, caller.email), message: 'Domain and associated boxes revoked' }
  },
})
