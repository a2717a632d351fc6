// GET /scopes/{id}: one scope with its limit and prices (contract 2.25).
import { ScopeDetail, scopeDetail } from '../../accounts/scope-view.ts'
import { reads } from '../../pipeline/declare.ts'

export const readScope = reads({
  route: 'GET /scopes/{id}',
  name: 'readScope',
  tag: 'OAuth',
  access: 'key',
  summary: 'Read a scope with its prices',
  refusals: { local: { unknown: 10 } },
  answers: ScopeDetail,

  async read({ context, db, now, principal: { accountId }, params: { id = '' }, refuse }) {
    const { settings } = context
    const prices = await context.prices.pricesOf(db, accountId, now)
    const found = scopeDetail(settings.SCOPE_HOST, id, { prices, rateLimit: settings.RATE_LIMIT })
    return { data: found ?? refuse('unknown') }
  },
})
