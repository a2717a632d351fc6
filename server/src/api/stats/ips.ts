// GET /stats/ips: the same by the address requests came from (contract 2.25).
import { Type } from 'typebox'
import { reads } from '../../pipeline/declare.ts'
import { days } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { countsByAddress } from '../../requests/counts.ts'
import { countMembers, countsView } from '../../requests/views.ts'

const MOST_ADDRESSES = 1_000

export const readStatsByAddress = reads({
  route: 'GET /stats/ips',
  name: 'readStatsByIp',
  tag: 'OAuth',
  access: 'key',
  summary: 'Read how many requests came from which address, busiest first, a thousand at most',
  query: { date: optional(days, undefined, 240) },
  refusals: {},
  answers: Type.Array(Type.Object({ ip: Type.String(), ...countMembers }, { $id: 'AddressCounts' })),

  async read({ context, db, principal: { accountId }, query: { date } }) {
    await context.requests.settled()
    const found = await countsByAddress(db, accountId, date, MOST_ADDRESSES)
    return { data: found.map(({ ip, ...counts }) => ({ ip, ...countsView(counts) })) }
  },
})
