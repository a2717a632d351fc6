// Scopes on the wire of the platform calls (contract 2.25).
import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { everyScope, isScopeSegment } from '../auth/scopes.ts'
import type { Prices, PricedItem } from '../ledger/prices.ts'
import type { RateLimit } from '../settings.ts'

const scope = {
  id: Type.String(),
  scope: Type.String(),
  method: Type.String(),
  endpoint: Type.String(),
  domain: Type.String(),
  enabled: Type.Boolean(),
}

export const Scope = Type.Object(scope, { $id: 'Scope' })
export const ScopeDetail = Type.Object(
  {
    ...scope,
    rateLimit: Type.Union([Type.String({ description: 'requests/seconds' }), Type.Literal(false)]),
    freeLimits: Type.Object({
      dayLimit: Type.Integer(),
      monthLimit: Type.Integer(),
      yearLimit: Type.Integer(),
      totalLimit: Type.Integer(),
    }),
    requirements: Type.Array(Type.String()),
    prices: Type.Object({}, { additionalProperties: Type.Number(), description: 'euro by what is paid for' }),
  },
  { $id: 'ScopeDetail' },
)

/** The scopes of the host, in the order of the contract (1.6). */
export const scopeViews = (host: string): Static<typeof Scope>[] => everyScope(host).map(scopeView)

function scopeView(text: string): Static<typeof Scope> {
  const [method = '', rest = ''] = text.split(':')
  const [domain = '', endpoint = ''] = rest.split('/')
  return { id: idOf(text), scope: text, method, endpoint, domain, enabled: isScopeSegment(endpoint) }
}

/** The same scope has the same id on every server. */
const idOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24)

/** What is paid for under a scope, by method and segment: the items its prices begin with. */
const priced: Readonly<Record<string, readonly string[]>> = {
  'GET domini_pec': ['domain check'],
  'GET pec': ['mailbox '],
  'POST pec': ['mailbox ', 'extra user'],
  'PATCH pec': ['mailbox ', 'archive space', 'preservation space'],
  'POST comunica_pec': ['register communication'],
  'GET dominio': ['certified domain'],
  'POST dominio': ['certified domain'],
}

/** One scope with its limit and prices; undefined for an id no scope has. */
export function scopeDetail(
  host: string,
  id: string,
  { prices, rateLimit }: { prices: Prices; rateLimit: RateLimit },
): Static<typeof ScopeDetail> | undefined {
  const found = scopeViews(host).find((one) => one.id === id)
  if (found === undefined) return undefined
  const begins = priced[`${found.method} ${found.endpoint}`] ?? []
  const items = Object.entries(prices).filter(([item]) => begins.some((begin) => item.startsWith(begin)))
  return {
    ...found,
    rateLimit: rateLimit === 'off' ? false : `${rateLimit.requests}/${rateLimit.windowSeconds}`,
    freeLimits: { dayLimit: 0, monthLimit: 0, yearLimit: 0, totalLimit: 0 },
    requirements: [],
    prices: Object.fromEntries(items.map(([item, { cents }]: [string, Prices[PricedItem]]) => [item, cents / 100])),
  }
}
