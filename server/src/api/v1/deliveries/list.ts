// GET /v1/deliveries: what became of each callback, newest first.
import { listDeliveries } from '../../../callbacks/deliveries.ts'
import { Delivery } from '../../../callbacks/delivery-schema.ts'
import { reads } from '../../../pipeline/declare.ts'
import { valueOf } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'
import { byPlace, nextAfter, pageBy, Paged } from '../../../pipeline/paging.ts'

export const listOwnDeliveries = reads({
  route: 'GET /v1/deliveries',
  name: 'listDeliveries',
  tag: 'Account',
  permission: 'develop',
  summary: 'List callbacks, newest first',
  query: {
    failed: optional(valueOf({ true: '', false: '' }, 'only those that were given up'), 'false', 110),
    ...pageBy(byPlace, 'deliveries'),
  },
  refusals: {},
  answers: Paged(Delivery),

  async read({ db, principal, query: { failed, limit, cursor: after } }) {
    const rows = await listDeliveries(db, principal.accountId, { failedOnly: failed === 'true', limit, after })
    const next = nextAfter(byPlace, rows, limit, ({ createdAt: at, place }) => ({ at, place }))
    return { data: { items: rows.map(({ place: _, ...delivery }) => delivery), next } }
  },
})
