// GET /stats: how many requests the account made, and what they cost (contract 2.25).
import { Type } from 'typebox'
import { reads } from '../../pipeline/declare.ts'
import { days } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { countAddresses, countsByScope } from '../../requests/counts.ts'
import { countMembers, countsView, domainOf, sumOf } from '../../requests/views.ts'

export const readStats = reads({
  route: 'GET /stats',
  name: 'readStats',
  tag: 'OAuth',
  access: 'key',
  summary: 'Read how many requests were made',
  query: { date: optional(days, undefined, 240) },
  refusals: {},
  answers: Type.Object({ ...countMembers, totalIps: Type.Integer(), totalApis: Type.Integer() }),

  async read({ context, db, principal: { accountId }, query: { date } }) {
    await context.requests.settled()
    const [scopes, totalIps] = await Promise.all([
      countsByScope(db, accountId, date),
      countAddresses(db, accountId, date),
    ])
    const totalApis = new Set(scopes.map(({ scope }) => domainOf(scope))).size
    return { data: { ...countsView(sumOf(scopes)), totalIps, totalApis } }
  },
})
