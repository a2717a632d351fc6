// GET /v1/requests: the account's own requests of the last thirty days, newest first.
import { reads } from '../../../pipeline/declare.ts'
import { text, valueOf } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'
import { byNumber, nextAfter, pageBy, Paged } from '../../../pipeline/paging.ts'
import { listRequests } from '../../../requests/table.ts'
import { LoggedRequest, loggedRequestView } from '../../../requests/views.ts'

export const listOwnRequests = reads({
  route: 'GET /v1/requests',
  name: 'listRequests',
  tag: 'Account',
  permission: 'develop',
  summary: 'List own requests of the last thirty days, newest first',
  query: {
    failed: optional(valueOf({ true: '', false: '' }, 'only those that were refused'), 'false', 110),
    id: optional(text(40, 'X-Request-Id of an answer'), undefined, 110),
    ...pageBy(byNumber, 'requests'),
  },
  refusals: {},
  answers: Paged(LoggedRequest),

  async read({ context, db, principal: { accountId }, query: { failed, id, limit, cursor } }) {
    await context.requests.settled()
    const rows = await listRequests(db, accountId, { before: cursor, failedOnly: failed === 'true', id, limit })
    return {
      data: { items: rows.map(loggedRequestView), next: nextAfter(byNumber, rows, limit, ({ place }) => place) },
    }
  },
})
