// A request to the Business Register as the outside sees it (contract 2.14): its schema, and the one place where a row
// becomes a RichiestaComunicazionePec.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { registryRequestLifecycle } from '../model/registry-request.lifecycle.ts'
import { Callback, documentNames, literals, seconds, strings } from '../model/wire-schemas.ts'
import type { RegistryRequestListRow, RegistryRequestRow } from './table.ts'

const stateOut = literals(Object.keys(registryRequestLifecycle.states), 'where the request stands in its lifecycle')

/** RichiestaComunicazionePec (contract 2.14). */
export const RegistryRequest = Type.Object(
  {
    casella_pec: strings('certified mailbox address to be communicated'),
    cf: strings("applicant's fiscal code"),
    nome: strings("applicant's first name"),
    cognome: strings("applicant's surname"),
    qualifica: strings("applicant's capacity in the company"),
    email: strings('ordinary e-mail of the applicant'),
    cellulare: strings('mobile phone'),
    ragione_sociale: strings("company's name"),
    cf_piva: strings("company's fiscal code or VAT number"),
    comune: strings("town of the company's seat"),
    provincia: strings("province of the company's seat"),
    callback: Type.Union([Callback, Type.Literal(false)], { description: 'false when none was given' }),
    stato: stateOut,
    codice_registro_imprese: strings("the register's code of the filing; empty until it is known"),
    documenti_registro_imprese: documentNames('registro_imprese', 'p7m'),
    owner: strings('account e-mail'),
    timestamp: seconds('last change of state'),
    id: strings('24 hex digits'),
  },
  { $id: 'RichiestaComunicazionePec', additionalProperties: false },
)

export type RegistryRequest = Static<typeof RegistryRequest>

/** What GET /comunica_pec lists (contract 2.13). */
export const RegistryRequestListItem = Type.Object(
  {
    id: strings('24 hex digits'),
    casella_pec: strings('certified mailbox address to be communicated'),
    stato: stateOut,
    timestamp: seconds('last change of state'),
    owner: strings('account e-mail'),
  },
  { $id: 'RichiestaInLista', additionalProperties: false },
)
export type RegistryRequestListItem = Static<typeof RegistryRequestListItem>

/** The RichiestaComunicazionePec of a row; `owner` is the account's e-mail. */
export function registryRequestView(row: RegistryRequestRow, owner: string): RegistryRequest {
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
