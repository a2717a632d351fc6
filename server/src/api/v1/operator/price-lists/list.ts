// GET /v1/operator/price-lists: every price list there is or was.
import { PriceListHead, priceListHead } from '../../../../accounts/price-list-view.ts'
import { listPriceLists as listRows } from '../../../../ledger/price-lists.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { byNumber, nextAfter, pageBy, Paged } from '../../../../pipeline/paging.ts'

export const listPriceLists = reads({
  route: 'GET /v1/operator/price-lists',
  name: 'listPriceLists',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: 'List price lists, the last written first',
  query: pageBy(byNumber, 'price lists'),
  refusals: {},
  answers: Paged(PriceListHead),

  async read({ db, query: { limit, cursor } }) {
    const rows = await listRows(db, { limit, cursor })
    return { data: { items: rows.map(priceListHead), next: nextAfter(byNumber, rows, limit, ({ place }) => place) } }
  },
})
