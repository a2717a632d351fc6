// GET /v1/events: what happened without a change of state: reminders, renewals that failed.
import { Type } from 'typebox'
import { listEvents } from '../../store/events.ts'
import { integerText, optional } from '../../pipeline/fields.ts'
import { ownRoute } from '../own-route.ts'

export const listOwnEvents = ownRoute({
  route: 'GET /v1/events',
  summary: 'List events, newest first',
  audience: 'customer',
  query: {
    skip: optional(integerText(0, 999_999_999, 'events to leave out'), 0),
    limit: optional(integerText(1, 1000, 'events at most'), 100),
  },
  answers: Type.Array(
    Type.Object({
      id: Type.String(),
      subject: Type.String({ description: 'id of the resource' }),
      kind: Type.String({ description: 'expiry-reminder, renewal-failed, order-completed, order-undone …' }),
      detail: Type.Object({}, { additionalProperties: true }),
      at: Type.String({ format: 'date-time' }),
    }),
  ),

  async run({ context, caller, query }) {
    return { data: await listEvents(context.database.kysely, caller.accountId, query) }
  },
})
