// PATCH /tokens/{token}: changes a token. With its refresh token in place of the key, it gets a new text (contract 2.25).
import { lifetimeFrom, newTokenTexts, tokenNamed } from '../../accounts/issue-token.ts'
import { TokenDetail, tokenView } from '../../accounts/token-view.ts'
import { covers, coveringNothing } from '../../auth/scopes.ts'
import { writes } from '../../pipeline/declare.ts'
import { text } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { scopeList, tokenLimits, ttl } from '../../pipeline/token-field-types.ts'
import { findIssuedToken, updateIssuedToken } from '../../store/issued-tokens.ts'

export const updateOwnToken = writes({
  route: 'PATCH /tokens/{token}',
  name: 'updateToken',
  tag: 'OAuth',
  access: 'key',
  isGrant: true,
  takesRefreshToken: true,
  summary: 'Change a token; with its refresh token in place of the key, replace it',
  body: {
    scopes: optional(scopeList, undefined, 100),
    name: optional(text(250, 'for you to tell it by'), undefined, 100),
    ttl: optional(ttl, undefined, 100),
    limits: optional(tokenLimits, undefined, 100),
  },
  refusals: { local: { limits: 100, noSuchScope: 110, usedUp: 140, nothing: 150, unknown: 160 } },
  showsSecret: true,
  answers: TokenDetail,

  check({ body, context, principal, refuse }) {
    const unknown = coveringNothing(body.scopes ?? [], context.settings.SCOPE_HOST)
    if (unknown.length > 0) refuse('noSuchScope', { field: 'scopes' })
    if (principal.refreshes !== undefined && body.limits !== undefined) refuse('limits')
    const isNothing = Object.values(body).every((value) => value === undefined)
    if (isNothing && principal.refreshes === undefined) refuse('nothing')
  },

  async apply({ body, principal, params: { token = '' }, unit, refuse }) {
    const { accountId, refreshes } = principal
    const name = tokenNamed(token) ?? refuse('unknown')
    const row = (await findIssuedToken(unit.db, accountId, name, 'lock')) ?? refuse('unknown')
    if (refreshes !== undefined && refreshes.tokenId !== row.id) refuse('unknown')
    // Whoever has no more than a refresh token gets no more than its token had.
    const isWider = refreshes && body.scopes?.some((scope) => !covers(row.scopes, scope))
    if (isWider === true) refuse('noSuchScope', { field: 'scopes' })
    const fresh = refreshes === undefined ? undefined : newTokenTexts()
    const lasts = body.ttl ?? (fresh && (row.ttl_seconds ?? 0))
    const { scopes = row.scopes, name: newName = row.name, limits = row } = body
    const { ttlSeconds, expiresAt } =
      lasts === undefined ? { ttlSeconds: row.ttl_seconds, expiresAt: row.expires_at } : lifetimeFrom(unit.now, lasts)
    const wanted = { id: row.id, scopes, name: newName, limits, ttlSeconds, expiresAt, ...fresh }
    const by = refreshes && { refreshedBy: refreshes.hash }
    const updated = (await updateIssuedToken(unit.db, { ...wanted, ...by }, unit.now)) ?? refuse('usedUp')
    return { data: tokenView(updated, fresh ?? { token }) }
  },
})
