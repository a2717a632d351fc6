// GET /comunica_pec
// The principal's requests to the Business Register, newest first.
import { Type } from 'typebox'
import { RegistryRequestListItem, registryRequestListItem } from '../../registry-requests/view.ts'
import { registryRequests } from '../../registry-requests/resource.ts'
import { listRegistryRequests } from '../../registry-requests/table.ts'
import { ownsAny } from '../../store/resource.ts'
import { integerText } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { reads } from '../../pipeline/declare.ts'

export const listOwnRegistryRequests = reads({
  route: 'GET /comunica_pec',
  name: 'listRegistryRequests',
  tag: 'Comunica Pec',
  summary: 'List requests to the Business Register, newest first',
  query: {
    // Not documented here: without them the list is whole (contract 6.8).
    skip: optional(integerText(0, 999_999_999, 'requests to leave out'), 0),
    limit: optional(integerText(1, 1000, 'requests at most; all without it'), null),
  },
  refusals: { local: { none: 332 } },
  answers: Type.Array(RegistryRequestListItem),

  async read({ query, db, principal, refuse }) {
    const rows = await listRegistryRequests(db, principal.accountId, query)
    if (rows.length === 0 && !(await ownsAny(db, registryRequests, principal.accountId))) refuse('none')
    return { data: rows.map((row) => registryRequestListItem(row, principal.email)) }
  },
})
