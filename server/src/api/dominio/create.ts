// POST /dominio
// Orders the certification of a domain: asked for and paid, its expiry counted from here, not yet usable.
import { randomBytes } from 'node:crypto'
import { refusal } from '../../errors/refusal.ts'
import { domainOrderCause } from '../../ledger/causes.ts'
import { domainKindOf, domainProviders, sharedDomains } from '../../model/certified-domain.ts'
import type { DomainProvider } from '../../model/certified-domain.ts'
import { isProviderDomain } from '../../model/provider-domains.ts'
import { addYears, italianDateAt } from '../../model/italian-date.ts'
import { agendaUntil } from '../../model/renewal.ts'
import { isSharedRegistryName } from '../../model/shared-registry-names.ts'
import { CertifiedDomain, certifiedDomainView } from '../../certified-domains/view.ts'
import { certifiedDomains } from '../../certified-domains/resource.ts'
import { isDomainTaken } from '../../certified-domains/table.ts'
import { domainPrice } from '../../certified-domains/price.ts'
import { callback, hostName, valueOf, wholeNumber } from '../../pipeline/field-types.ts'
import { optional, required } from '../../pipeline/fields.ts'
import type { FieldType } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'

const MOST_MAILBOXES = 10_000

/** A domain that can be somebody's: not one under which a registry gives out names. */
const ownName: FieldType<string> = {
  schema: hostName.schema,
  read(...given) {
    const name = hostName.read(...given)
    return name === undefined || isSharedRegistryName(name) ? undefined : name
  },
}

export const orderCertifiedDomain = writes({
  route: 'POST /dominio',
  name: 'orderCertifiedDomain',
  tag: 'Domini',
  summary: 'Order the certification of a domain; spends credit',
  body: {
    dominio: required(ownName, 308, 309),
    callback: optional(callback, null),
    fornitore: required(valueOf(domainProviders, 'who certifies it'), 310, 311),
    anni: optional(wholeNumber(1, 10, 'years bought'), 1, 312),
    numero_pec: optional(wholeNumber(1, MOST_MAILBOXES, 'mailboxes bought'), 1, 313),
  },
  orders: ({ body: { dominio, fornitore }, principal }) => {
    return { resource: 'certified-domain', account: principal.accountId, dominio, fornitore }
  },
  refusals: { noCredit: 315, providerDown: 316, providerRefused: 314, local: { taken: 314 } },
  answers: CertifiedDomain,

  async check({ body: { dominio }, db, refuse }) {
    const isSomebodys = sharedDomains.has(dominio) || isProviderDomain(dominio)
    if (isSomebodys || (await isDomainTaken(db, dominio))) refuse('taken')
  },

  price: ({ body, prices, newId }) => ({
    amountCents: domainPrice(prices, body.numero_pec, body.anni),
    cause: domainOrderCause(newId),
  }),

  pricedBy: ['anni', 'numero_pec'],
  changes: ({ body, now }) => ({
    dominio: [null, body.dominio],
    stato: [null, certifiedDomains.lifecycle.initial],
    data_scadenza: [null, italianDateAt(addYears(now, body.anni).getTime() / 1000)],
  }),

  claims: ({ body }) => ({ kind: 'domain-name', id: body.dominio }),

  capability: 'certifiedDomains.order',
  ask: ({ body, provider, ask, newId }) => provider.certifiedDomains.order?.({ ...termsOf(body), id: newId }, ask),

  async apply({ body, asked, principal, provider, unit, newId }) {
    const terms = termsOf(body)
    const scadenza = asked.expiresAt ?? addYears(unit.now, terms.anni)
    const check_at = asked.askAgainAt ?? unit.now
    const added = await unit.add(certifiedDomains, {
      ...terms,
      id: newId,
      account_id: principal.accountId,
      provider: provider.manifest.name,
      provider_ref: asked.providerRef ?? null,
      // The flags of the documented first answer; outside the provider's own domain nobody has looked yet.
      stato_fornitore: 'KO',
      dns: terms.tipo_dominio === 'interno' ? 'OK' : 'KO',
      config: 'KO',
      certif: 'KO',
      id_ordine: randomBytes(3).toString('hex'),
      callback: body.callback,
      scadenza,
      check_at,
      remind_at: agendaUntil(scadenza, false, unit.now).remind_at,
    })
    // Somebody ordered it between the check and here.
    if (added === undefined) throw refusal(314)
    // Without a hint: whoever wakes looks at every domain that is due.
    unit.wake('follow-domains')
    return { data: certifiedDomainView(added, principal.email) }
  },
})

/** What is ordered, as provider and table know it. */
function termsOf(body: { dominio: string; fornitore: DomainProvider; anni: number; numero_pec: number }) {
  const { dominio, fornitore, anni, numero_pec } = body
  return { dominio, fornitore, anni, numero_pec, tipo_dominio: domainKindOf(dominio, fornitore) }
}
