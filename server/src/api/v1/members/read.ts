// GET /v1/members/{id}: one member of the account.
import { Member, personView } from '../../../accounts/person-view.ts'
import { reads } from '../../../pipeline/declare.ts'
import { idIn } from '../../../pipeline/path-id.ts'
import { findPerson, membersOf } from '../../../store/people.ts'

export const readMember = reads({
  route: 'GET /v1/members/{id}',
  name: 'readMember',
  tag: 'People',
  permission: 'read',
  summary: 'Read a member',
  refusals: { local: { unknown: 109 } },
  answers: Member,

  async read({ db, principal: { accountId }, params, refuse }) {
    return { data: personView((await findPerson(db, membersOf(accountId), idIn(params.id))) ?? refuse('unknown')) }
  },
})
