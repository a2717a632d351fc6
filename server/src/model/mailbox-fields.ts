// What a customer declares when registering a mailbox, in wire names (contract 2.4). The only list of these fields: the
// table, the provider port and the forms derive their types and columns from it.
import type { BoxType } from './box-types.ts'

/** Text fields, empty when the customer omitted them. */
export const declaredTexts = [
  'casella_pec',
  'tipo_cliente',
  'sottotipo_cliente',
  'sottotipo_cliente_altro',
  'nome_richiedente',
  'cognome_richiedente',
  'email',
  'telefono',
  'cellulare',
  'codice_fiscale_richiedente',
  'data_nascita_richiedente',
  'sesso_richiedente',
  'nazione_nascita_richiedente',
  'comune_nascita_richiedente',
  'provincia_nascita_richiedente',
  'denominazione_titolare',
  'cf_piva_titolare',
  'indirizzo_titolare',
  'comune_titolare',
  'cap_titolare',
  'nazione_titolare',
  'provincia_titolare',
] as const

/** The identity document: each field is null when the customer omitted it. */
export const declaredDocument = [
  'tipo_documento',
  'numero_documento',
  'data_scadenza_documento',
  'documento_rilasciato_da',
  'data_rilascio_documento',
] as const

/** The declared data: type of mailbox, customer, applicant, holder, identity document. Dates are dd/mm/yyyy. */
export type DeclaredMailbox = { tipo_casella: BoxType } & Record<(typeof declaredTexts)[number], string> &
  Record<(typeof declaredDocument)[number], string | null>

/** Spaces of a mailbox, in MiB. */
export interface Spaces {
  spazio_disco: number
  spazio_storico: number
  spazio_conservazione: number
}

/** An additional user of a mailbox, as on the wire (contract 2.5, Utenza). */
export interface MailboxUser {
  nome: string
  cognome: string
  descrizione: string
  email_gestione_password: string
  id_utenza: string
  timestamp: { attivazione: number }
  userid: string
}
