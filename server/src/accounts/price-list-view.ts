// A price list on the wire of operators' calls.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import type { PriceListRow } from '../ledger/price-lists.ts'
import type { SomePrices } from '../ledger/prices.ts'
import { formatCents } from '../model/money.ts'
import { moment } from '../model/wire-schemas.ts'

const head = {
  id: Type.String(),
  name: Type.String(),
  everybody: Type.Boolean({ description: 'in force for every account; otherwise for those it is given to' }),
  starts_at: moment('from when on'),
  created_by: Type.String({ description: 'id of the operator who wrote it' }),
  created_at: moment('when it was written'),
}

export const PriceListHead = Type.Object(head, { $id: 'PriceListHead' })
export const PriceList = Type.Object(
  {
    ...head,
    prices: Type.Object({}, { additionalProperties: Type.String(), description: 'euro by item' }),
  },
  { $id: 'PriceList' },
)

export const priceListHead = (row: PriceListRow): Static<typeof PriceListHead> => ({
  id: row.id,
  name: row.name,
  everybody: row.for_everybody,
  starts_at: row.starts_at.toISOString(),
  created_by: row.created_by,
  created_at: row.created_at.toISOString(),
})

/** The list with its prices. */
export const priceListView = (row: PriceListRow, prices: SomePrices) => ({
  ...priceListHead(row),
  prices: Object.fromEntries([...prices].map(([item, cents]) => [item, formatCents(cents)])),
})
