// GET /stats/apis: the same by API, which is a host (contract 2.25).
import { Type } from 'typebox'
import { reads } from '../../pipeline/declare.ts'
import { days } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { countsByScope } from '../../requests/counts.ts'
import { countMembers, countsView, domainOf, sumOf } from '../../requests/views.ts'

export const readStatsByApi = reads({
  route: 'GET /stats/apis',
  name: 'readStatsByApi',
  tag: 'OAuth',
  access: 'key',
  summary: 'Read how many requests were made of which API',
  query: { date: optional(days, undefined, 240) },
  refusals: {},
  answers: Type.Array(
    Type.Object({ domain: Type.String(), ...countMembers, totalScopes: Type.Integer() }, { $id: 'ApiCounts' }),
  ),

  async read({ context, db, principal: { accountId }, query: { date } }) {
    await context.requests.settled()
    const scopes = await countsByScope(db, accountId, date)
    const domains = [...new Set(scopes.map(({ scope }) => domainOf(scope)))]
    const data = domains.map((domain) => {
      const own = scopes.filter(({ scope }) => domainOf(scope) === domain)
      return { domain, ...countsView(sumOf(own)), totalScopes: own.length }
    })
    return { data }
  },
})
