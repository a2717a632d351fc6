// POST /v1/deliveries/{id}/retry: delivers a callback again, now.
import { findDelivery, redeliver } from '../../../callbacks/deliveries.ts'
import { DeliveryWithAttempts, isDeliveryId } from '../../../callbacks/delivery-schema.ts'
import { writes } from '../../../pipeline/declare.ts'

export const retryDelivery = writes({
  route: 'POST /v1/deliveries/{id}/retry',
  name: 'retryDelivery',
  tag: 'Account',
  permission: 'develop',
  summary: 'Deliver a callback again now, and lift the silence a 410 put on its address',
  refusals: { local: { unknown: 109 } },
  answers: DeliveryWithAttempts,

  async apply({ principal, params: { id = '' }, unit, refuse }) {
    if (!isDeliveryId(id) || !(await redeliver(unit.db, principal.accountId, id, unit.now))) refuse('unknown')
    unit.wake('deliver-callbacks')
    return { data: await findDelivery(unit.db, principal.accountId, id) }
  },
})
