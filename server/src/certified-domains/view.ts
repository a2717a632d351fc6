// A certified domain as the outside sees it (contract 2.17): the one place where a row becomes a Dominio.
import type { CertifiedDomainRow } from './table.ts'
import type { Callback } from '../store/schema.ts'

/** Dominio: members in the order of the documented samples; those without a value yet are left out. */
export interface CertifiedDomainView {
  dominio: string
  fornitore: string
  stato_fornitore: string
  dns: string
  config: string
  certif: string
  tipo_dominio: string
  stato: string
  data_scadenza: string
  data_certificazione?: string
  timestamp: {
    registrazione: number
    scadenza: number
    ultima_modifica: number
    evasione?: number
    certificazione?: number
    revoca?: number
  }
  anni: number
  numero_pec: number
  id_ordine: string
  autorinnovo: boolean
  callback: Callback | false
  owner: string
  id: string
}

/** The Dominio of a row; `owner` is the account's e-mail. */
export function certifiedDomainView(row: CertifiedDomainRow, owner: string): CertifiedDomainView {
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
export function certifiedDomainListItem(row: CertifiedDomainRow, owner: string): CertifiedDomainView {
  const { id, ...rest } = certifiedDomainView(row, owner)
  return { id, ...rest }
}
