// POST /pec
// Registers a mailbox: asked for and paid, its address reserved at the provider, not yet active.
import { refusal } from '../../errors/refusal.ts'
import { registrationCause } from '../../ledger/causes.ts'
import { boxTypes } from '../../model/box-types.ts'
import { sharedDomains } from '../../model/certified-domain.ts'
import { customerTypes, hasSubtypes, isCustomerType, isSubtypeOf } from '../../model/customer-types.ts'
import { fiscalCodeMatches } from '../../model/fiscal-code.ts'
import { isFutureItalianDate, isItalianDateAfter, isPastItalianDate } from '../../model/italian-date.ts'
import type { Strictness } from '../../model/strictness.ts'
import { Mailbox, mailboxView } from '../../mailboxes/view.ts'
import { mailboxes } from '../../mailboxes/resource.ts'
import { isAddressTaken } from '../../mailboxes/table.ts'
import type { DeclaredMailbox } from '../../model/mailbox-fields.ts'
import {
  boxType,
  callback,
  cap,
  country,
  email,
  fiscalCode,
  flag,
  holderCode,
  italianDate,
  oneOf,
  pecAddress,
  phone,
  province,
  text,
} from '../../pipeline/field-types.ts'
import { optional, required, when } from '../../pipeline/fields.ts'
import type { FieldType, Given } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'
import { roomUnder } from '../../certified-domains/mailbox-quota.ts'
import type { OwnDomain } from '../../certified-domains/mailbox-quota.ts'

const typeOf = (body: Given) => {
  const type = typeof body.tipo_cliente === 'string' ? body.tipo_cliente.toUpperCase() : ''
  return isCustomerType(type) ? type : undefined
}

const subtypeNeeded = (body: Given, { conditionalFields }: Strictness) => {
  const type = typeOf(body)
  return conditionalFields && type !== undefined && hasSubtypes(type)
}
const otherSubtypeNeeded = (body: Given, { conditionalFields }: Strictness) =>
  conditionalFields && (String(body.sottotipo_cliente).toUpperCase() === 'X' || typeOf(body) === 'X')
const holderNeeded = (body: Given, { conditionalFields }: Strictness) => conditionalFields && typeOf(body) !== 'PV'
const birthProvinceNeeded = (body: Given, { birthProvinceRequired }: Strictness) =>
  birthProvinceRequired && String(body.nazione_nascita_richiedente).toUpperCase() === 'IT'

const anySubtype = oneOf(
  [...new Set(Object.values(customerTypes).flatMap((type) => Object.keys(type.subtypes)))],
  'customer subtype; which ones depends on the type',
)
// The page has one list for all types; contract 1.11 says which code is whose.
const subtype: FieldType<string> = {
  schema: anySubtype.schema,
  read(value, strictness, given) {
    const read = anySubtype.read(value, strictness, given)
    const type = typeOf(given)
    const isAnyonesTaken = strictness.subtype === 'any' || type === undefined || !hasSubtypes(type)
    return isAnyonesTaken || (read !== undefined && isSubtypeOf(type, read)) ? read : undefined
  },
}

export const registerMailbox = writes({
  route: 'POST /pec',
  name: 'registerMailbox',
  tag: 'Pec',
  summary: 'Register a certified mailbox',
  body: {
    casella_pec: required(pecAddress, 222, 223),
    tipo_casella: required(boxType, 224, 225),
    tipo_cliente: required(oneOf(Object.keys(customerTypes), 'customer type'), 226, 227),
    sottotipo_cliente: when(subtypeNeeded, subtype, 228, 229),
    sottotipo_cliente_altro: when(otherSubtypeNeeded, text(200, 'free text for subtype X'), 230),
    nome_richiedente: required(text(100, "applicant's first name"), 231),
    cognome_richiedente: required(text(100, "applicant's surname"), 232),
    email: required(email, 233, 234),
    telefono: required(phone, 235, 236),
    cellulare: optional(phone, '', 237),
    codice_fiscale_richiedente: required(fiscalCode, 238, 239),
    data_nascita_richiedente: required(italianDate, 241, 242),
    sesso_richiedente: required(oneOf(['M', 'F'], 'M or F'), 243, 244),
    nazione_nascita_richiedente: required(country, 245, 246),
    comune_nascita_richiedente: optional(text(100, 'town of birth'), ''),
    provincia_nascita_richiedente: when(birthProvinceNeeded, province, 247, 248),
    denominazione_titolare: when(holderNeeded, text(200, "holder's name"), 249),
    cf_piva_titolare: when(holderNeeded, holderCode, 250, 251),
    indirizzo_titolare: required(text(200, "holder's address"), 252),
    comune_titolare: required(text(100, "holder's town"), 253),
    cap_titolare: required(cap, 254, 255),
    nazione_titolare: required(country, 256, 257),
    provincia_titolare: required(province, 258, 259),
    callback: optional(callback, null),
    autorinnovo: optional(flag, false, 264),
    // Five of their own: none asks for another (contract 2.4); what is missing is a warning of the checks.
    tipo_documento: optional(
      oneOf(['CARTA_D_IDENTITA', 'PATENTE', 'PASSAPORTO'], 'kind of identity document'),
      null,
      363,
    ),
    numero_documento: optional(text(50, 'number of the identity document'), null),
    data_scadenza_documento: optional(italianDate, null, 365),
    documento_rilasciato_da: optional(text(100, 'who issued the identity document'), null),
    data_rilascio_documento: optional(italianDate, null, 367),
  },
  refusals: {
    noCredit: 262,
    providerDown: 263,
    providerRefused: 261,
    local: {
      codeDoesNotMatch: 240,
      notYetBorn: 242,
      domainNotAllowed: 260,
      taken: 261,
      notYourDomain: 326,
      domainNotActive: 327,
      domainFull: 328,
      documentReleasedAtNoTime: 367,
      documentExpired: 368,
    },
  },
  answers: Mailbox,

  async check({ body, principal, db, now, provider, context: { strictness }, refuse }) {
    const { casella_pec, tipo_casella } = body
    if (isFutureItalianDate(body.data_nascita_richiedente, now)) refuse('notYetBorn')
    if (strictness.birthCrossCheck && contradictsItsCode(body)) refuse('codeDoesNotMatch')
    if (isReleasedAtNoTime(body, now)) refuse('documentReleasedAtNoTime')
    if (body.data_scadenza_documento !== null && isPastItalianDate(body.data_scadenza_documento, now))
      refuse('documentExpired')
    const dominio = domainOf(casella_pec)
    const shared = boxTypes[tipo_casella].addressDomains[strictness.addressDomains]
    if (!shared.includes(dominio)) {
      // Somebody else's type of address is not a customer's own domain.
      if (sharedDomains.has(dominio)) refuse('domainNotAllowed')
      const room = await roomUnder(db, { accountId: principal.accountId, dominio, strictness }, 'plain')
      refuseUnlessOpen(room, dominio)
    }
    if (await isAddressTaken(db, casella_pec)) refuse('taken')
    const answer = await provider.mailboxes.checkAddress?.(casella_pec)
    if (answer?.is === 'done' && !answer.value.available) refuse('taken')
  },

  // The check looked without a lock: the quota holds, and the domain stands, only from here.
  async reserve({ body, principal, unit, ordered, context: { strictness } }) {
    const dominio = domainOf(body.casella_pec)
    if (sharedDomains.has(dominio)) return
    const room = await roomUnder(unit.db, { accountId: principal.accountId, dominio, strictness }, 'lock')
    // A remote provider's yes may come after the domain is gone; its quota was counted before the question.
    if (!ordered || room.is !== 'full') refuseUnlessOpen(room, dominio)
  },

  price: ({ body, prices, newId }) => ({
    amountCents: prices[`mailbox ${body.tipo_casella}`].cents,
    cause: registrationCause(newId),
  }),

  pricedBy: ['tipo_casella'],
  changes: ({ body }) => ({ casella_pec: [null, body.casella_pec], stato: [null, mailboxes.lifecycle.initial] }),

  claims: ({ body }) => ({ kind: 'address', id: body.casella_pec }),
  orders: ({ body: { casella_pec, tipo_casella }, principal }) => {
    const dominio = domainOf(casella_pec)
    return { resource: 'mailbox', account: principal.accountId, tipo_casella: [tipo_casella], dominio }
  },

  capability: 'mailboxes.register',
  ask: ({ body, provider, newId, ask }) => provider.mailboxes.register?.(orderOf(newId, body), ask),

  async apply({ body, asked, principal, provider, unit, newId }) {
    const added = await unit.add(mailboxes, {
      ...orderOf(newId, body),
      account_id: principal.accountId,
      callback: body.callback,
      provider: provider.manifest.name,
      provider_ref: asked.providerRef ?? null,
      cod_attivazione: asked.cod_attivazione,
      uid: asked.uid,
      check_at: asked.askAgainAt ?? null,
    })
    // Somebody registered it between the check and here.
    if (added === undefined) throw refusal(261)
    if (asked.askAgainAt !== undefined) unit.wake('follow-activation')
    return { data: mailboxView(added, principal.email) }
  },
})

/** What is ordered: everything declared, without what is only between us and the customer. */
function orderOf<B extends DeclaredMailbox>(id: string, { ...body }: B & { autorinnovo: boolean; callback: unknown }) {
  const { callback: _, ...declared } = body
  return {
    ...declared,
    id,
    dominio: domainOf(body.casella_pec),
  }
}

const domainOf = (casella_pec: string) => casella_pec.slice(casella_pec.indexOf('@') + 1)

function refuseUnlessOpen(room: OwnDomain, dominio: string): void {
  if (room.is === 'unknown') throw refusal(326, { dominio })
  if (room.is === 'not active') throw refusal(327, { dominio })
  if (room.is === 'full') throw refusal(328, { dominio, numero_pec: room.numero_pec })
}

/** Whether a document is said to be released tomorrow or later, after it expired, or before its holder was born. */
function isReleasedAtNoTime(
  body: {
    data_nascita_richiedente: string
    data_rilascio_documento: string | null
    data_scadenza_documento: string | null
  },
  now: Date,
): boolean {
  const { data_rilascio_documento: released, data_scadenza_documento: expires } = body
  if (released === null) return false
  return (
    isFutureItalianDate(released, now) ||
    isItalianDateAfter(released, expires ?? '') ||
    isItalianDateAfter(body.data_nascita_richiedente, released)
  )
}

function contradictsItsCode(body: {
  codice_fiscale_richiedente: string
  nome_richiedente: string
  cognome_richiedente: string
  sesso_richiedente: 'M' | 'F'
  data_nascita_richiedente: string
}): boolean {
  const contradictions = fiscalCodeMatches(body.codice_fiscale_richiedente, {
    nome: body.nome_richiedente,
    cognome: body.cognome_richiedente,
    sesso: body.sesso_richiedente,
    data_nascita: body.data_nascita_richiedente,
  })
  return contradictions.length > 0
}
