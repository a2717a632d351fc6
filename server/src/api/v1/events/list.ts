// GET /v1/events: what happened without a change of state: reminders, renewals that failed.
import { Type } from 'typebox'
import { reads } from '../../../pipeline/declare.ts'
import { integerText } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'
import { listEvents } from '../../../store/events.ts'

export const listOwnEvents = reads({
  route: 'GET /v1/events',
  name: 'listEvents',
  tag: 'Account',
  summary: 'List events, newest first',
  query: {
    skip: optional(integerText(0, 999_999_999, 'events to leave out'), 0),
    limit: optional(integerText(1, 1000, 'events at most'), 100),
  },
  refusals: {},
  answers: Type.Array(
    Type.Object(
      {
        id: Type.String(),
        subject: Type.String({ description: 'id of the resource' }),
        kind: Type.String({ description: 'expiry-reminder, renewal-failed, order-completed, order-undone …' }),
        detail: Type.Object({}, { additionalProperties: true }),
        at: Type.String({ format: 'date-time' }),
      },
      { $id: 'AccountEvent' },
    ),
  ),

  read: async ({ db, principal, query }) => ({ data: await listEvents(db, principal.accountId, query) }),
})
