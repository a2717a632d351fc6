// GET /dominio/{id}/rinnovo
// Prolongs a certified domain, or brings a revoked one back. A GET on the wire, here a write with a price like any other.
import { domainOrder } from '../../certified-domains/provider-order.ts'
import { renewalCause } from '../../ledger/causes.ts'
import { italianDateAt } from '../../model/italian-date.ts'
import { agendaUntil, renewedExpiry } from '../../model/renewal.ts'
import { CertifiedDomain, certifiedDomainView } from '../../certified-domains/view.ts'
import { isDomainTaken } from '../../certified-domains/table.ts'
import { domainPrice } from '../../certified-domains/price.ts'
import { integerText } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'
import { certifiedDomains } from '../../certified-domains/resource.ts'

export const renewCertifiedDomain = writes({
  route: 'GET /dominio/{id}/rinnovo',
  name: 'renewCertifiedDomain',
  tag: 'Domini',
  summary: 'Renew a certified domain, or bring a revoked one back; spends credit',
  resource: certifiedDomains,
  move: 'renew',
  query: { anni: optional(integerText(1, 10, 'years to add'), 1, 321) },
  refusals: {
    wrongId: 306,
    unknown: 307,
    wrongState: 320,
    noCredit: 322,
    providerDown: 323,
    local: { neverCertified: 320, nameTaken: 320 },
  },
  answers: CertifiedDomain,

  renewal: ({ row, asWritten, principal }) => ({
    accountId: principal.accountId,
    key: `${row.id} ${String(asWritten.anni ?? '')}`,
    version: row.version,
    expiry: row.data_scadenza,
  }),

  async check({ row, db, refuse }) {
    if (row.stato !== 'revocato') return
    // A renewal cannot stand in for the certification that never was, nor take a name that is somebody else's by now.
    if (row.certificazione === null) refuse('neverCertified')
    if (await isDomainTaken(db, row.dominio, row.id)) refuse('nameTaken')
  },

  price: ({ row, query, prices, requestId }) => ({
    amountCents: domainPrice(prices, row.numero_pec, query.anni),
    cause: renewalCause(row.id, requestId),
  }),

  changes: ({ row, query, now }) => ({
    data_scadenza: [row.data_scadenza, italianDateAt(renewedExpiry(row.scadenza, now, query.anni).getTime() / 1000)],
  }),

  capability: 'certifiedDomains.renew',
  ask: ({ row, query, provider, ask }) => provider.certifiedDomains.renew?.(domainOrder(row), query.anni, ask),

  async apply({ row, query, asked, principal, unit }) {
    const scadenza = asked.expiresAt ?? renewedExpiry(row.scadenza, unit.now, query.anni)
    const { remind_at } = agendaUntil(scadenza, false, unit.now)
    // Brought back, it is looked at once, and its records have their grace again.
    const back = { revoca: null, check_at: unit.now, broken_since: null }
    const changes = { scadenza, remind_at, ...(row.stato === 'revocato' && back) }
    const moved = await unit.move(certifiedDomains, row, 'renew', changes)
    if (row.stato === 'revocato') unit.wake('follow-domains')
    return { data: certifiedDomainView(moved, principal.email) }
  },
})
