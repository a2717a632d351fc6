// GET /dominio/{id}/rinnovo
// Prolongs a certified domain, or brings a revoked one back. A GET on the wire, here a write with a price like any other.
import { orderOfDomain } from '../../certified-domains/status-check.ts'
import { renewalCause } from '../../ledger/causes.ts'
import { agendaUntil, renewedExpiry } from '../../model/renewal.ts'
import { certifiedDomainView } from '../../certified-domains/view.ts'
import { isDomainTaken } from '../../certified-domains/table.ts'
import { domainPrice } from '../../certified-domains/price.ts'
import { integerText, optional } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/ladder.ts'
import { CertifiedDomain, certifiedDomain } from '../subjects.ts'

export const renewCertifiedDomain = writes({
  route: 'GET /dominio/{id}/rinnovo',
  name: 'renewCertifiedDomain',
  tag: 'Domini',
  summary: 'Renew a certified domain, or bring a revoked one back; spends credit',
  subject: certifiedDomain,
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

  renewal: ({ subject, query, caller }) => ({
    accountId: caller.accountId,
    key: `${subject.id} ${query.anni}`,
    version: subject.version,
  }),

  async check({ subject, db, refuse }) {
    if (subject.stato !== 'revocato') return
    // A renewal cannot stand in for the certification that never was, nor take a name that is somebody else's by now.
    if (subject.certificazione === null) refuse('neverCertified')
    if (await isDomainTaken(db, subject.dominio)) refuse('nameTaken')
  },

  price: ({ subject, query, context, requestId }) => ({
    amountCents: domainPrice(context.prices, subject.numero_pec, query.anni),
    cause: renewalCause(subject.id, requestId),
  }),

  ask: ({ subject, query, provider, newId }) =>
    provider.renewDomain({ ...orderOfDomain(subject), request: newId }, query.anni),

  async apply({ subject, query, caller, unit }) {
    const scadenza = renewedExpiry(subject.scadenza, unit.now, query.anni)
    const { remind_at } = agendaUntil(scadenza, false, unit.now)
    // Brought back, it is looked at once, and its records have their grace again.
    const back = { revoca: null, check_at: unit.now, broken_since: null }
    const changes = { scadenza, remind_at, ...(subject.stato === 'revocato' && back) }
    const moved = await unit.moveDomain(subject, 'renew', changes)
    if (subject.stato === 'revocato') await unit.enqueue('follow-domains', {})
    return { data: certifiedDomainView(moved, caller.email) }
  },
})
