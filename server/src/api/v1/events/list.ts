// GET /v1/events: everything that happened to the account, numbered without a gap.
import { reads } from '../../../pipeline/declare.ts'
import { FeedEntries, feedPage } from '../../../pipeline/feed-page.ts'
import { integerText } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'
import { byNumber, pageBy } from '../../../pipeline/paging.ts'

export const listOwnEvents = reads({
  route: 'GET /v1/events',
  name: 'listEvents',
  tag: 'Account',
  permission: 'read',
  summary: 'List what happened, newest first; or follow it from a number on, oldest first',
  query: {
    after: optional(integerText(0, 999_999_999, 'events after this number, oldest first'), undefined, 110),
    ...pageBy(byNumber, 'events'),
  },
  refusals: {},
  answers: FeedEntries,

  async read({ db, principal, query: { after, limit, cursor } }) {
    const page = after === undefined ? { before: cursor } : { after: Math.max(after, cursor ?? 0) }
    return { data: await feedPage(db, principal.accountId, { ...page, limit }) }
  },
})
