// POST /tokens: the account makes itself a token (contract 2.25).
import { Type } from 'typebox'
import { issueToken } from '../../accounts/issue-token.ts'
import { TokenDetail, tokenView } from '../../accounts/token-view.ts'
import { coveringNothing } from '../../auth/scopes.ts'
import { writes } from '../../pipeline/declare.ts'
import { text } from '../../pipeline/field-types.ts'
import { optional, required } from '../../pipeline/fields.ts'
import { noLimits, scopeList, tokenLimits, ttl } from '../../pipeline/token-field-types.ts'

export const createOwnToken = writes({
  route: 'POST /tokens',
  name: 'createToken',
  tag: 'OAuth',
  access: 'key',
  isGrant: true,
  summary: 'Make a token; it and its refresh token are shown once',
  body: {
    scopes: required(scopeList, 70, 80),
    name: optional(text(250, 'for you to tell it by'), '', 100),
    ttl: optional(ttl, 0, 100),
    limits: optional(tokenLimits, noLimits, 100),
  },
  refusals: { local: { noSuchScope: 90 } },
  showsSecret: true,
  answers: TokenDetail,
  root: Type.Object({
    token: Type.String(),
    scopes: Type.Array(Type.String()),
    expire: Type.Integer({ description: 'Unix seconds' }),
  }),

  check({ body, context, refuse }) {
    if (coveringNothing(body.scopes, context.settings.SCOPE_HOST).length > 0) refuse('noSuchScope')
  },

  async apply({ body, principal: { accountId }, newId: id, unit }) {
    const { row, expire, ...texts } = await issueToken(unit.db, { id, accountId, ...body }, unit.now)
    return { data: tokenView(row, texts), root: { token: texts.token, scopes: row.scopes, expire } }
  },
})
