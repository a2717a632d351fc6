// GET /v1/operator/operators/{id}/tokens: the tokens of an operator, for themselves and for administrators.
import { HeldToken } from '../../../../../accounts/person-view.ts'
import { tokensOf } from '../../../../../accounts/people.ts'
import { reads } from '../../../../../pipeline/declare.ts'
import { byNumber, pageBy, Paged } from '../../../../../pipeline/paging.ts'
import { idIn } from '../../../../../pipeline/path-id.ts'
import { heldTokens, mustBeSelfOrOver } from '../../../../../pipeline/people.ts'
import { findPerson, operators } from '../../../../../store/people.ts'

export const listOperatorTokens = reads({
  route: 'GET /v1/operator/operators/{id}/tokens',
  name: 'listOperatorTokens',
  tag: 'Operator',
  access: 'operator',
  permission: 'read',
  summary: "List an operator's tokens, newest first; for themselves and for administrators",
  query: pageBy(byNumber, 'tokens'),
  refusals: { local: { unknown: 109 } },
  answers: Paged(HeldToken),

  async read({ db, principal, params: { id = '' }, query, refuse }) {
    mustBeSelfOrOver(principal, id)
    if ((await findPerson(db, operators, idIn(id))) === undefined) refuse('unknown')
    return { data: await heldTokens(db, tokensOf(operators, id), query) }
  },
})
