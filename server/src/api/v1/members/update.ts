// PATCH /v1/members/{id}: another role or name. The last owner stays one.
import { changePerson } from '../../../accounts/people.ts'
import { Member, personView } from '../../../accounts/person-view.ts'
import { accountRoles } from '../../../model/roles.ts'
import { writes } from '../../../pipeline/declare.ts'
import { idIn } from '../../../pipeline/path-id.ts'
import { changeBody, changedOf, notePeople } from '../../../pipeline/people.ts'
import { membersOf } from '../../../store/people.ts'

export const updateMember = writes({
  route: 'PATCH /v1/members/{id}',
  name: 'updateMember',
  tag: 'People',
  permission: 'people',
  isGrant: true,
  summary: "Change a member's role or name; every server goes by the new role within a second",
  body: changeBody(accountRoles),
  refusals: { local: { unknown: 109, nothing: 110, removed: 115, lastOwner: 190 } },
  answers: Member,

  check({ body: { role, name }, refuse }) {
    if (role === undefined && name === undefined) refuse('nothing', { field: 'role' })
  },

  async apply({ context, principal: { accountId }, params, body, unit }) {
    const id = idIn(params.id)
    const team = membersOf(accountId)
    const { before, person } = changedOf(await changePerson(unit.db, team, id, body), team)
    const what = { kind: 'member-changed', detail: { from: before.role, to: person.role } }
    await notePeople({ unit, context }, accountId, { kind: 'member', id }, what)
    return { data: personView(person) }
  },
})
