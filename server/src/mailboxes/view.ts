// A mailbox as the outside sees it (contract 2.5): its schema, and the one place where a row becomes a Casella.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { boxTypes } from '../model/box-types.ts'
import { italianDateAt } from '../model/italian-date.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import { Callback, documentNames, literals, megabytes, seconds, strings } from '../model/wire-schemas.ts'
import type { MailboxListRow, MailboxRow } from './table.ts'

const boxTypeOut = literals(Object.keys(boxTypes), 'kind of mailbox')
const stateOut = literals(Object.keys(mailboxLifecycle.states), 'where the mailbox stands in its lifecycle')

const MailboxTimestamps = Type.Object({
  registrazione: seconds('registered'),
  ultima_modifica: seconds('last changed'),
  evasione: Type.Optional(seconds('activated')),
  scadenza: Type.Optional(seconds('expires')),
  revoca: Type.Optional(seconds('revoked; only while revoked')),
})

export const Utenza = Type.Object(
  {
    nome: strings('first name'),
    cognome: strings('surname'),
    descrizione: strings('label'),
    email_gestione_password: strings('receives the password instructions'),
    id_utenza: strings('<mailbox id>_<n>'),
    timestamp: Type.Object({ attivazione: seconds('activated') }),
    userid: strings('login code: MA and six digits'),
  },
  { $id: 'Utenza' },
)

/** Casella (contract 2.5). */
export const Mailbox = Type.Object(
  {
    casella_pec: strings('certified mailbox address'),
    tipo_casella: boxTypeOut,
    tipo_cliente: strings('customer type'),
    sottotipo_cliente: strings('customer subtype'),
    sottotipo_cliente_altro: strings('free text for subtype X'),
    nome_richiedente: strings("applicant's first name"),
    cognome_richiedente: strings("applicant's surname"),
    email: strings('ordinary e-mail of the applicant'),
    telefono: strings('telephone'),
    codice_fiscale_richiedente: strings("applicant's fiscal code"),
    data_nascita_richiedente: strings('date of birth, dd/mm/yyyy'),
    sesso_richiedente: strings('M or F'),
    nazione_nascita_richiedente: strings('country of birth'),
    provincia_nascita_richiedente: strings('province of birth'),
    denominazione_titolare: strings("holder's name"),
    cf_piva_titolare: strings("holder's fiscal code or VAT number"),
    indirizzo_titolare: strings("holder's address"),
    comune_titolare: strings("holder's town"),
    cap_titolare: strings("holder's postal code"),
    nazione_titolare: strings("holder's country"),
    provincia_titolare: strings("holder's province"),
    callback: Type.Union([Callback, Type.Literal(false)], { description: 'false when none was given' }),
    dominio: strings('part of the address after @'),
    owner: strings('account e-mail'),
    timestamp: MailboxTimestamps,
    cellulare: strings('mobile phone'),
    comune_nascita_richiedente: strings('town of birth'),
    cod_attivazione: strings('activation code, eight digits'),
    uid: strings('user code: MA and six digits'),
    conservazione: Type.Boolean({ description: 'legal preservation is active' }),
    data_scadenza: strings('expiry, dd/mm/yyyy, or empty'),
    descrizione: strings('label at the provider'),
    sms: Type.Boolean(),
    spazio_conservazione: megabytes('legal preservation'),
    spazio_disco: megabytes('mailbox'),
    spazio_storico: megabytes('security archive'),
    stato: stateOut,
    storico: Type.Boolean({ description: 'security archive is active' }),
    documenti_attivazione: Type.Optional(documentNames('attivazione')),
    data_attivazione: Type.Optional(strings('activation, dd/mm/yyyy')),
    documenti_conservazione: Type.Optional(documentNames('conservazione')),
    multiutenza: Type.Optional(Type.Array(Utenza)),
    tipo_documento: Type.Optional(strings('identity document: kind')),
    numero_documento: Type.Optional(strings('identity document: number')),
    data_scadenza_documento: Type.Optional(strings('identity document: expiry, dd/mm/yyyy')),
    documento_rilasciato_da: Type.Optional(strings('identity document: issuer')),
    data_rilascio_documento: Type.Optional(strings('identity document: issued, dd/mm/yyyy')),
    id: strings('24 hex digits'),
    autorinnovo: Type.Boolean({ description: 'renew from the wallet at expiry' }),
  },
  { $id: 'Casella', additionalProperties: false },
)
export type Mailbox = Static<typeof Mailbox>

/** What GET /pec lists (contract 2.3). */
export const MailboxListItem = Type.Object(
  {
    id: strings('24 hex digits'),
    casella_pec: strings('certified mailbox address'),
    tipo_casella: boxTypeOut,
    stato: stateOut,
    data_scadenza: strings('expiry, dd/mm/yyyy, or empty'),
    timestamp: MailboxTimestamps,
    owner: strings('account e-mail'),
  },
  { $id: 'CasellaInLista', additionalProperties: false },
)
export type MailboxListItem = Static<typeof MailboxListItem>

/** What GET /v1/pec lists. */
export const FoundMailboxItem = Type.Object(
  {
    ...MailboxListItem.properties,
    holder: strings('name of the holder'),
    autorinnovo: Type.Boolean({ description: 'renew from the wallet at expiry' }),
  },
  { $id: 'FoundMailbox', additionalProperties: false },
)

/** The Casella of a row; `owner` is the account's e-mail. */
export function mailboxView(row: MailboxRow, owner: string): Mailbox {
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
    data_scadenza: row.scadenza === null ? '' : italianDateAt(row.scadenza),
    descrizione: row.casella_pec,
    sms: row.sms,
    spazio_conservazione: row.spazio_conservazione,
    spazio_disco: row.spazio_disco,
    spazio_storico: row.spazio_storico,
    stato: row.stato,
    storico: row.storico,
    ...(row.documenti_attivazione && { documenti_attivazione: row.documenti_attivazione }),
    ...(row.evasione !== null && { data_attivazione: italianDateAt(row.evasione) }),
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
    data_scadenza: row.scadenza === null ? '' : italianDateAt(row.scadenza),
    timestamp: timestampsOf(row),
    owner,
  }
}

function timestampsOf(row: MailboxListRow): Static<typeof MailboxTimestamps> {
  return {
    registrazione: row.registrazione,
    ultima_modifica: row.ultima_modifica,
    ...(row.evasione !== null && { evasione: row.evasione }),
    ...(row.scadenza !== null && { scadenza: row.scadenza }),
    ...(row.revoca !== null && { revoca: row.revoca }),
  }
}
