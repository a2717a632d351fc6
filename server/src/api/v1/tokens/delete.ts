// DELETE /v1/tokens/{token}: ends a token or session, of the account or of any of its members.
import { Type } from 'typebox'
import { writes } from '../../../pipeline/declare.ts'
import { idIn } from '../../../pipeline/path-id.ts'
import { notePeople } from '../../../pipeline/people.ts'
import { findValidToken, revokeTokensOf } from '../../../store/tokens.ts'
import type { TokensOf } from '../../../store/tokens.ts'

export const revokeOwnToken = writes({
  route: 'DELETE /v1/tokens/{token}',
  name: 'revokeToken',
  tag: 'People',
  permission: 'people',
  summary: 'End a token of the account or of a member, by its id; every server refuses it within a second',
  refusals: { local: { unknown: 109 } },
  answers: Type.Object({ id: Type.String() }),

  async apply({ context, principal: { accountId }, params, unit, refuse }) {
    const token = idIn(params.token)
    const whose: TokensOf = { owner: 'account_id', id: accountId }
    const { id, member_id: member } = (await findValidToken(unit.db, whose, token)) ?? refuse('unknown')
    if ((await revokeTokensOf(unit.db, whose, unit.now, id)).length === 0) refuse('unknown')
    await notePeople({ unit, context }, accountId, { kind: 'token', id }, { kind: 'token-revoked', detail: { member } })
    return { data: { id } }
  },
})
