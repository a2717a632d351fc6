// POST /v1/bulk/{id}/cancel: no further row of a file is made.
import { cancelBulk, findBulk } from '../../../bulk/table.ts'
import { Bulk, bulkView } from '../../../bulk/view.ts'
import { isResourceId } from '../../../model/resource-id.ts'
import { writes } from '../../../pipeline/declare.ts'

export const cancelOwnBulk = writes({
  route: 'POST /v1/bulk/{id}/cancel',
  name: 'cancelBulk',
  tag: 'Bulk',
  permission: 'write',
  summary: 'Make no further row of a file; what is in hand is finished',
  refusals: { local: { unknown: 109, over: 115 } },
  answers: Bulk,

  async apply({ principal: { accountId }, params: { id = '' }, unit, refuse }) {
    const found = isResourceId(id) ? await findBulk(unit.db, accountId, id) : undefined
    if (found === undefined) refuse('unknown')
    if (!(await cancelBulk(unit.db, id, unit.now))) refuse('over')
    const canceled = await findBulk(unit.db, accountId, id)
    return { data: canceled && bulkView(canceled) }
  },
})
