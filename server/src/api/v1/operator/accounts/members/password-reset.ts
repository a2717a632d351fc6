// POST /v1/operator/accounts/{id}/members/{member}/password-reset: the same by an operator, for whoever has no owner to ask.
import { issueReset, PasswordReset } from '../../../../../accounts/password-resets.ts'
import { writes } from '../../../../../pipeline/declare.ts'
import { idIn } from '../../../../../pipeline/path-id.ts'
import { notePeople } from '../../../../../pipeline/people.ts'
import { findPerson, membersOf } from '../../../../../store/people.ts'

export const resetPasswordOfCustomer = writes({
  route: 'POST /v1/operator/accounts/{id}/members/{member}/password-reset',
  name: 'resetAccountMemberPassword',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  isGrant: true,
  summary: 'Let a member of an account choose another password; the secret to do so with is shown once',
  refusals: { local: { unknown: 109, notActive: 115 } },
  showsSecret: true,
  answers: PasswordReset,

  async apply({ context, params, unit, refuse }) {
    const [accountId, id] = [idIn(params.id), idIn(params.member)]
    const team = membersOf(accountId)
    if ((await findPerson(unit.db, team, id, 'lock')) === undefined) refuse('unknown')
    const reset = (await issueReset(unit.db, team, id, unit.now)) ?? refuse('notActive')
    await notePeople({ unit, context }, accountId, { kind: 'member', id }, { kind: 'password-reset', detail: {} })
    return { data: reset }
  },
})
