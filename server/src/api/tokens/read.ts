// GET /tokens/{token}: one token of the account, by its text or its id (contract 2.25).
import { tokenNamed } from '../../accounts/issue-token.ts'
import { TokenDetail, tokenView } from '../../accounts/token-view.ts'
import { reads } from '../../pipeline/declare.ts'
import { findIssuedToken } from '../../store/issued-tokens.ts'

export const readOwnToken = reads({
  route: 'GET /tokens/{token}',
  name: 'readToken',
  tag: 'OAuth',
  access: 'key',
  summary: 'Read a token',
  refusals: { local: { malformed: 60, unknown: 120 } },
  answers: TokenDetail,

  async read({ db, principal: { accountId }, params: { token = '' }, refuse }) {
    const name = tokenNamed(token) ?? refuse('malformed')
    const row = (await findIssuedToken(db, accountId, name)) ?? refuse('unknown')
    return { data: tokenView(row, { token }) }
  },
})
