// What things cost whom and when: the prices of this installation, over them those of the list in force for everybody, and
// over these those of the account's own. Which lists are in force is asked of the database each time; what is in a list
// never changes, and is remembered.
import { LRUCache } from 'lru-cache'
import type { Reader } from '../store/database.ts'
import { findListsInForce, readItems } from './price-lists.ts'
import type { ListsInForce, PriceMoment } from './price-lists.ts'
import { withPrices } from './prices.ts'
import type { Prices, SomePrices } from './prices.ts'

export interface PriceBook {
  /** Without any list: PRICES_FILE over the built-in ones. */
  readonly base: Prices
  /** The prices of an account at a moment. */
  pricesOf(db: Reader, accountId: string, at: Date): Promise<Prices>
  /** The same of many, each in its place; one statement for all of them. */
  pricesOfMany(db: Reader, moments: readonly PriceMoment[]): Promise<Prices[]>
  /** The prices at a moment of whoever has no list of their own. */
  generalPrices(db: Reader, at: Date): Promise<Prices>
}

const MOST_REMEMBERED = 1_000
/** Nobody's id. */
const NOBODY = ''

/** The price book of a process. */
export function priceBook(base: Prices): PriceBook {
  const items = new LRUCache<string, SomePrices>({ max: MOST_REMEMBERED })
  const merged = new LRUCache<string, Prices>({ max: MOST_REMEMBERED })

  /** What is in each list in force, remembered or read. */
  async function learn(db: Reader, inForce: readonly ListsInForce[]): Promise<ReadonlyMap<string, SomePrices>> {
    const ids = new Set(inForce.flatMap(({ general, own }) => [general, own]).filter((id) => id !== null))
    const known = new Map([...ids].flatMap((id) => pairIn(items, id)))
    const unknown = [...ids].filter((id) => !known.has(id))
    if (unknown.length === 0) return known
    const read = await readItems(db, unknown)
    for (const [id, prices] of read) items.set(id, prices)
    return new Map([...known, ...read])
  }

  function pricesIn({ general, own }: ListsInForce, lists: ReadonlyMap<string, SomePrices>): Prices {
    if (general === null && own === null) return base
    const key = `${general} ${own}`
    const known = merged.get(key)
    if (known !== undefined) return known
    const over = (prices: Prices, id: string | null) => {
      const list = id === null ? undefined : lists.get(id)
      if (id !== null && list === undefined) throw new Error(`price list ${id} was not read`)
      return list === undefined ? prices : withPrices(prices, list)
    }
    const prices = over(over(base, general), own)
    merged.set(key, prices)
    return prices
  }

  const book: PriceBook = {
    base,
    async pricesOf(db, accountId, at) {
      const [prices = base] = await book.pricesOfMany(db, [{ accountId, at }])
      return prices
    },
    async pricesOfMany(db, moments) {
      if (moments.length === 0) return []
      const inForce = await findListsInForce(db, moments)
      const lists = await learn(db, inForce)
      return inForce.map((one) => pricesIn(one, lists))
    },
    generalPrices: (db, at) => book.pricesOf(db, NOBODY, at),
  }
  return book
}

function pairIn<V extends object>(cache: LRUCache<string, V>, id: string): [string, V][] {
  const value = cache.get(id)
  return value === undefined ? [] : [[id, value]]
}
