// A certified domain as its provider knows it.
import type { DomainOrder } from '../providers/port/certified-domains.ts'
import type { CertifiedDomainRow } from './table.ts'

/** The order behind a domain. */
export function domainOrder(row: CertifiedDomainRow): DomainOrder {
  const { id, dominio, fornitore, tipo_dominio, anni, numero_pec, stato_fornitore, dns, config, certif } = row
  return {
    id,
    dominio,
    fornitore,
    tipo_dominio,
    anni,
    numero_pec,
    stato_fornitore,
    dns,
    config,
    certif,
    providerRef: row.provider_ref,
    orderedAt: new Date(row.registrazione * 1000),
    expiresAt: new Date(row.scadenza * 1000),
  }
}
