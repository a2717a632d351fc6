// POST /v1/operator/operators: invites somebody to the back office. No e-mail is sent: the answer has the secret.
import { invite } from '../../../../accounts/people.ts'
import { InvitedOperator, invitedView } from '../../../../accounts/person-view.ts'
import { operatorRoles } from '../../../../model/roles.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { invitationBody, invitedOf, noteOperator } from '../../../../pipeline/people.ts'
import { operators } from '../../../../store/people.ts'

export const inviteOperator = writes({
  route: 'POST /v1/operator/operators',
  name: 'inviteOperator',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  isGrant: true,
  summary: 'Invite an operator; the secret of the invitation is shown once',
  body: invitationBody(operatorRoles),
  refusals: { local: { taken: 191, tooMany: 194 } },
  showsSecret: true,
  answers: InvitedOperator,

  async apply({ body, newId: id, unit }) {
    const invited = invitedOf(await invite(unit.db, operators, { id, ...body }, unit.now))
    await noteOperator(unit, id, { kind: 'operator-invited', detail: { role: body.role } })
    return { data: invitedView(invited) }
  },
})
