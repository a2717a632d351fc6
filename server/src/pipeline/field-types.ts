// The types a field can have: what is accepted, how it is normalised (contract 1.5), what the schema says of it.
import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { callbackProblem } from '../callbacks/validate.ts'
import type { UploadedDocument } from '../documents/uploads.ts'
import { refusal } from '../errors/refusal.ts'
import { boxTypes, isBoxType } from '../model/box-types.ts'
import type { BoxType } from '../model/box-types.ts'
import type { Callback } from '../model/callback.ts'
import { isCountry } from '../model/countries.ts'
import { endsWithDot, parseHostName } from '../model/host-name.ts'
import { isEmail } from '../model/email.ts'
import { fiscalCodeProblem } from '../model/fiscal-code.ts'
import { beginningOf, parseItalianDate } from '../model/italian-date.ts'
import { parseMailboxAddress } from '../model/mailbox-address.ts'
import { parseCents } from '../model/money.ts'
import { isPhone } from '../model/phone.ts'
import { isPlainText, isVisible } from '../model/plain-text.ts'
import { isPostalCode } from '../model/postal-code.ts'
import { isProviderCode } from '../model/provider-code.ts'
import { isProvince } from '../model/provinces.ts'
import { parseJsonObject } from '../model/strict-json.ts'
import type { Strictness } from '../model/strictness.ts'
import { literals } from '../model/wire-schemas.ts'
import { isHolderCode } from '../model/vat-number.ts'
import type { Days } from '../requests/counts.ts'
import { daysIn } from '../requests/days.ts'
import type { FieldType, Given } from './fields.ts'

function storable(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength && isPlainText(value)
}

/** Free text of at most `maxLength` UTF-16 units; kept as sent. */
export function text(maxLength: number, description: string): FieldType<string> {
  return {
    schema: Type.String({ maxLength, description }),
    read: (value) => (storable(value, maxLength) && isVisible(value) ? value : undefined),
  }
}

/** Text somebody is still writing: whatever it is, at most `maxLength` UTF-16 units, without blanks around it. */
export function writtenText(maxLength: number, description: string): FieldType<string> {
  return {
    schema: Type.String({ maxLength, description }),
    read: (value) => (storable(value, maxLength) ? value.trim() : undefined),
  }
}

/** The same text in upper case. */
export function inUpperCase(type: FieldType<string>): FieldType<string> {
  return { ...type, read: (value, strictness, given) => type.read(value, strictness, given)?.toUpperCase() }
}

const LONGEST_CODE = 320

/** A text another function judges, in the shape `normalise` gives it. */
function judged(
  schema: TSchema,
  normalise: (value: string) => string,
  accepts: (value: string, strictness: Strictness, given: Given) => boolean,
): FieldType<string> {
  return {
    schema,
    read(value, strictness, given) {
      if (!storable(value, LONGEST_CODE)) return undefined
      const normal = normalise(value)
      return accepts(normal, strictness, given) ? normal : undefined
    },
  }
}

const asSent = (value: string) => value
const upper = (value: string) => value.toUpperCase()

/** One of a closed list, any case, stored upper. */
export function oneOf<const V extends string>(values: readonly V[], description: string): FieldType<V> {
  return {
    schema: Type.Union(
      values.map((value) => Type.Literal(value)),
      { description },
    ),
    read: (value) => (typeof value === 'string' ? values.find((one) => one === value.toUpperCase()) : undefined),
  }
}

/** A key of a table, any case, stored as the table spells it. */
export function valueOf<const T extends object>(table: T, description: string): FieldType<Extract<keyof T, string>> {
  const isKey = (text: string): text is Extract<keyof T, string> => Object.hasOwn(table, text)
  const keys = Object.keys(table).filter(isKey)
  return {
    schema: Type.Union(
      keys.map((key) => Type.Literal(key)),
      { description },
    ),
    read(value) {
      const lower = typeof value === 'string' ? value.toLowerCase() : undefined
      return keys.find((key) => key.toLowerCase() === lower)
    },
  }
}

/** One of a closed list, as the list spells it. */
export function textIn<const V extends string>(values: readonly V[], description: string): FieldType<V> {
  return { schema: literals(values, description), read: (value) => values.find((one) => one === value) }
}

/** Some keys of a table, with commas between them. */
export function someOf<const T extends object>(
  table: T,
  description: string,
): FieldType<readonly Extract<keyof T, string>[]> {
  const one = valueOf(table, description)
  const names = Object.keys(table)
  return {
    schema: Type.String({ maxLength: names.join(',').length, description: `${description}: ${names.join(', ')}` }),
    read(given, strictness, body) {
      if (typeof given !== 'string') return undefined
      const read = new Set(given.split(',').map((text) => one.read(text, strictness, body)))
      const known = [...read].filter((value) => value !== undefined)
      return known.length === read.size ? known : undefined
    },
  }
}

/** A domain name as a page writes it, without a trailing dot; stored in lower case and A-labels. */
export const hostName: FieldType<string> = {
  schema: Type.String({ maxLength: 254, description: 'domain name' }),
  read(value) {
    const name = storable(value, LONGEST_CODE) ? value.trim() : ''
    return endsWithDot(name) ? undefined : parseHostName(name)
  },
}

/** A whole number in a body; in plain digits too, as forms have no numbers. */
export function wholeNumber(least: number, most: number, description: string): FieldType<number> {
  const written = integerText(least, most, description)
  return {
    schema: written.schema,
    read: (value, strictness, given) =>
      written.read(typeof value === 'number' && Number.isInteger(value) ? String(value) : value, strictness, given),
  }
}

/** A certified mailbox address, stored lower case (contract 6.28). */
export const pecAddress: FieldType<string> = {
  schema: Type.String({ format: 'email', maxLength: 254, description: 'certified mailbox address' }),
  read(value) {
    if (!storable(value, LONGEST_CODE)) return undefined
    const parsed = parseMailboxAddress(value)
    return parsed && `${parsed.local}@${parsed.dominio}`
  },
}

export const boxType: FieldType<BoxType> = {
  schema: Type.Union(
    Object.keys(boxTypes).map((type) => Type.Literal(type)),
    { description: 'kind of mailbox, any case' },
  ),
  read: (value) => {
    const type = typeof value === 'string' ? value.toUpperCase() : ''
    return isBoxType(type) ? type : undefined
  },
}

export const email = judged(
  Type.String({ format: 'email', maxLength: 254, description: 'ordinary e-mail address' }),
  asSent,
  isEmail,
)

export const phone = judged(
  Type.String({ maxLength: 20, description: 'telephone number' }),
  asSent,
  (value, { phone: rule }) => (rule === 'any' ? value.length <= 40 : isPhone(value)),
)

export const fiscalCode = judged(
  Type.String({ maxLength: 16, description: 'fiscal code of a person, 16 characters' }),
  asSent,
  (value, { fiscalCode: rule }) => (rule === 'any' ? value.length <= 40 : fiscalCodeProblem(value) === undefined),
)

export const holderCode = judged(
  Type.String({ maxLength: 16, description: 'fiscal code (16 characters) or VAT number (11 digits)' }),
  asSent,
  (value, { vatNumber: rule }) => isHolderCode(value, rule),
)

export const country = judged(
  Type.String({ minLength: 2, maxLength: 2, description: 'ISO 3166 alpha-2, any case' }),
  upper,
  isCountry,
)

export const province = judged(
  Type.String({ minLength: 2, maxLength: 2, description: 'two letters, kept as sent' }),
  asSent,
  isProvince,
)

export const italianDate = judged(
  Type.String({ pattern: '^\\d{2}/\\d{2}/\\d{4}$', description: 'dd/mm/yyyy' }),
  asSent,
  (value) => parseItalianDate(value) !== undefined,
)

/** A code as providers give them, kept as sent. */
export const providerCode = (description: string): FieldType<string> =>
  judged(Type.String({ maxLength: 40, description }), asSent, isProviderCode)

export const activationCode = judged(
  Type.String({ pattern: '^\\d{8}$', description: 'activation code, eight digits' }),
  asSent,
  (value) => /^\d{8}$/.test(value),
)

/** Postal code of the holder: leading zeros matter. */
export const cap = judged(
  Type.String({ maxLength: 10, description: 'postal code; five digits for Italy' }),
  asSent,
  (value, { postalCode: rule }, { nazione_titolare }) =>
    isPostalCode(value, String(nazione_titolare).toUpperCase(), rule),
)

/** An amount of money, in cents; written in euro, as text: a JSON number may have lost its cents on the way here. */
export const amount: FieldType<number> = {
  schema: Type.String({ pattern: '^\\d+(\\.\\d{1,2})?$', description: 'euro as text, such as "100.00"' }),
  read: (value) => (typeof value === 'string' ? parseCents(value) : undefined),
}

/** The same, and more than nothing. */
export const positiveAmount: FieldType<number> = {
  schema: amount.schema,
  read: (...given) => amount.read(...given) || undefined,
}

export const flag: FieldType<boolean> = {
  schema: Type.Boolean(),
  read: (value) => (typeof value === 'boolean' ? value : undefined),
  fromForm: flagOf,
}

/** PHP writes 1 and 0, browsers and scripts true and false. */
function flagOf(text: string): unknown {
  return /^(1|true)$/i.test(text) ? true : /^(0|false)$/i.test(text) ? false : text
}

/** A yes or no in a query. */
export function flagText(description: string): FieldType<boolean> {
  return {
    schema: Type.Boolean({ description }),
    read: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
  }
}

/** A whole number in a query, written in plain digits. */
export function integerText(least: number, most: number, description: string): FieldType<number> {
  return {
    schema: Type.Integer({ minimum: least, maximum: most, description }),
    read(value) {
      const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
      return number >= least && number <= most ? number : undefined
    },
  }
}

/** A day, a month or a year of the statistics. */
export const days: FieldType<Days> = {
  schema: Type.String({ pattern: '^\\d{4}(-\\d\\d(-\\d\\d)?)?$', description: 'YYYY, YYYY-MM or YYYY-MM-DD, in UTC' }),
  read: (value) => (typeof value === 'string' ? daysIn(value) : undefined),
}

/** A day, as YYYY-MM-DD: the moment it begins in Europe/Rome. */
export function romeDay(description: string): FieldType<Date> {
  return {
    schema: Type.String({ format: 'date', maxLength: 10, description }),
    read: (value) => (typeof value === 'string' ? beginningOf(value) : undefined),
  }
}

const LONGEST_BEGINNING = 254

/** What texts begin with, in any case, without blanks around it; two characters at least. */
export function beginningText(description: string): FieldType<string> {
  return {
    schema: Type.String({ minLength: 2, maxLength: LONGEST_BEGINNING, description }),
    read(value) {
      const given = storable(value, LONGEST_BEGINNING) ? value.trim() : ''
      return [...given].length >= 2 ? given : undefined
    },
  }
}

/** Years are written with four digits everywhere; what falls due later than this must still have a date. */
export const END_OF_TIME = new Date('9900-01-01T00:00:00Z')

/** A moment, as ISO 8601 with its zone, at the latest the end of time. */
export function instant(description: string): FieldType<Date> {
  return {
    schema: Type.String({ format: 'date-time', maxLength: 35, description }),
    read(value) {
      const form = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/
      const at = new Date(typeof value === 'string' && value.length <= 35 && form.test(value) ? value : Number.NaN)
      return at <= END_OF_TIME ? at : undefined
    },
  }
}

/** Where to tell of changes (contract 5.1); refuses with its own numbers. */
export const callback: FieldType<Callback | null> = {
  schema: Type.Object(
    {
      url: Type.String({ format: 'uri', maxLength: 2048, description: 'where to call; http or https' }),
      method: Type.Optional(Type.Union([Type.Literal('POST'), Type.Literal('JSON')], { default: 'POST' })),
      field: Type.Optional(Type.String({ default: 'data', description: 'form field that carries the resource' })),
      data: Type.Optional(
        Type.Object({}, { additionalProperties: true, description: "the caller's own data, echoed" }),
      ),
    },
    { additionalProperties: true, description: 'tells you of every change you did not cause yourself' },
  ),
  refuses: [370, 371, 373, 374, 375, 376, 377],
  read(value, { privateCallbacks }) {
    if (value === false) return null
    const checked = callbackProblem(value, privateCallbacks)
    if ('ok' in checked) return checked.ok
    const { number, ...slots } = checked
    throw refusal(number, slots)
  },
  fromForm: (text) => parseJsonObject(text) ?? flagOf(text),
}

/** Uploaded documents, read and scanned before; unreadable ones are not acceptable. */
export const documents: FieldType<readonly UploadedDocument[]> = {
  schema: Type.Union([DocumentText(), Type.Array(DocumentText(), { minItems: 1 })], {
    description: 'one document or several, each in base64',
  }),
  read: (value) => (value instanceof ReadDocuments ? value.documents : undefined),
}

/** The same where signed files are due. */
export const signedDocuments: FieldType<readonly UploadedDocument[]> = {
  schema: Type.Union([SignedText(), Type.Array(SignedText(), { minItems: 1 })], {
    description: 'one signed document (p7m) or several, each in base64',
  }),
  read: (...given) => documents.read(...given),
}

function DocumentText(): TSchema {
  return Type.String({ contentEncoding: 'base64', contentMediaType: 'application/pdf' })
}

function SignedText(): TSchema {
  return Type.String({ contentEncoding: 'base64', contentMediaType: 'application/pkcs7-mime' })
}

/** What the upload reader made of the member `documenti`; only it may make one, no body can spell it. */
export class ReadDocuments {
  readonly documents: readonly UploadedDocument[]
  constructor(documents: readonly UploadedDocument[]) {
    this.documents = documents
  }
}
