// GET /v1/bulk: files of calls, newest first.
import { listBulks } from '../../../bulk/table.ts'
import { Bulk, bulkView } from '../../../bulk/view.ts'
import { reads } from '../../../pipeline/declare.ts'
import { byPlace, nextAfter, pageBy, Paged } from '../../../pipeline/paging.ts'

export const listOwnBulks = reads({
  route: 'GET /v1/bulk',
  name: 'listBulks',
  tag: 'Bulk',
  permission: 'read',
  summary: 'List files of calls, newest first',
  query: pageBy(byPlace, 'files'),
  refusals: {},
  answers: Paged(Bulk),

  async read({ db, principal, query: { limit, cursor: after } }) {
    const rows = await listBulks(db, principal.accountId, { limit, after })
    const next = nextAfter(byPlace, rows, limit, ({ created_at: at, place }) => ({ at, place }))
    return { data: { items: rows.map(bulkView), next } }
  },
})
