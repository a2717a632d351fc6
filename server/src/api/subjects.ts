// What an {id} can name, and how each looks on the wire.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { boxTypes } from '../model/box-types.ts'
import { certifiedDomainLifecycle } from '../model/certified-domain.lifecycle.ts'
import type { CertifiedDomainActivity, CertifiedDomainMove } from '../model/certified-domain.lifecycle.ts'
import { domainFlags, domainProviders } from '../model/certified-domain.ts'
import { statesFor } from '../model/lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import type { MailboxActivity, MailboxMove } from '../model/mailbox.lifecycle.ts'
import { registryRequestLifecycle } from '../model/registry-request.lifecycle.ts'
import type { RegistryRequestActivity, RegistryRequestMove } from '../model/registry-request.lifecycle.ts'
import { findCertifiedDomain } from '../certified-domains/table.ts'
import type { CertifiedDomainRow } from '../certified-domains/table.ts'
import { findMailbox } from '../mailboxes/table.ts'
import type { MailboxRow } from '../mailboxes/table.ts'
import { findRegistryRequest } from '../registry-requests/table.ts'
import type { RegistryRequestRow } from '../registry-requests/table.ts'
import type { SubjectKind } from '../pipeline/operation.ts'

/** A mailbox of the caller. */
export const mailbox: SubjectKind<MailboxRow, MailboxMove | MailboxActivity> = {
  name: 'mailbox',
  load: findMailbox,
  stateOf: (subject) => subject.stato,
  statesFor: (what) => statesFor(mailboxLifecycle, what),
  providerOf: (subject, context) => context.providers.named(subject.provider),
}

/** A request to the Business Register of the caller. */
export const registryRequest: SubjectKind<RegistryRequestRow, RegistryRequestMove | RegistryRequestActivity> = {
  name: 'registry-request',
  load: findRegistryRequest,
  stateOf: (subject) => subject.stato,
  statesFor: (what) => statesFor(registryRequestLifecycle, what),
  providerOf: (subject, context) => context.providers.named(subject.provider),
}

/** A certified domain of the caller. */
export const certifiedDomain: SubjectKind<CertifiedDomainRow, CertifiedDomainMove | CertifiedDomainActivity> = {
  name: 'certified-domain',
  load: findCertifiedDomain,
  stateOf: (subject) => subject.stato,
  statesFor: (what) => statesFor(certifiedDomainLifecycle, what),
  providerOf: (subject, context) => context.providers.named(subject.provider),
}

const strings = (description: string) => Type.String({ description })
const seconds = (description: string) => Type.Integer({ description: `${description}; Unix seconds` })
const megabytes = (description: string) => Type.Integer({ minimum: 0, description: `${description}; MiB` })
const documentNames = (purpose: string, extension = 'pdf') =>
  Type.Array(Type.String(), { description: `stored documents: <id>_<n>_${purpose}.${extension}` })

const boxTypeOut = Type.Union(
  Object.keys(boxTypes).map((type) => Type.Literal(type)),
  { description: 'kind of mailbox' },
)
const stateOut = Type.Union(
  Object.keys(mailboxLifecycle.states).map((state) => Type.Literal(state)),
  { description: 'where the mailbox stands in its lifecycle' },
)

const MailboxTimestamps = Type.Object({
  registrazione: seconds('registered'),
  ultima_modifica: seconds('last changed'),
  evasione: Type.Optional(seconds('activated')),
  scadenza: Type.Optional(seconds('expires')),
  revoca: Type.Optional(seconds('revoked; only while revoked')),
})

export const Callback = Type.Object(
  {
    url: strings('where to call'),
    field: strings('form field that carries the resource'),
    method: Type.Union([Type.Literal('POST'), Type.Literal('JSON')]),
    data: Type.Object({}, { additionalProperties: true, description: "the caller's own data" }),
  },
  { $id: 'Callback' },
)

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

const requestStateOut = Type.Union(
  Object.keys(registryRequestLifecycle.states).map((state) => Type.Literal(state)),
  { description: 'where the request stands in its lifecycle' },
)

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
    stato: requestStateOut,
    codice_registro_imprese: strings("the register's code of the filing; empty until it is known"),
    documenti_registro_imprese: documentNames('registro_imprese', 'p7m'),
    owner: strings('account e-mail'),
    timestamp: seconds('last change of state'),
    id: strings('24 hex digits'),
  },
  { $id: 'RichiestaComunicazionePec', additionalProperties: false },
)

/** What GET /comunica_pec lists (contract 2.13). */
export const RegistryRequestListItem = Type.Object(
  {
    id: strings('24 hex digits'),
    casella_pec: strings('certified mailbox address to be communicated'),
    stato: requestStateOut,
    timestamp: seconds('last change of state'),
    owner: strings('account e-mail'),
  },
  { $id: 'RichiestaInLista', additionalProperties: false },
)

const literals = (values: readonly string[], description: string) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { description },
  )
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
