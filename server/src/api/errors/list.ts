// GET /errors: the account's refused requests, newest first (contract 2.25).
import { Type } from 'typebox'
import { reads } from '../../pipeline/declare.ts'
import { integerText } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { scopesText } from '../../pipeline/token-field-types.ts'
import { listFailedRequests } from '../../requests/table.ts'
import { FailedRequest, failedRequestView } from '../../requests/views.ts'

export const listErrors = reads({
  route: 'GET /errors',
  name: 'listErrors',
  tag: 'OAuth',
  access: 'key',
  summary: 'List refused requests of the last thirty days, newest first',
  query: {
    scopes: optional(scopesText, [], 190),
    skip: optional(integerText(0, 100_000, 'requests to leave out'), 0, 190),
    limit: optional(integerText(1, 100, 'requests at most'), 100, 190),
  },
  refusals: {},
  answers: Type.Array(FailedRequest),

  async read({ context, db, principal: { accountId }, query }) {
    await context.requests.settled()
    return { data: (await listFailedRequests(db, accountId, query)).map(failedRequestView) }
  },
})
