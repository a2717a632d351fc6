// GET /v1/operator/queue/{id}: an item with everything it takes to do it at the provider's panel.
import { reads } from '../../../../pipeline/declare.ts'
import { findItem } from '../../../../queue/items.ts'
import { ShownItem, showItem } from '../../../../queue/show.ts'

export const readQueueItem = reads({
  route: 'GET /v1/operator/queue/{id}',
  name: 'readQueueItem',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Show an item of the queue: the whole resource, what is asked, documents with findings, checks, history',
  refusals: { local: { unknown: 109 } },
  answers: ShownItem,

  async read({ context, db, params: { id = '' }, now, refuse }) {
    const item = await findItem(db, context, id, now)
    return { data: (item && (await showItem(context, db, item, now))) ?? refuse('unknown') }
  },
})
