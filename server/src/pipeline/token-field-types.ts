// The types of the fields of a token (contract 2.25).
import { Type } from 'typebox'
import { YEAR_SECONDS } from '../accounts/issue-token.ts'
import { isAddressRange } from '../auth/ip-list.ts'
import { isScope } from '../auth/scopes.ts'
import type { TokenLimits } from '../store/issued-tokens.ts'
import type { FieldType } from './fields.ts'

const MOST_SCOPES = 100
const MOST_ADDRESSES = 100
const MOST_COUNTED = 1_000_000_000

/** Scopes, each once, in the order given. */
export const scopeList: FieldType<string[]> = {
  schema: Type.Array(Type.String({ maxLength: 200 }), {
    minItems: 1,
    maxItems: MOST_SCOPES,
    description: 'METHOD:host/segment; * for any part',
  }),
  read(value) {
    const isList = Array.isArray(value) && value.length <= MOST_SCOPES
    if (!isList || !value.every((one): one is string => typeof one === 'string' && isScope(one))) return undefined
    return [...new Set(value)]
  },
  fromForm: (text) => text.split(','),
}

/** Scopes in a query, separated by commas. */
export const scopesText: FieldType<string[]> = {
  schema: Type.String({ description: 'scopes separated by commas' }),
  read: (value, ...given) => (typeof value === 'string' ? scopeList.read(value.split(','), ...given) : undefined),
}

/** Seconds, at most a year; zero or less for the default. */
export const ttl: FieldType<number> = {
  schema: Type.Integer({ maximum: YEAR_SECONDS, description: 'seconds; zero or negative for the default, a year' }),
  read: (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value <= YEAR_SECONDS ? value : undefined,
  fromForm: (text) => (/^-?\d{1,9}$/.test(text) ? Number(text) : text),
}

/** No limit at all. */
export const noLimits: TokenLimits = {
  max_requests: null,
  max_payments: null,
  max_subscription_requests: null,
  max_spent_cents: null,
  allowed_ips: [],
}

const most = () => Type.Optional(Type.Integer({ minimum: 0, maximum: MOST_COUNTED }))

const limitMembers = {
  totalRequests: most(),
  walletRequests: most(),
  subscriptionRequests: most(),
  walletAmount: Type.Optional(Type.Number({ minimum: 0, description: 'euro' })),
  ip: Type.Optional(
    Type.Array(Type.String({ maxLength: 50 }), {
      maxItems: MOST_ADDRESSES,
      description: 'addresses and networks it may be used from; none for any',
    }),
  ),
}

/** What a token may do at most; a limit that is absent or null is none, and a misspelt one is refused. */
export const tokenLimits: FieldType<TokenLimits> = {
  schema: Type.Object(limitMembers, { additionalProperties: false }),
  read(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const given = new Map<string, unknown>(Object.entries(value))
    // Ignored, a misspelt limit would leave the token without any.
    if ([...given.keys()].some((name) => !Object.hasOwn(limitMembers, name))) return undefined
    const of = (name: keyof typeof limitMembers) => given.get(name)
    const [max_requests, max_payments] = [countIn(of('totalRequests')), countIn(of('walletRequests'))]
    const max_subscription_requests = countIn(of('subscriptionRequests'))
    const max_spent_cents = centsIn(of('walletAmount'))
    const allowed_ips = addressesIn(of('ip'))
    if (max_requests === undefined || max_payments === undefined || max_subscription_requests === undefined)
      return undefined
    if (max_spent_cents === undefined || allowed_ips === undefined) return undefined
    return { max_requests, max_payments, max_subscription_requests, max_spent_cents, allowed_ips }
  },
}

function countIn(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return null
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_COUNTED ? value : undefined
}

/** Euro with at most two decimals, in cents. */
function centsIn(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !(value >= 0 && value <= MOST_COUNTED)) return undefined
  const cents = Math.round(value * 100)
  return cents / 100 === value ? cents : undefined
}

function addressesIn(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || value.length > MOST_ADDRESSES) return undefined
  return value.every((one): one is string => typeof one === 'string' && isAddressRange(one)) ? value : undefined
}
