// POST /v1/operator/operators/{id}/password-reset: for an operator who forgot their password, a secret to choose another with.
import { issueReset, PasswordReset } from '../../../../accounts/password-resets.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import { noteOperator } from '../../../../pipeline/people.ts'
import { findPerson, operators } from '../../../../store/people.ts'

export const resetPasswordOfOperator = writes({
  route: 'POST /v1/operator/operators/{id}/password-reset',
  name: 'resetOperatorPassword',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  isGrant: true,
  summary: 'Let an operator choose another password; the secret to do so with is shown once',
  refusals: { local: { unknown: 109, notActive: 115, own: 158 } },
  showsSecret: true,
  answers: PasswordReset,

  async apply({ principal: { operatorId }, params, unit, refuse }) {
    const id = idIn(params.id)
    if (id === operatorId) refuse('own')
    if ((await findPerson(unit.db, operators, id, 'lock')) === undefined) refuse('unknown')
    const reset = (await issueReset(unit.db, operators, id, unit.now)) ?? refuse('notActive')
    await noteOperator(unit, id, { kind: 'operator-password-reset', detail: {} })
    return { data: reset }
  },
})
