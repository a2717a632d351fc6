// POST /v1/members/{id}/invitation: a new invitation for somebody who has not accepted; the one before ends.
import { inviteAgain } from '../../../accounts/people.ts'
import { InvitedMember, invitedView } from '../../../accounts/person-view.ts'
import { writes } from '../../../pipeline/declare.ts'
import { idIn } from '../../../pipeline/path-id.ts'
import { notePeople } from '../../../pipeline/people.ts'
import { findPerson, membersOf } from '../../../store/people.ts'

export const renewInvitation = writes({
  route: 'POST /v1/members/{id}/invitation',
  name: 'renewInvitation',
  tag: 'People',
  permission: 'people',
  isGrant: true,
  summary: 'Replace an invitation that was not accepted; the new secret is shown once',
  refusals: { local: { unknown: 109, notInvited: 115 } },
  showsSecret: true,
  answers: InvitedMember,

  async apply({ context, principal: { accountId }, params, unit, refuse }) {
    const id = idIn(params.id)
    const team = membersOf(accountId)
    const { role } = (await findPerson(unit.db, team, id, 'lock')) ?? refuse('unknown')
    const invited = (await inviteAgain(unit.db, team, id, unit.now)) ?? refuse('notInvited')
    await notePeople({ unit, context }, accountId, { kind: 'member', id }, { kind: 'member-invited', detail: { role } })
    return { data: invitedView(invited) }
  },
})
