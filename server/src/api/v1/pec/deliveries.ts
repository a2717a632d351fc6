// GET /v1/pec/{id}/deliveries: what became of the callbacks about a mailbox.
import { listDeliveries } from '../../../callbacks/deliveries.ts'
import { Delivery } from '../../../callbacks/delivery-schema.ts'
import { mailboxes } from '../../../mailboxes/resource.ts'
import { reads } from '../../../pipeline/declare.ts'
import { byPlace, nextAfter, pageBy, Paged } from '../../../pipeline/paging.ts'

export const listMailboxDeliveries = reads({
  route: 'GET /v1/pec/{id}/deliveries',
  name: 'listMailboxDeliveries',
  tag: 'Account',
  permission: 'develop',
  summary: 'List callbacks about a mailbox, newest first',
  resource: mailboxes,
  query: pageBy(byPlace, 'deliveries'),
  refusals: { wrongId: 109, unknown: 109 },
  answers: Paged(Delivery),

  async read({ db, row: { id: about }, principal, query: { limit, cursor: after } }) {
    const rows = await listDeliveries(db, principal.accountId, { limit, after, about })
    const next = nextAfter(byPlace, rows, limit, ({ createdAt: at, place }) => ({ at, place }))
    return { data: { items: rows.map(({ place: _, ...delivery }) => delivery), next } }
  },
})
