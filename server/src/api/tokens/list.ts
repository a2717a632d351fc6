// GET /tokens: the account's tokens, newest first (contract 2.25).
import { Type } from 'typebox'
import { TokenDetail, tokenView } from '../../accounts/token-view.ts'
import { reads } from '../../pipeline/declare.ts'
import { integerText } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { listIssuedTokens } from '../../store/issued-tokens.ts'

export const listOwnTokens = reads({
  route: 'GET /tokens',
  name: 'listTokens',
  tag: 'OAuth',
  access: 'key',
  summary: "List the account's tokens, newest first, by their ids",
  query: {
    skip: optional(integerText(0, 999_999_999, 'tokens to leave out'), 0, 210),
    limit: optional(integerText(1, 100, 'tokens at most'), 100, 210),
  },
  refusals: { local: { none: 120 } },
  answers: Type.Array(TokenDetail),

  async read({ db, principal: { accountId }, query, refuse }) {
    const rows = await listIssuedTokens(db, accountId, query)
    // As with the lists of the contract (6.6): a page past the end is empty, an account without any is refused.
    const hasNone = rows.length === 0 && (await listIssuedTokens(db, accountId, { skip: 0, limit: 1 })).length === 0
    if (hasNone) refuse('none')
    return { data: rows.map((row) => tokenView(row, { token: row.id })) }
  },
})
