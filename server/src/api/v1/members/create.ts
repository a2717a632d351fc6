// POST /v1/members: invites somebody to the account. No e-mail is sent: the answer has the secret to accept with.
import { invite } from '../../../accounts/people.ts'
import { InvitedMember, invitedView } from '../../../accounts/person-view.ts'
import { accountRoles } from '../../../model/roles.ts'
import { writes } from '../../../pipeline/declare.ts'
import { invitationBody, invitedOf, notePeople } from '../../../pipeline/people.ts'
import { membersOf } from '../../../store/people.ts'

export const inviteMember = writes({
  route: 'POST /v1/members',
  name: 'inviteMember',
  tag: 'People',
  permission: 'people',
  isGrant: true,
  summary: 'Invite somebody; the secret of the invitation is shown once',
  body: invitationBody(accountRoles),
  refusals: { local: { taken: 191, tooMany: 194 } },
  showsSecret: true,
  answers: InvitedMember,

  async apply({ context, principal: { accountId }, body, newId: id, unit }) {
    const invited = invitedOf(await invite(unit.db, membersOf(accountId), { id, ...body }, unit.now))
    const what = { kind: 'member-invited', detail: { role: body.role } }
    await notePeople({ unit, context }, accountId, { kind: 'member', id }, what)
    return { data: invitedView(invited) }
  },
})
