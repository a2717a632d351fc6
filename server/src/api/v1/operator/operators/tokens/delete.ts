// DELETE /v1/operator/operators/{id}/tokens/{token}: ends a token of an operator, for themselves and for administrators.
import { Type } from 'typebox'
import { tokensOf } from '../../../../../accounts/people.ts'
import { writes } from '../../../../../pipeline/declare.ts'
import { idIn } from '../../../../../pipeline/path-id.ts'
import { mustBeSelfOrOver } from '../../../../../pipeline/people.ts'
import { operators } from '../../../../../store/people.ts'
import { revokeTokensOf } from '../../../../../store/tokens.ts'

export const revokeOperatorToken = writes({
  route: 'DELETE /v1/operator/operators/{id}/tokens/{token}',
  name: 'revokeOperatorToken',
  tag: 'Operator',
  access: 'operator',
  permission: 'read',
  summary: "End an operator's token, by its id; every server refuses it within a second",
  refusals: { local: { unknown: 109 } },
  answers: Type.Object({ id: Type.String() }),

  check: ({ principal, params: { id = '' } }) => mustBeSelfOrOver(principal, id),

  async apply({ params, unit, refuse }) {
    const [operator, token] = [idIn(params.id), idIn(params.token)]
    const [id = refuse('unknown')] = await revokeTokensOf(unit.db, tokensOf(operators, operator), unit.now, token)
    return { data: { id } }
  },
})
