// GET /v1/pec/{id}/history: all that happened to a mailbox, as its owner may see it.
import { mailboxes } from '../../../mailboxes/resource.ts'
import { reads } from '../../../pipeline/declare.ts'
import { FeedEntries, timelineOf, timelinePage } from '../../../pipeline/feed-page.ts'

export const readMailboxHistory = reads({
  route: 'GET /v1/pec/{id}/history',
  name: 'readMailboxHistory',
  tag: 'Account',
  access: 'either',
  permission: { account: 'read', operator: 'review' },
  summary: 'List all that happened to a mailbox, newest first: changes, money, notices',
  resource: mailboxes,
  query: timelinePage,
  refusals: { wrongId: 109, unknown: 109 },
  answers: FeedEntries,

  read: async ({ db, row, query }) => ({ data: await timelineOf(db, row, query) }),
})
