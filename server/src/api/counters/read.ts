// GET /counters/total and GET /counters/{day|month|year}/{date}: requests by scope, as by the platform's first version
// (contract 2.25).
import { Type } from 'typebox'
import { reads } from '../../pipeline/declare.ts'
import { countsByScope } from '../../requests/counts.ts'
import { daysIn } from '../../requests/days.ts'

const lengths: Readonly<Record<string, number>> = { year: 4, month: 7, day: 10 }

const common = {
  tag: 'OAuth v1',
  access: 'key',
  answers: Type.Record(Type.String(), Type.Integer(), { description: 'requests by scope' }),
} as const

export const readTotalCounters = reads({
  ...common,
  route: 'GET /counters/total',
  name: 'readTotalCounters',
  summary: 'Read how many requests were made by scope, as by the first version',
  refusals: {},

  async read({ context, db, principal: { accountId } }) {
    await context.requests.settled()
    return { data: byScope(await countsByScope(db, accountId, undefined)) }
  },
})

export const readCounters = reads({
  ...common,
  route: 'GET /counters/{period}/{date}',
  name: 'readCounters',
  summary: 'Read the same of a day, a month or a year',
  refusals: { local: { notADate: 240 } },

  async read({ context, db, principal: { accountId }, params: { period = '', date = '' }, refuse }) {
    const days = date.length === lengths[period] ? daysIn(date) : undefined
    if (days === undefined) return refuse('notADate')
    await context.requests.settled()
    return { data: byScope(await countsByScope(db, accountId, days)) }
  },
})

const byScope = (counts: readonly { scope: string; requests: number }[]) =>
  Object.fromEntries(counts.map(({ scope, requests }) => [scope, requests]))
