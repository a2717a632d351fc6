// POST /token: a token as the platform's first version makes them, answered without an envelope (contract 2.25).
import { Type } from 'typebox'
import { issueToken } from '../../accounts/issue-token.ts'
import { coveringNothing } from '../../auth/scopes.ts'
import { writes } from '../../pipeline/declare.ts'
import { optional, required } from '../../pipeline/fields.ts'
import { noLimits, scopeList, ttl } from '../../pipeline/token-field-types.ts'

export const createFirstVersionToken = writes({
  route: 'POST /token',
  name: 'createFirstVersionToken',
  tag: 'OAuth v1',
  access: 'key',
  isGrant: true,
  summary: 'Make a token, answered as by the first version',
  body: {
    scopes: required(scopeList, 70, 80),
    ttl: optional(ttl, 0, 100),
  },
  refusals: { local: { noSuchScope: 90 } },
  showsSecret: true,
  isUnwrapped: true,
  answers: Type.Object({
    scopes: Type.Array(Type.String()),
    expire: Type.Integer({ description: 'Unix seconds' }),
    token: Type.String(),
  }),

  check({ body, context, refuse }) {
    if (coveringNothing(body.scopes, context.settings.SCOPE_HOST).length > 0) refuse('noSuchScope')
  },

  async apply({ body, principal: { accountId }, newId: id, unit }) {
    const wanted = { id, accountId, name: '', limits: noLimits, ...body }
    const { row, token, expire } = await issueToken(unit.db, wanted, unit.now)
    return { data: { scopes: row.scopes, expire, token } }
  },
})
