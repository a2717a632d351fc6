// A certified domain as the outside sees it (contract 2.17): its schema, and the one place where a row becomes a Dominio.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { certifiedDomainLifecycle } from '../model/certified-domain.lifecycle.ts'
import { domainFlags, domainProviders } from '../model/certified-domain.ts'
import { Callback, literals, seconds, strings } from '../model/wire-schemas.ts'
import type { CertifiedDomainRow } from './table.ts'

const domainFlag = (description: string) => literals(domainFlags, description)

/** Dominio (contract 2.17). */
export const CertifiedDomain = Type.Object(
  {
    dominio: strings('domain name'),
    fornitore: literals(Object.keys(domainProviders), 'who certifies it'),
    stato_fornitore: domainFlag('the order at the provider'),
    dns: domainFlag('what the DNS says'),
    config: domainFlag("the provider's set-up"),
    certif: domainFlag('whether it is in the index of certified domains'),
    tipo_dominio: literals(['interno', 'esterno'], "under the provider's own domain, or not"),
    stato: literals(Object.keys(certifiedDomainLifecycle.states), 'where the domain stands in its lifecycle'),
    data_scadenza: strings('expiry, dd/mm/yyyy'),
    data_certificazione: Type.Optional(strings('certified, dd/mm/yyyy')),
    timestamp: Type.Object({
      registrazione: seconds('ordered'),
      scadenza: seconds('expires'),
      ultima_modifica: seconds('last changed'),
      evasione: Type.Optional(seconds('certified')),
      certificazione: Type.Optional(seconds('certified')),
      revoca: Type.Optional(seconds('revoked; only while revoked')),
    }),
    anni: Type.Integer({ minimum: 1, description: 'years bought with the order' }),
    numero_pec: Type.Integer({ minimum: 1, description: 'mailboxes bought' }),
    id_ordine: strings('number of the order, six hex digits'),
    autorinnovo: Type.Boolean({ description: 'always false' }),
    callback: Type.Union([Callback, Type.Literal(false)], { description: 'false when none was given' }),
    owner: strings('account e-mail'),
    id: strings('24 hex digits'),
  },
  { $id: 'Dominio', additionalProperties: false },
)
export type CertifiedDomain = Static<typeof CertifiedDomain>

/** The Dominio of a row; `owner` is the account's e-mail. */
export function certifiedDomainView(row: CertifiedDomainRow, owner: string): CertifiedDomain {
  const { certificazione, revoca } = row
  return {
    dominio: row.dominio,
    fornitore: row.fornitore,
    stato_fornitore: row.stato_fornitore,
    dns: row.dns,
    config: row.config,
    certif: row.certif,
    tipo_dominio: row.tipo_dominio,
    stato: row.stato,
    data_scadenza: row.data_scadenza,
    ...(row.data_certificazione !== null && { data_certificazione: row.data_certificazione }),
    timestamp: {
      registrazione: row.registrazione,
      scadenza: row.scadenza,
      ultima_modifica: row.ultima_modifica,
      // Equal by decision (contract 6.17), and both missing until then (6.18).
      ...(certificazione !== null && { evasione: certificazione, certificazione }),
      ...(revoca !== null && { revoca }),
    },
    anni: row.anni,
    numero_pec: row.numero_pec,
    id_ordine: row.id_ordine,
    autorinnovo: row.autorinnovo,
    callback: row.callback ?? false,
    owner,
    id: row.id,
  }
}

/** The same with its id first, as in the documented list. */
export function certifiedDomainListItem(row: CertifiedDomainRow, owner: string): CertifiedDomain {
  const { id, ...rest } = certifiedDomainView(row, owner)
  return { id, ...rest }
}
