// GET /v1/bulk/{id}: how far a file of calls is.
import { findBulk } from '../../../bulk/table.ts'
import { Bulk, bulkView } from '../../../bulk/view.ts'
import { isResourceId } from '../../../model/resource-id.ts'
import { reads } from '../../../pipeline/declare.ts'

export const readBulk = reads({
  route: 'GET /v1/bulk/{id}',
  name: 'readBulk',
  tag: 'Bulk',
  permission: 'read',
  summary: 'Say how far a file of calls is, and what it came to',
  refusals: { local: { unknown: 109 } },
  answers: Bulk,

  async read({ db, principal, params: { id = '' }, refuse }) {
    const found = isResourceId(id) ? await findBulk(db, principal.accountId, id) : undefined
    return { data: found === undefined ? refuse('unknown') : bulkView(found) }
  },
})
