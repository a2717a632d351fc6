// DELETE /v1/members/{id}: removes a member with all their tokens, or withdraws an invitation. The last owner stays.
import { removeFrom } from '../../../accounts/people.ts'
import { Member, personView } from '../../../accounts/person-view.ts'
import { writes } from '../../../pipeline/declare.ts'
import { idIn } from '../../../pipeline/path-id.ts'
import { changedOf, notePeople } from '../../../pipeline/people.ts'
import { membersOf } from '../../../store/people.ts'

export const removeMember = writes({
  route: 'DELETE /v1/members/{id}',
  name: 'removeMember',
  tag: 'People',
  permission: 'people',
  summary: 'Remove a member, whose tokens every server refuses within a second, or withdraw an invitation',
  refusals: { local: { unknown: 109, removed: 115, lastOwner: 190 } },
  answers: Member,

  async apply({ context, principal: { accountId }, params, unit }) {
    const id = idIn(params.id)
    const team = membersOf(accountId)
    const { before, person } = changedOf(await removeFrom(unit.db, team, id, unit.now), team)
    const what = { kind: 'member-removed', detail: { role: before.role, from: before.state } }
    await notePeople({ unit, context }, accountId, { kind: 'member', id }, what)
    return { data: personView(person) }
  },
})
