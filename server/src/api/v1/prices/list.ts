// GET /v1/prices: what everything costs the account, before VAT.
import { Type } from 'typebox'
import { formatCents } from '../../../model/money.ts'
import { reads } from '../../../pipeline/declare.ts'
import { romeDay } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'

export const listPrices = reads({
  route: 'GET /v1/prices',
  name: 'listPrices',
  tag: 'Account',
  permission: 'money',
  summary: 'List what everything costs you, before VAT',
  query: { at: optional(romeDay('as they are when that day begins in Europe/Rome; now unless told'), undefined, 110) },
  refusals: {},
  answers: Type.Array(
    Type.Object(
      {
        item: Type.String({ description: 'as in PRICES_FILE' }),
        price: Type.String({ description: 'euro' }),
        per: Type.String(),
      },
      { $id: 'PricedItem' },
    ),
  ),

  async read({ context, db, now, principal: { accountId }, query: { at = now } }) {
    const prices = await context.prices.pricesOf(db, accountId, at)
    return { data: Object.entries(prices).map(([item, { cents, per }]) => ({ item, price: formatCents(cents), per })) }
  },
})
