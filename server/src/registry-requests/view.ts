// A request to the Business Register as the outside sees it (contract 2.14): the one place where a row becomes one.
import type { RegistryRequestListRow, RegistryRequestRow } from './table.ts'
import type { Callback, CommunicationColumns } from '../store/schema.ts'

/** RichiestaComunicazionePec: members in the order of the documented samples; pec_amministratore is not among them. */
export interface RegistryRequestView extends Omit<CommunicationColumns, 'pec_amministratore'> {
  callback: Callback | false
  stato: string
  codice_registro_imprese: string
  documenti_registro_imprese: string[]
  owner: string
  timestamp: number
  id: string
}

/** What a list shows (contract 2.13). */
export interface RegistryRequestListItem {
  id: string
  casella_pec: string
  stato: string
  timestamp: number
  owner: string
}

/** The RichiestaComunicazionePec of a row; `owner` is the account's e-mail. */
export function registryRequestView(row: RegistryRequestRow, owner: string): RegistryRequestView {
  return {
    casella_pec: row.casella_pec,
    cf: row.cf,
    nome: row.nome,
    cognome: row.cognome,
    qualifica: row.qualifica,
    email: row.email,
    cellulare: row.cellulare,
    ragione_sociale: row.ragione_sociale,
    cf_piva: row.cf_piva,
    comune: row.comune,
    provincia: row.provincia,
    callback: row.callback ?? false,
    stato: row.stato,
    codice_registro_imprese: row.codice_registro_imprese,
    documenti_registro_imprese: row.documenti_registro_imprese,
    owner,
    timestamp: row.timestamp,
    id: row.id,
  }
}

/** The list item of a row; `owner` is the account's e-mail. */
export function registryRequestListItem(row: RegistryRequestListRow, owner: string): RegistryRequestListItem {
  const { id, casella_pec, stato, timestamp } = row
  return { id, casella_pec, stato, timestamp, owner }
}
