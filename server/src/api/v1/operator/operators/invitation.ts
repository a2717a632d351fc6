// POST /v1/operator/operators/{id}/invitation: a new invitation for an operator who has not accepted; the one before ends.
import { inviteAgain } from '../../../../accounts/people.ts'
import { InvitedOperator, invitedView } from '../../../../accounts/person-view.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import { findPerson, operators } from '../../../../store/people.ts'

export const renewOperatorInvitation = writes({
  route: 'POST /v1/operator/operators/{id}/invitation',
  name: 'renewOperatorInvitation',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  isGrant: true,
  summary: "Replace an operator's invitation that was not accepted; the new secret is shown once",
  refusals: { local: { unknown: 109, notInvited: 115 } },
  showsSecret: true,
  answers: InvitedOperator,

  async apply({ params, unit, refuse }) {
    const id = idIn(params.id)
    if ((await findPerson(unit.db, operators, id)) === undefined) refuse('unknown')
    return { data: invitedView((await inviteAgain(unit.db, operators, id, unit.now)) ?? refuse('notInvited')) }
  },
})
