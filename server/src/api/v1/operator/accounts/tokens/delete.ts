// DELETE /v1/operator/accounts/{id}/tokens/{token}: ends a token of an account, such as one that was found in the open.
import { Type } from 'typebox'
import { writes } from '../../../../../pipeline/declare.ts'
import { idIn } from '../../../../../pipeline/path-id.ts'
import { notePeople } from '../../../../../pipeline/people.ts'
import { findValidToken, revokeTokensOf } from '../../../../../store/tokens.ts'
import type { TokensOf } from '../../../../../store/tokens.ts'

export const revokeTokenOfAccount = writes({
  route: 'DELETE /v1/operator/accounts/{id}/tokens/{token}',
  name: 'revokeAccountToken',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: "End an account's token, by its id; every server refuses it within a second",
  refusals: { local: { unknown: 109 } },
  answers: Type.Object({ id: Type.String() }),

  async apply({ context, params, unit, refuse }) {
    const [accountId, token] = [idIn(params.id), idIn(params.token)]
    const whose: TokensOf = { owner: 'account_id', id: accountId }
    const { id, member_id: member } = (await findValidToken(unit.db, whose, token)) ?? refuse('unknown')
    if ((await revokeTokensOf(unit.db, whose, unit.now, id)).length === 0) refuse('unknown')
    await notePeople({ unit, context }, accountId, { kind: 'token', id }, { kind: 'token-revoked', detail: { member } })
    return { data: { id } }
  },
})
