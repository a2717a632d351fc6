// Prices as data: public list prices where they exist (contract 1.9), our own defaults elsewhere.
import type { BoxType } from '../model/box-types.ts'

export type PricedItem =
  | `mailbox ${BoxType}`
  | 'extra user'
  | 'mailbox space'
  | 'archive space'
  | 'preservation space'
  | 'certified domain'
  | 'certified domain mailbox'
  | 'register communication'
  | 'domain check'

export interface Price {
  /** Euro cents, excluding VAT. */
  cents: number
  per: string
  known: 'public' | 'default'
}

export type Prices = Readonly<Record<PricedItem, Price>>

/** Built-in prices; an operator can replace any of them in PRICES_FILE, and by lists with dates (price-book.ts). */
export const builtInPrices: Prices = {
  'mailbox DOMICILIODIGITALE': { cents: 450, per: 'year', known: 'public' },
  'mailbox STANDARD': { cents: 1100, per: 'year', known: 'public' },
  'mailbox BRONZE': { cents: 2500, per: 'year', known: 'default' },
  'mailbox SILVER': { cents: 4000, per: 'year', known: 'default' },
  'mailbox GOLD': { cents: 6400, per: 'year', known: 'public' },
  'mailbox PECMASSIVA': { cents: 9900, per: 'year', known: 'public' },
  'extra user': { cents: 500, per: 'user', known: 'default' },
  'mailbox space': { cents: 500, per: '1024 MB', known: 'default' },
  'archive space': { cents: 500, per: '1024 MB', known: 'default' },
  'preservation space': { cents: 900, per: '512 MB', known: 'default' },
  'certified domain': { cents: 3000, per: 'year', known: 'default' },
  'certified domain mailbox': { cents: 500, per: 'mailbox and year', known: 'default' },
  'register communication': { cents: 1570, per: 'request', known: 'public' },
  'domain check': { cents: 5, per: 'check', known: 'default' },
}

/** What a year of each type of mailbox costs, in cents. */
export type YearlyPrices = Readonly<Record<BoxType, number>>

export const yearlyPrices = (prices: Prices): YearlyPrices => ({
  STANDARD: prices['mailbox STANDARD'].cents,
  BRONZE: prices['mailbox BRONZE'].cents,
  SILVER: prices['mailbox SILVER'].cents,
  GOLD: prices['mailbox GOLD'].cents,
  DOMICILIODIGITALE: prices['mailbox DOMICILIODIGITALE'].cents,
  PECMASSIVA: prices['mailbox PECMASSIVA'].cents,
})

/** A member of a price list cannot be used; the message names it. */
export class PricesError extends Error {
  override name = 'PricesError'
}

/** Prices of some items, in cents. */
export type SomePrices = ReadonlyMap<PricedItem, number>

/** Prices with those of a list over them. */
export function withPrices(prices: Prices, over: SomePrices): Prices {
  if (over.size === 0) return prices
  const changed = [...over].map(([item, cents]) => [item, { ...prices[item], cents }] as const)
  return { ...prices, ...Object.fromEntries(changed) }
}

/**
 * Reads prices as written, from item to euro, e.g. `{"mailbox GOLD": "59.90"}`. Throws PricesError on an unknown item or an
 * unusable amount.
 */
export function readPrices(written: object, readAmount: (text: string) => number | undefined): SomePrices {
  const prices = new Map<PricedItem, number>()
  for (const [item, amount] of Object.entries(written)) {
    if (!isPricedItem(item)) throw new PricesError(`unknown item: ${item.slice(0, 60)}`)
    const cents = typeof amount === 'string' || typeof amount === 'number' ? readAmount(String(amount)) : undefined
    if (cents === undefined) throw new PricesError(`no usable amount for ${item}`)
    prices.set(item, cents)
  }
  return prices
}

/** Returns the built-in prices, overridden by those of an operator's file. Throws PricesError. */
export function withOperatorPrices(file: string, readAmount: (text: string) => number | undefined): Prices {
  return withPrices(builtInPrices, readPrices(readObject(file), readAmount))
}

/** Whether a text names something that has a price. */
export const isPricedItem = (item: string): item is PricedItem => Object.hasOwn(builtInPrices, item)

function readObject(file: string): object {
  try {
    const parsed: unknown = JSON.parse(file)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  } catch {
    // reported below
  }
  throw new PricesError('must be a JSON object of item to amount')
}
