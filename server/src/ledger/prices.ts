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

/** Built-in prices; an operator can replace any of them in PRICES_FILE. */
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

/** A member of the price file cannot be used; the message names it. */
export class PricesError extends Error {
  override name = 'PricesError'
}

/**
 * Returns the built-in prices, overridden by those of an operator's file: a JSON object from item to euro, e.g.
 * `{"mailbox GOLD": "59.90"}`. Throws PricesError on an unknown item or an unusable amount.
 */
export function withOperatorPrices(file: string, readAmount: (text: string) => number | undefined): Prices {
  const prices: Record<PricedItem, Price> = { ...builtInPrices }
  for (const [item, amount] of Object.entries(readObject(file))) {
    if (!isPricedItem(item)) throw new PricesError(`PRICES_FILE names an unknown item: ${item.slice(0, 60)}`)
    const cents = typeof amount === 'string' || typeof amount === 'number' ? readAmount(String(amount)) : undefined
    if (cents === undefined) throw new PricesError(`PRICES_FILE has no usable amount for ${item}`)
    prices[item] = { ...prices[item], cents }
  }
  return prices
}

const isPricedItem = (item: string): item is PricedItem => Object.hasOwn(builtInPrices, item)

function readObject(file: string): object {
  try {
    const parsed: unknown = JSON.parse(file)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  } catch {
    // reported below
  }
  throw new PricesError('PRICES_FILE must be a JSON object of item to amount')
}
