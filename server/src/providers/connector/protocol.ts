// The protocol between this server and a connector, as tables: what is asked, and what may be answered. The document
// connector.openapi.json is generated from here, and every answer is checked against it (docs/connectors.md).
import { Type } from 'typebox'
import type { Static, TObject, TSchema } from 'typebox'
import { boxTypes } from '../../model/box-types.ts'
import { domainFlagNames, domainFlags, domainProviders } from '../../model/certified-domain.ts'
import { decisionReasons } from '../../model/decision-reasons.ts'
import { declaredDocument, declaredTexts } from '../../model/mailbox-fields.ts'
import { declaredRequestTexts } from '../../model/registry-request-fields.ts'
import { literals, orNull, strings } from '../../model/wire-schemas.ts'
import type { Capability } from '../port/capabilities.ts'

/** The version of the protocol: in every path and every request, and in the manifest of a connector. */
export const protocolVersion = 1

/** An answer with a form is at most as large as this; any other one as `largestAnswerBytes`. */
export const largestFormBytes = 14 * 1024 ** 2
export const largestAnswerBytes = 256 * 1024
/** The latest that a connector may want to be asked again. */
export const longestPauseSeconds = 86_400

// From 2000 to 2199: nothing else can be meant.
const INSTANT = '^2[01]\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,3})?Z$'
const instant = (description: string) => Type.String({ pattern: INSTANT, description: `${description}; UTC` })
const code = (description: string) => Type.String({ pattern: '^[A-Za-z0-9._-]{1,40}$', description })
const line = (description: string, maxLength: number) => Type.String({ minLength: 1, maxLength, description })
const listed = <const V extends string>(values: readonly V[], description: string) => literals(values, description)
const namesOf = <T extends object>(table: T): (keyof T & string)[] =>
  Object.keys(table).filter((name): name is keyof T & string => name in table)

const providerRef = Type.String({
  pattern: '^[!-~]{1,100}$',
  description: 'its own name for the order; we send it back with every later question',
})
const askAgain = Type.Optional(
  Type.Integer({
    minimum: 0,
    maximum: longestPauseSeconds,
    description: 'in how many seconds to ask how far it is; without it, and without news, as docs/connectors.md says',
  }),
)
const expiry = Type.Optional(instant('when it expires, where the partner says so'))

export const Spaces = Type.Object(
  {
    spazio_disco: space('of the mailbox'),
    spazio_storico: space('for the history'),
    spazio_conservazione: space('for legal preservation'),
  },
  { $id: 'Spaces' },
)

function space(what: string) {
  return Type.Integer({ minimum: 0, maximum: 10_000_000, description: `space ${what}; MiB` })
}

/** What the partner says of a mailbox beside yes; believed and kept. What is left out follows our own rules. */
export const MailboxFacts = Type.Object(
  {
    expires_at: expiry,
    spaces: Type.Optional(Type.Partial(Spaces, { description: 'those the partner says' })),
    uid: Type.Optional(code("the partner's user code")),
    cod_attivazione: Type.Optional(code('the activation code')),
  },
  { $id: 'MailboxFacts' },
)

const reasons = Type.Array(line('why, for people', 500), { minItems: 1, maxItems: 20 })
const codes = Type.Optional(
  Type.Array(listed(namesOf(decisionReasons), 'a reason of the fixed list'), { maxItems: 20 }),
)

export const SentBack = Type.Object(
  { state: Type.Literal('sent-back'), reasons, codes },
  { $id: 'SentBack', description: 'the documents came back; new ones may be sent' },
)
export const CalledOff = Type.Object(
  { state: Type.Literal('called-off'), reason: line('why, for people', 500), codes },
  { $id: 'CalledOff', description: 'there will be none; the customer is refunded' },
)

/** A form of the partner's, to be signed as it is; given out byte for byte. */
export const Form = Type.Object(
  {
    base64: Type.String({
      pattern: '^JVBERi[0-3][A-Za-z0-9+/]*={0,2}$',
      contentEncoding: 'base64',
      contentMediaType: 'application/pdf',
      description: 'a PDF; the whole answer has 14 MiB at most, so that the PDF has about 10',
    }),
  },
  { $id: 'Form' },
)

export const MailboxStatus = Type.Union(
  [
    Type.Object({ state: Type.Literal('activated'), ...MailboxFacts.properties }, { description: 'it works' }),
    SentBack,
    CalledOff,
  ],
  { $id: 'MailboxStatus' },
)

const flag = (means: string) => Type.Optional(listed(domainFlags, means))
export const DomainStatus = Type.Union(
  [
    Type.Object(
      {
        state: Type.Literal('flags'),
        flags: Type.Object({
          stato_fornitore: flag('whether the certifier took it'),
          dns: flag('whether its records are right'),
          config: flag('whether it is set up'),
          certif: flag('whether it is certified'),
        }),
        expires_at: expiry,
        ask_again_after_seconds: askAgain,
      },
      { description: 'how far it is; flags left out stay as they are' },
    ),
    CalledOff,
  ],
  { $id: 'DomainStatus' },
)

export const RequestStatus = Type.Union(
  [
    Type.Object(
      {
        state: Type.Literal('code-obtained'),
        codice_registro_imprese: code("the register's code of the filing"),
        attorney: Type.Optional(
          Type.Object({
            name: Type.String({ pattern: '^[^\\u0000-\\u001f\\u007f]{1,200}$', description: 'who files' }),
            fiscal_code: Type.String({ pattern: '^[A-Z0-9]{11,16}$' }),
          }),
        ),
        power_of_attorney: Type.Optional(Form),
      },
      { description: 'the filing is open: with its attorney we draw the power of attorney, or it is the form given' },
    ),
    SentBack,
    Type.Object({ state: Type.Literal('communicated') }, { description: 'the register knows' }),
  ],
  { $id: 'RequestStatus' },
)

const id = strings('our id, for its whole life')
const declaredMailbox = {
  id,
  ...texts(declaredTexts),
  tipo_casella: listed(namesOf(boxTypes), 'the kind of mailbox'),
  ...Object.fromEntries(declaredDocument.map((name) => [name, orNull(Type.String())])),
  dominio: strings('the domain of the address'),
}

function texts(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, Type.String()]))
}

const placed = { provider_ref: orNull(providerRef) }
const submitted = {
  submissions: Type.Integer({ minimum: 0, description: 'how often documents were sent' }),
  submitted_at: orNull(instant('when last')),
}

export const NewMailbox = Type.Object(declaredMailbox, {
  $id: 'NewMailbox',
  description: 'a mailbox as its customer declared it; empty texts were not declared',
})
export const Mailbox = Type.Object(
  {
    ...declaredMailbox,
    ...placed,
    ...Spaces.properties,
    cod_attivazione: Type.String(),
    uid: Type.String(),
    conservazione: Type.Boolean({ description: 'whether legal preservation is on' }),
    expires_at: orNull(instant('when it expires; null before its activation')),
    users: Type.Array(
      Type.Object({
        nome: Type.String(),
        cognome: Type.String(),
        descrizione: Type.String(),
        email_gestione_password: Type.String(),
        userid: Type.String(),
      }),
    ),
    registered_at: instant('when it was ordered'),
    ...submitted,
  },
  { $id: 'Mailbox', description: 'a mailbox as it stands here' },
)

const declaredDomain = {
  id,
  dominio: strings('its name'),
  fornitore: listed(namesOf(domainProviders), 'who certifies it'),
  tipo_dominio: listed(['interno', 'esterno'], "under the certifier's own domain, or elsewhere"),
  anni: Type.Integer({ description: 'years bought' }),
  numero_pec: Type.Integer({ description: 'mailboxes bought' }),
}
export const NewDomain = Type.Object(declaredDomain, { $id: 'NewDomain' })
export const Domain = Type.Object(
  {
    ...declaredDomain,
    ...placed,
    ...Object.fromEntries(domainFlagNames.map((name) => [name, listed(domainFlags, `the flag ${name}`)])),
    ordered_at: instant('when it was ordered'),
    expires_at: instant('when it expires'),
  },
  { $id: 'Domain', description: 'a domain as it stands here' },
)

const declaredRequest = { id, ...texts(declaredRequestTexts), pec_amministratore: Type.Boolean() }
export const NewRequest = Type.Object(declaredRequest, {
  $id: 'NewRequest',
  description: 'a communication to the Business Register, as its customer declared it',
})
export const Request = Type.Object(
  {
    ...declaredRequest,
    ...placed,
    codice_registro_imprese: Type.String({ description: 'empty before it is known' }),
    placed_at: instant('when it was ordered'),
    ...submitted,
  },
  { $id: 'Request', description: 'such a communication as it stands here' },
)

export const Document = Type.Object(
  {
    name: Type.String(),
    size_bytes: Type.Integer(),
    sha256: Type.String({ description: 'of its bytes, in hexadecimal digits' }),
    base64: Type.String({ contentEncoding: 'base64', description: 'its bytes' }),
  },
  { $id: 'Document' },
)
const documents = Type.Array(Document, { description: 'the signed documents: a PDF, a p7m, an identity document' })
const years = Type.Integer({ minimum: 1, maximum: 10, description: 'calendar years to add' })
const Nothing = Type.Object({}, { description: 'nothing more to say than that it was done' })

const user = Type.Object({
  nome: Type.String(),
  cognome: Type.String(),
  descrizione: Type.String(),
  email_gestione_password: Type.String(),
})

/** What is asked in one operation beside the members of every request, and the value of its yes. */
export interface ProtocolOperation {
  asks: Readonly<Record<string, TSchema>>
  value: TSchema
}

/** Every operation, by the name of the capability it is. */
export const operations = {
  'mailboxes.checkAddress': {
    asks: { casella_pec: strings('the address') },
    value: Type.Object({ available: Type.Boolean() }),
  },
  'mailboxes.register': {
    asks: { mailbox: NewMailbox },
    value: Type.Object({
      provider_ref: Type.Optional(providerRef),
      cod_attivazione: Type.String({ pattern: '^\\d{8}$', description: 'the activation code: eight digits' }),
      uid: Type.Optional(code("the partner's user code; ours is used when it gives none")),
      ask_again_after_seconds: askAgain,
    }),
  },
  'mailboxes.submitDocuments': {
    asks: { mailbox: Mailbox, documents },
    value: Type.Object({ ask_again_after_seconds: askAgain }),
  },
  'mailboxes.status': { asks: { mailbox: Mailbox }, value: MailboxStatus },
  'mailboxes.activationForm': { asks: { mailbox: Mailbox }, value: Form },
  'mailboxes.preservationForm': { asks: { mailbox: Mailbox }, value: Form },
  'mailboxes.revoke': { asks: { mailbox: Mailbox }, value: Nothing },
  'mailboxes.renew': { asks: { mailbox: Mailbox, years }, value: MailboxFacts },
  'mailboxes.resize': { asks: { mailbox: Mailbox, spaces: Spaces }, value: MailboxFacts },
  'mailboxes.upgrade': {
    asks: { mailbox: Mailbox, tipo_casella: listed(namesOf(boxTypes), 'the higher kind') },
    value: MailboxFacts,
  },
  'mailboxes.preserve': {
    asks: { mailbox: Mailbox, spazio_conservazione: space('for legal preservation'), documents },
    value: MailboxFacts,
  },
  'mailboxes.addUser': {
    asks: { mailbox: Mailbox, user },
    value: Type.Object({ userid: Type.Optional(code('their login; ours is used when it gives none')) }),
  },
  'registryRequests.open': {
    asks: { request: NewRequest },
    value: Type.Object({
      provider_ref: Type.Optional(providerRef),
      codice_registro_imprese: Type.Optional(code("the register's code, where it is known already")),
      ask_again_after_seconds: askAgain,
    }),
  },
  'registryRequests.submitDocuments': {
    asks: { request: Request, documents },
    value: Type.Object({ ask_again_after_seconds: askAgain }),
  },
  'registryRequests.status': { asks: { request: Request }, value: RequestStatus },
  'certifiedDomains.order': {
    asks: { domain: NewDomain },
    value: Type.Object({
      provider_ref: Type.Optional(providerRef),
      expires_at: expiry,
      ask_again_after_seconds: askAgain,
    }),
  },
  'certifiedDomains.status': { asks: { domain: Domain }, value: DomainStatus },
  'certifiedDomains.renew': { asks: { domain: Domain, years }, value: Type.Object({ expires_at: expiry }) },
  'certifiedDomains.revoke': { asks: { domain: Domain }, value: Nothing },
} as const satisfies Record<Capability, ProtocolOperation>

/** The value of an operation's yes, on the wire. */
export type Value<C extends Capability> = Static<(typeof operations)[C]['value']>

/** What a connector says of itself. */
export const ConnectorManifest = Type.Object(
  {
    protocol: Type.Integer({ description: `the version of the protocol it speaks: ${protocolVersion}` }),
    name: line('what it is called, for its operator', 100),
    capabilities: Type.Array(line('an operation it offers; one unknown here is ignored', 100), { maxItems: 200 }),
    credit: Type.Optional(
      Type.String({ pattern: '^\\d{1,12}(\\.\\d{1,2})?$', description: 'our credit at the partner, in euro' }),
    ),
  },
  { $id: 'ConnectorManifest' },
)

/** The answer with a yes. */
export const yesWith = <V extends TSchema>(value: V) => Type.Object({ is: Type.Literal('done'), value })

export const Pending = Type.Object(
  {
    is: Type.Literal('pending'),
    ask_again_after_seconds: Type.Integer({ minimum: 0, maximum: longestPauseSeconds }),
  },
  { $id: 'Pending', description: 'not decided yet: ask again later' },
)
export const Refused = Type.Object(
  { is: Type.Literal('refused'), reasons },
  { $id: 'Refused', description: 'a no: it was not done under this reference, and never will be' },
)
export const NotDone = Type.Object(
  { is: Type.Literal('not-done'), cause: line('why, for the operator', 200) },
  {
    $id: 'NotDone',
    description:
      "not done under this reference, and never will be, for a reason that is not the customer's: no credit at the partner, or the partner is away before anything was asked of it",
  },
)

/** What a yes may be replaced by, in the answer to an operation. */
export const others = [Pending, Refused, NotDone] as const

/** Members of every request. */
export const everyRequest = (operation: string) => ({
  protocol: Type.Literal(protocolVersion),
  operation: Type.Literal(operation),
  now: instant('the time here; in a sandbox it may be another one than yours'),
})

const reference = Type.String({
  description: 'our reference of what is asked, the same in every repetition; also in the header Idempotency-Key',
})

/** Whether an operation changes something at the partner: then it has a reference, and its outcome can be asked for. */
export const changesSomething = (name: Capability): boolean =>
  !/\.(checkAddress|status|activationForm|preservationForm)$/.test(name)

/** The body of an operation's request. */
export function requestOf(name: Capability): TObject {
  const news = Type.Optional(strings('where news about it may be sent: an empty POST makes us ask at once'))
  return Type.Object({
    ...everyRequest(name),
    ...(changesSomething(name) && { reference, news_url: news }),
    ...operations[name].asks,
  })
}

/** The body of a question about the past: what was asked, without the bytes of documents. */
export const outcomeRequest = Type.Object(
  {
    ...everyRequest('outcome'),
    reference,
    of: strings('the operation asked about'),
    asked: Type.Object({}, { additionalProperties: true, description: 'its own members, without documents' }),
  },
  { $id: 'OutcomeRequest' },
)

export const manifestRequest = Type.Object(everyRequest('manifest'), { $id: 'ManifestRequest' })
