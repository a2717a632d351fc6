// DELETE /tokens/{token}: ends a token (contract 2.25).
import { Type } from 'typebox'
import { tokenNamed } from '../../accounts/issue-token.ts'
import { writes } from '../../pipeline/declare.ts'
import { deleteIssuedToken } from '../../store/issued-tokens.ts'

export const deleteOwnToken = writes({
  route: 'DELETE /tokens/{token}',
  name: 'deleteToken',
  tag: 'OAuth',
  access: 'key',
  summary: 'Delete a token; every server refuses it within a second',
  refusals: { local: { unknown: 180 } },
  answers: Type.Null(),

  async apply({ principal: { accountId }, params: { token = '' }, unit, refuse }) {
    const name = tokenNamed(token) ?? refuse('unknown')
    if (!(await deleteIssuedToken(unit.db, accountId, name, unit.now))) refuse('unknown')
    return { data: null, message: 'Deleted' }
  },
})
