// A mailbox as the outside sees it (contract 2.5): the one place where a row becomes a Casella.
import type { MailboxListRow, MailboxRow } from './table.ts'
import type { Callback, MailboxUser } from '../store/schema.ts'

export interface MailboxTimestamps {
  registrazione: number
  ultima_modifica: number
  evasione?: number
  scadenza?: number
  revoca?: number
}

/** Casella: members in the order of the documented samples; those without a value yet are left out. */
export interface MailboxView {
  casella_pec: string
  tipo_casella: string
  tipo_cliente: string
  sottotipo_cliente: string
  sottotipo_cliente_altro: string
  nome_richiedente: string
  cognome_richiedente: string
  email: string
  telefono: string
  codice_fiscale_richiedente: string
  data_nascita_richiedente: string
  sesso_richiedente: string
  nazione_nascita_richiedente: string
  provincia_nascita_richiedente: string
  denominazione_titolare: string
  cf_piva_titolare: string
  indirizzo_titolare: string
  comune_titolare: string
  cap_titolare: string
  nazione_titolare: string
  provincia_titolare: string
  callback: Callback | false
  dominio: string
  owner: string
  timestamp: MailboxTimestamps
  cellulare: string
  comune_nascita_richiedente: string
  cod_attivazione: string
  uid: string
  conservazione: boolean
  data_scadenza: string
  descrizione: string
  sms: boolean
  spazio_conservazione: number
  spazio_disco: number
  spazio_storico: number
  stato: string
  storico: boolean
  documenti_attivazione?: string[]
  data_attivazione?: string
  documenti_conservazione?: string[]
  multiutenza?: MailboxUser[]
  tipo_documento?: string
  numero_documento?: string
  data_scadenza_documento?: string
  documento_rilasciato_da?: string
  data_rilascio_documento?: string
  id: string
  autorinnovo: boolean
}

/** What a list shows (contract 2.3). */
export interface MailboxListItem {
  id: string
  casella_pec: string
  tipo_casella: string
  stato: string
  data_scadenza: string
  timestamp: MailboxTimestamps
  owner: string
}

/** The Casella of a row; `owner` is the account's e-mail. */
export function mailboxView(row: MailboxRow, owner: string): MailboxView {
  return {
    casella_pec: row.casella_pec,
    tipo_casella: row.tipo_casella,
    tipo_cliente: row.tipo_cliente,
    sottotipo_cliente: row.sottotipo_cliente,
    sottotipo_cliente_altro: row.sottotipo_cliente_altro,
    nome_richiedente: row.nome_richiedente,
    cognome_richiedente: row.cognome_richiedente,
    email: row.email,
    telefono: row.telefono,
    codice_fiscale_richiedente: row.codice_fiscale_richiedente,
    data_nascita_richiedente: row.data_nascita_richiedente,
    sesso_richiedente: row.sesso_richiedente,
    nazione_nascita_richiedente: row.nazione_nascita_richiedente,
    provincia_nascita_richiedente: row.provincia_nascita_richiedente,
    denominazione_titolare: row.denominazione_titolare,
    cf_piva_titolare: row.cf_piva_titolare,
    indirizzo_titolare: row.indirizzo_titolare,
    comune_titolare: row.comune_titolare,
    cap_titolare: row.cap_titolare,
    nazione_titolare: row.nazione_titolare,
    provincia_titolare: row.provincia_titolare,
    callback: row.callback ?? false,
    dominio: row.dominio,
    owner,
    timestamp: timestampsOf(row),
    cellulare: row.cellulare,
    comune_nascita_richiedente: row.comune_nascita_richiedente,
    cod_attivazione: row.cod_attivazione,
    uid: row.uid,
    conservazione: row.conservazione,
    data_scadenza: row.data_scadenza,
    descrizione: row.casella_pec,
    sms: row.sms,
    spazio_conservazione: row.spazio_conservazione,
    spazio_disco: row.spazio_disco,
    spazio_storico: row.spazio_storico,
    stato: row.stato,
    storico: row.storico,
    ...(row.documenti_attivazione && { documenti_attivazione: row.documenti_attivazione }),
    ...(row.data_attivazione && { data_attivazione: row.data_attivazione }),
    ...(row.documenti_conservazione && { documenti_conservazione: row.documenti_conservazione }),
    ...(row.multiutenza && { multiutenza: row.multiutenza }),
    ...(row.tipo_documento !== null && { tipo_documento: row.tipo_documento }),
    ...(row.numero_documento !== null && { numero_documento: row.numero_documento }),
    ...(row.data_scadenza_documento !== null && { data_scadenza_documento: row.data_scadenza_documento }),
    ...(row.documento_rilasciato_da !== null && { documento_rilasciato_da: row.documento_rilasciato_da }),
    ...(row.data_rilascio_documento !== null && { data_rilascio_documento: row.data_rilascio_documento }),
    id: row.id,
    autorinnovo: row.autorinnovo,
  }
}

/** The list item of a row; `owner` is the account's e-mail. */
export function mailboxListItem(row: MailboxListRow, owner: string): MailboxListItem {
  return {
    id: row.id,
    casella_pec: row.casella_pec,
    tipo_casella: row.tipo_casella,
    stato: row.stato,
    data_scadenza: row.data_scadenza,
    timestamp: timestampsOf(row),
    owner,
  }
}

function timestampsOf(row: MailboxListRow): MailboxTimestamps {
  return {
    registrazione: row.registrazione,
    ultima_modifica: row.ultima_modifica,
    ...(row.evasione !== null && { evasione: row.evasione }),
    ...(row.scadenza !== null && { scadenza: row.scadenza }),
    ...(row.revoca !== null && { revoca: row.revoca }),
  }
}
