// POST /v1/operator/queue/{id}/claim: takes an item in hand for 30 minutes.
import { Type } from 'typebox'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { moment } from '../../../../model/wire-schemas.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { flag } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { claimItem, findClaim } from '../../../../queue/claims.ts'
import { findItem } from '../../../../queue/items.ts'

export const claimQueueItem = writes({
  route: 'POST /v1/operator/queue/{id}/claim',
  name: 'claimQueueItem',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Take an item in hand for 30 minutes, or for 30 more',
  body: { take_over: optional(flag, false, 110) },
  refusals: { local: { unknown: 109, claimed: 140 } },
  answers: Type.Object({
    id: Type.String({ description: 'of the item' }),
    claimed_by: Type.String({ description: 'id of the operator: yours' }),
    claimed_until: moment('until when'),
    version: Type.Integer({ description: 'of the resource; a decision is refused once it is another one' }),
  }),

  async apply({ context, params: { id = '' }, principal: { operatorId }, body, unit, refuse }) {
    const item = (await findItem(unit.db, context, id, unit.now)) ?? refuse('unknown')
    const { version } = item
    const claim = await claimItem(unit.db, { itemId: id, operatorId, version, takeOver: body.take_over }, unit.now)
    if (claim === undefined) {
      const theirs = await findClaim(unit.db, id, unit.now)
      throw ownRefusal(140, { until: (theirs?.until ?? unit.now).toISOString() })
    }
    return { data: { id, claimed_by: operatorId, claimed_until: claim.until.toISOString(), version } }
  },
})
