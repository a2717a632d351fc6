// GET /v1/comunica_pec/{id}/history: all that happened to a request, as its owner may see it.
import { registryRequests } from '../../../registry-requests/resource.ts'
import { reads } from '../../../pipeline/declare.ts'
import { FeedEntries, timelineOf, timelinePage } from '../../../pipeline/feed-page.ts'

export const readRegistryRequestHistory = reads({
  route: 'GET /v1/comunica_pec/{id}/history',
  name: 'readRegistryRequestHistory',
  tag: 'Account',
  access: 'either',
  permission: { account: 'read', operator: 'review' },
  summary: 'List all that happened to a request, newest first: changes, money, notices',
  resource: registryRequests,
  query: timelinePage,
  refusals: { wrongId: 109, unknown: 109 },
  answers: FeedEntries,

  read: async ({ db, row, query }) => ({ data: await timelineOf(db, row, query) }),
})
