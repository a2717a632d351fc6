// POST /v1/members/{id}/password-reset: for a member who forgot their password, a secret to choose another one with.
import { issueReset, PasswordReset } from '../../../accounts/password-resets.ts'
import { writes } from '../../../pipeline/declare.ts'
import { idIn } from '../../../pipeline/path-id.ts'
import { notePeople } from '../../../pipeline/people.ts'
import { findPerson, membersOf } from '../../../store/people.ts'

export const resetPasswordOfMember = writes({
  route: 'POST /v1/members/{id}/password-reset',
  name: 'resetMemberPassword',
  tag: 'People',
  permission: 'people',
  isGrant: true,
  summary: 'Let a member choose another password; the secret to do so with is shown once',
  refusals: { local: { unknown: 109, notActive: 115, own: 158 } },
  showsSecret: true,
  answers: PasswordReset,

  async apply({ context, principal: { accountId, memberId }, params, unit, refuse }) {
    const id = idIn(params.id)
    const team = membersOf(accountId)
    if (id === memberId) refuse('own')
    if ((await findPerson(unit.db, team, id, 'lock')) === undefined) refuse('unknown')
    const reset = (await issueReset(unit.db, team, id, unit.now)) ?? refuse('notActive')
    await notePeople({ unit, context }, accountId, { kind: 'member', id }, { kind: 'password-reset', detail: {} })
    return { data: reset }
  },
})
