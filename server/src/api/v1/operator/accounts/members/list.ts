// GET /v1/operator/accounts/{id}/members: the people of an account.
import { Member } from '../../../../../accounts/person-view.ts'
import { reads } from '../../../../../pipeline/declare.ts'
import { Paged } from '../../../../../pipeline/paging.ts'
import { idIn } from '../../../../../pipeline/path-id.ts'
import { peopleOf, peoplePage } from '../../../../../pipeline/people.ts'
import { findAccount } from '../../../../../store/accounts.ts'
import { membersOf } from '../../../../../store/people.ts'

export const listMembersOfAccount = reads({
  route: 'GET /v1/operator/accounts/{id}/members',
  name: 'listAccountMembers',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: "List an account's members, newest first, also those invited and removed",
  query: peoplePage,
  refusals: { local: { unknown: 109 } },
  answers: Paged(Member),

  async read({ db, params, query, refuse }) {
    const id = idIn(params.id)
    if ((await findAccount(db, { id })) === undefined) refuse('unknown')
    return { data: await peopleOf(db, membersOf(id), query) }
  },
})
