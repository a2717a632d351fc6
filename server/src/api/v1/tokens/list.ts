// GET /v1/tokens: the tokens of the account and of its members, and the sessions of its people.
import { HeldToken } from '../../../accounts/person-view.ts'
import { reads } from '../../../pipeline/declare.ts'
import { byNumber, pageBy, Paged } from '../../../pipeline/paging.ts'
import { heldTokens } from '../../../pipeline/people.ts'

export const listEveryToken = reads({
  route: 'GET /v1/tokens',
  name: 'listEveryToken',
  tag: 'People',
  permission: 'people',
  summary: "List the account's tokens with those of its members, newest first",
  query: pageBy(byNumber, 'tokens'),
  refusals: {},
  answers: Paged(HeldToken),

  read: async ({ db, principal, query }) => ({
    data: await heldTokens(db, { owner: 'account_id', id: principal.accountId }, query),
  }),
})
