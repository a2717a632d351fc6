// GET /stats/apis/{domain}: the counts of one API by scope (contract 2.25).
import { Type } from 'typebox'
import { reads } from '../../pipeline/declare.ts'
import { days } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { countsByScope } from '../../requests/counts.ts'
import { countMembers, Counts, countsView, domainOf, sumOf } from '../../requests/views.ts'

export const readStatsOfApi = reads({
  route: 'GET /stats/apis/{domain}',
  name: 'readStatsOfApi',
  tag: 'OAuth',
  access: 'key',
  summary: 'Read how many requests were made of one API, by scope',
  query: { date: optional(days, undefined, 240) },
  refusals: { local: { unknown: 10 } },
  answers: Type.Object({
    domain: Type.String(),
    ...countMembers,
    totalScopes: Type.Integer(),
    scopes: Type.Record(Type.String(), Counts),
  }),

  async read({ context, db, principal: { accountId }, params, query: { date }, refuse }) {
    await context.requests.settled()
    const domain = (params.domain ?? '').toLowerCase()
    const own = (await countsByScope(db, accountId, date)).filter(({ scope }) => domainOf(scope) === domain)
    if (own.length === 0 && domain !== context.settings.SCOPE_HOST) refuse('unknown')
    const scopes = Object.fromEntries(own.map(({ scope, ...counts }) => [scope, countsView(counts)]))
    return { data: { domain, ...countsView(sumOf(own)), totalScopes: own.length, scopes } }
  },
})
