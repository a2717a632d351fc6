// POST /v1/operator/queue/{id}/release: lets go of an item that is one's own; of another's it changes nothing.
import { Type } from 'typebox'
import { orNull } from '../../../../model/wire-schemas.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { releaseItem } from '../../../../queue/claims.ts'
import { findItem } from '../../../../queue/items.ts'

export const releaseQueueItem = writes({
  route: 'POST /v1/operator/queue/{id}/release',
  name: 'releaseQueueItem',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Let go of an item that you have in hand',
  refusals: { local: { unknown: 109 } },
  answers: Type.Object({
    id: Type.String({ description: 'of the item' }),
    claimed_by: orNull(Type.String({ description: 'id of the operator who has it in hand now' })),
  }),

  async apply({ context, params: { id = '' }, principal: { operatorId }, unit, refuse }) {
    const { claimed_by } = (await findItem(unit.db, context, id, unit.now)) ?? refuse('unknown')
    await releaseItem(unit.db, id, operatorId)
    return { data: { id, claimed_by: claimed_by === operatorId ? null : claimed_by } }
  },
})
