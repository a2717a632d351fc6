// POST /v1/operator/price-lists: an operator writes a price list.
import { Type } from 'typebox'
import { PriceList, priceListView } from '../../../../accounts/price-list-view.ts'
import { writePriceList } from '../../../../accounts/price-lists.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { PricesError, readPrices } from '../../../../ledger/prices.ts'
import type { SomePrices } from '../../../../ledger/prices.ts'
import { beginningOfDay } from '../../../../model/italian-date.ts'
import { parseCents } from '../../../../model/money.ts'
import { parseJsonObject } from '../../../../model/strict-json.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { flag, romeDay, text } from '../../../../pipeline/field-types.ts'
import type { FieldType } from '../../../../pipeline/fields.ts'
import { optional, required } from '../../../../pipeline/fields.ts'

const prices: FieldType<object> = {
  schema: Type.Object({}, { additionalProperties: Type.String(), description: 'euro by item, as in PRICES_FILE' }),
  read: (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined),
  fromForm: parseJsonObject,
}

export const createPriceList = writes({
  route: 'POST /v1/operator/price-lists',
  name: 'createPriceList',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: 'Write a price list; it is never changed afterwards, only followed by another',
  body: {
    name: required(text(100, 'what operators call it'), 110),
    from: required(romeDay('first day, in Europe/Rome; today: at once'), 110),
    everybody: optional(flag, false, 110),
    prices: required(prices, 110),
  },
  refusals: { local: { notUsable: 175, past: 176 } },
  answers: PriceList,

  check({ body, now, refuse }) {
    pricesIn(body.prices)
    if (body.from < beginningOfDay(now)) refuse('past')
  },

  async apply({ context, body, principal, unit }) {
    const { name, from, everybody: forEverybody } = body
    const startsAt = from > unit.now ? from : unit.now
    const list = { name, forEverybody, startsAt, prices: pricesIn(body.prices), createdBy: principal.operatorId }
    return { data: priceListView(await writePriceList(context, unit, list), list.prices) }
  },
})

/** The prices as written. Refuses 175 with what is wrong. */
function pricesIn(written: object): SomePrices {
  try {
    return readPrices(written, parseCents)
  } catch (error) {
    throw error instanceof PricesError ? ownRefusal(175, { why: error.message }) : error
  }
}
