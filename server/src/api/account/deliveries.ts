// /v1/deliveries: what became of each callback, attempt by attempt; never its content.
import { Type } from 'typebox'
import { findDelivery, listDeliveries, redeliver } from '../../callbacks/deliveries.ts'
import { refusal } from '../../errors/refusal.ts'
import { unitOfWork } from '../../unit-of-work.ts'
import { integerText, optional } from '../../pipeline/fields.ts'
import { ownRoute } from '../own-route.ts'

const delivery = {
  id: Type.String({ description: 'also the webhook-id header' }),
  subject: Type.String({ description: 'id of the resource it is about' }),
  event: Type.String(),
  url: Type.String(),
  state: Type.String({ description: 'due, delivered or given_up' }),
  attempts: Type.Integer(),
  createdAt: Type.String({ format: 'date-time' }),
  nextAttemptAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
}
const Attempt = Type.Object({
  attempt: Type.Integer(),
  startedAt: Type.String({ format: 'date-time' }),
  outcome: Type.String(),
  status: Type.Union([Type.Integer(), Type.Null()]),
  elapsedMs: Type.Integer(),
})

export const listOwnDeliveries = ownRoute({
  route: 'GET /v1/deliveries',
  summary: 'List callbacks, newest first',
  audience: 'customer',
  query: {
    skip: optional(integerText(0, 999_999_999, 'deliveries to leave out'), 0),
    limit: optional(integerText(1, 1000, 'deliveries at most'), 100),
  },
  answers: Type.Array(Type.Object(delivery)),

  async run({ context, caller, query }) {
    return { data: await listDeliveries(context.database.kysely, caller.accountId, query) }
  },
})

export const readDelivery = ownRoute({
  route: 'GET /v1/deliveries/{id}',
  summary: 'Read a callback with its attempts',
  audience: 'customer',
  answers: Type.Object({ ...delivery, history: Type.Array(Attempt) }),

  async run({ context, caller, params }) {
    const found = await findDelivery(context.database.kysely, caller.accountId, idOf(params))
    if (found === undefined) throw refusal(109)
    return { data: found }
  },
})

export const retryDelivery = ownRoute({
  route: 'POST /v1/deliveries/{id}/retry',
  summary: 'Deliver a callback again now, and lift the silence a 410 put on its address',
  audience: 'customer',
  answers: Type.Object(delivery),

  async run({ context, caller, params }) {
    const id = idOf(params)
    return unitOfWork(context, async (unit) => {
      if (!(await redeliver(unit.db, caller.accountId, id, unit.now))) throw refusal(109)
      await unit.enqueue('deliver-callbacks', { only: id })
      return { data: await findDelivery(unit.db, caller.accountId, id) }
    })
  },
})

/** The id a path names; what has not the form of one names nothing. */
function idOf({ id = '' }: Readonly<Record<string, string>>): string {
  if (!/^msg_[0-9a-f]{24}$/.test(id)) throw refusal(109)
  return id
}
