// GET /v1/members: the people of the account, newest first, also those invited and removed.
import { Member } from '../../../accounts/person-view.ts'
import { reads } from '../../../pipeline/declare.ts'
import { Paged } from '../../../pipeline/paging.ts'
import { peopleOf, peoplePage } from '../../../pipeline/people.ts'
import { membersOf } from '../../../store/people.ts'

export const listMembers = reads({
  route: 'GET /v1/members',
  name: 'listMembers',
  tag: 'People',
  permission: 'read',
  summary: "List the account's members, newest first, also those invited and removed",
  query: peoplePage,
  refusals: {},
  answers: Paged(Member),

  read: async ({ db, principal, query }) => ({ data: await peopleOf(db, membersOf(principal.accountId), query) }),
})
