// GET /v1/operator/price-lists/{id}: a price list with its prices.
import { PriceList, priceListView } from '../../../../accounts/price-list-view.ts'
import { findPriceList, readItems } from '../../../../ledger/price-lists.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { reads } from '../../../../pipeline/declare.ts'

export const readPriceListAsOperator = reads({
  route: 'GET /v1/operator/price-lists/{id}',
  name: 'readPriceList',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: 'Read a price list with its prices',
  refusals: { local: { unknown: 109 } },
  answers: PriceList,

  async read({ db, params: { id = '' }, refuse }) {
    const row = isResourceId(id) ? await findPriceList(db, id) : undefined
    if (row === undefined) return refuse('unknown')
    return { data: priceListView(row, (await readItems(db, [id])).get(id) ?? new Map()) }
  },
})
