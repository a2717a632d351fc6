// GET /v1/operator/events: what operators should know, such as a task nobody did in time.
import { Type } from 'typebox'
import { reads } from '../../../../pipeline/declare.ts'
import { byNumber, nextAfter, pageBy, Paged } from '../../../../pipeline/paging.ts'
import { listOperatorEvents } from '../../../../store/operator-events.ts'

export const listEventsForOperators = reads({
  route: 'GET /v1/operator/events',
  name: 'listOperatorEvents',
  tag: 'Operator',
  access: 'operator',
  permission: 'read',
  summary: 'List what operators should know, newest first',
  query: pageBy(byNumber, 'events'),
  refusals: {},
  answers: Paged(
    Type.Object(
      {
        id: Type.String(),
        kind: Type.String({
          description:
            'task-overdue, review-overdue; done-in-vain: a provider did what no longer could be; provider-differs, breaker-opened, breaker-closed; operator-invited, operator-joined, operator-changed, operator-removed, operator-password-reset, operator-password-changed …',
        }),
        subject: Type.String({ description: 'id of what it is about' }),
        detail: Type.Object({}, { additionalProperties: true }),
        at: Type.String({ format: 'date-time' }),
      },
      { $id: 'OperatorEvent' },
    ),
  ),

  async read({ db, query: { limit, cursor: before } }) {
    const items = await listOperatorEvents(db, { before, limit })
    return { data: { items, next: nextAfter(byNumber, items, limit, ({ id }) => Number(id)) } }
  },
})
