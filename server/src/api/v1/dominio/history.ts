// GET /v1/dominio/{id}/history: all that happened to a domain, as its owner may see it.
import { certifiedDomains } from '../../../certified-domains/resource.ts'
import { reads } from '../../../pipeline/declare.ts'
import { FeedEntries, timelineOf, timelinePage } from '../../../pipeline/feed-page.ts'

export const readCertifiedDomainHistory = reads({
  route: 'GET /v1/dominio/{id}/history',
  name: 'readCertifiedDomainHistory',
  tag: 'Account',
  access: 'either',
  permission: { account: 'read', operator: 'review' },
  summary: 'List all that happened to a domain, newest first: changes, money, notices',
  resource: certifiedDomains,
  query: timelinePage,
  refusals: { wrongId: 109, unknown: 109 },
  answers: FeedEntries,

  read: async ({ db, row, query }) => ({ data: await timelineOf(db, row, query) }),
})
