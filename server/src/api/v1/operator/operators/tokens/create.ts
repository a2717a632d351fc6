// POST /v1/operator/operators/{id}/tokens: a token for an operator, made by themselves: whoever could make one for somebody
// else could do in their name what takes two.
import { makePersonToken } from '../../../../../accounts/person-tokens.ts'
import { NewHeldToken, newHeldTokenView } from '../../../../../accounts/person-view.ts'
import { ownRefusal } from '../../../../../errors/refusal.ts'
import { writes } from '../../../../../pipeline/declare.ts'
import { idIn } from '../../../../../pipeline/path-id.ts'
import { madeTokenOf, tokenBody } from '../../../../../pipeline/people.ts'
import { operators } from '../../../../../store/people.ts'

export const createTokenOfOperator = writes({
  route: 'POST /v1/operator/operators/{id}/tokens',
  name: 'createOperatorToken',
  tag: 'Operator',
  access: 'operator',
  permission: 'read',
  isGrant: true,
  summary: 'Make a further token for yourself; it is shown once',
  body: tokenBody,
  hasClosedBody: true,
  refusals: { local: { tooMany: 194 } },
  showsSecret: true,
  answers: NewHeldToken,

  check({ principal, params: { id } }) {
    if (principal.operatorId !== id) throw ownRefusal(126)
  },

  async apply({ params, body, principal: { tokenId: madeWith }, newId: id, unit }) {
    const wanted = { ...body, id, personId: idIn(params.id), scopes: [], madeWith }
    const made = await makePersonToken(unit.db, operators, wanted, unit.now)
    // Removed since this call began.
    if (made === 'not active') throw ownRefusal(125.22)
    return { data: newHeldTokenView(madeTokenOf(made)) }
  },
})
