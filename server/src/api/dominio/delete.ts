// DELETE /dominio/{id}
// Switches a certified domain off with every mailbox under it.
import { domainOrder } from '../../certified-domains/provider-order.ts'
import { revokeMailboxesUnder } from '../../certified-domains/apply-status.ts'
import { CertifiedDomain, certifiedDomainView } from '../../certified-domains/view.ts'
import { lockMailboxesUnder } from '../../mailboxes/under-domain.ts'
import { writes } from '../../pipeline/declare.ts'
import { certifiedDomains } from '../../certified-domains/resource.ts'

export const revokeCertifiedDomain = writes({
  route: 'DELETE /dominio/{id}',
  name: 'revokeCertifiedDomain',
  tag: 'Domini',
  summary: 'Revoke a certified domain and every mailbox under it',
  resource: certifiedDomains,
  move: 'revoke',
  // Every other state allows it (contract 3.3), so 318 is never answered.
  refusals: { wrongId: 306, unknown: 307, wrongState: 317, providerDown: 319 },
  answers: CertifiedDomain,

  capability: 'certifiedDomains.revoke',
  ask: ({ row, provider, ask }) => provider.certifiedDomains.revoke?.(domainOrder(row), ask),

  // Before the operation, which is locked next.
  async reserve({ row, unit, ordered }) {
    if (ordered) await lockMailboxesUnder(unit.db, row)
  },

  async apply({ row, principal, unit }) {
    const revoked = await unit.move(certifiedDomains, row, 'revoke', {
      revoca: unit.now,
      check_at: null,
      remind_at: null,
    })
    await revokeMailboxesUnder(unit, revoked, 'customer')
    return { data: certifiedDomainView(revoked, principal.email), message: 'Domain and associated boxes revoked' }
  },
})
