// GET /v1/bulk/{id}/rows: what became of each row of a file, in its order.
import { findBulk, listRows, rowStates } from '../../../bulk/table.ts'
import { BulkResult, resultView } from '../../../bulk/view.ts'
import { isResourceId } from '../../../model/resource-id.ts'
import { reads } from '../../../pipeline/declare.ts'
import { textIn } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'
import { byNumber, nextAfter, pageBy, Paged } from '../../../pipeline/paging.ts'

export const listBulkRows = reads({
  route: 'GET /v1/bulk/{id}/rows',
  name: 'listBulkRows',
  tag: 'Bulk',
  permission: 'read',
  summary: 'List what became of each row of a file, in its order',
  query: {
    state: optional(textIn(rowStates, 'rows of this state alone'), undefined, 110),
    ...pageBy(byNumber, 'rows'),
  },
  refusals: { local: { unknown: 109 } },
  answers: Paged(BulkResult),

  async read({ db, principal, params: { id = '' }, query: { state, limit, cursor = 0 }, refuse }) {
    const found = isResourceId(id) ? await findBulk(db, principal.accountId, id) : undefined
    if (found === undefined) refuse('unknown')
    const rows = await listRows(db, id, { limit, after: cursor, state })
    return { data: { items: rows.map(resultView), next: nextAfter(byNumber, rows, limit, ({ number }) => number) } }
  },
})
