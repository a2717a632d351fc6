// GET /v1/operator/events: what operators should know, such as a task nobody did in time.
import { Type } from 'typebox'
import { reads } from '../../../../pipeline/declare.ts'
import { integerText } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { listOperatorEvents } from '../../../../store/operator-events.ts'

export const listEventsForOperators = reads({
  route: 'GET /v1/operator/events',
  name: 'listOperatorEvents',
  tag: 'Operator',
  access: 'operator',
  permission: 'read',
  summary: 'List what operators should know, newest first',
  query: {
    skip: optional(integerText(0, 999_999_999, 'events to leave out'), 0, 110),
    limit: optional(integerText(1, 1000, 'events at most'), 100, 110),
  },
  refusals: {},
  answers: Type.Array(
    Type.Object(
      {
        id: Type.String(),
        kind: Type.String({ description: 'task-overdue, done-in-vain: a provider did what no longer could be' }),
        subject: Type.String({ description: 'id of what it is about' }),
        detail: Type.Object({}, { additionalProperties: true }),
        at: Type.String({ format: 'date-time' }),
      },
      { $id: 'OperatorEvent' },
    ),
  ),

  read: async ({ db, query }) => ({ data: await listOperatorEvents(db, query) }),
})
