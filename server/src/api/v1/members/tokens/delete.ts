// DELETE /v1/members/{id}/tokens/{token}: ends a token of a member, for that member and for owners.
import { Type } from 'typebox'
import { tokensOf } from '../../../../accounts/people.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import { mustBeSelfOrOver, notePeople } from '../../../../pipeline/people.ts'
import { findPerson, membersOf } from '../../../../store/people.ts'
import { revokeTokensOf } from '../../../../store/tokens.ts'

export const revokeMemberToken = writes({
  route: 'DELETE /v1/members/{id}/tokens/{token}',
  name: 'revokeMemberToken',
  tag: 'People',
  permission: 'read',
  summary: "End a member's token, by its id; every server refuses it within a second",
  refusals: { local: { unknown: 109 } },
  answers: Type.Object({ id: Type.String() }),

  check: ({ principal, params: { id = '' } }) => mustBeSelfOrOver(principal, id),

  async apply({ context, principal: { accountId }, params, unit, refuse }) {
    const [member, token] = [idIn(params.id), idIn(params.token)]
    const team = membersOf(accountId)
    if ((await findPerson(unit.db, team, member)) === undefined) refuse('unknown')
    const [id = refuse('unknown')] = await revokeTokensOf(unit.db, tokensOf(team, member), unit.now, token)
    await notePeople({ unit, context }, accountId, { kind: 'token', id }, { kind: 'token-revoked', detail: { member } })
    return { data: { id } }
  },
})
