// GET /v1/deliveries/{id}: one callback with its attempts.
import { findDelivery } from '../../../callbacks/deliveries.ts'
import { DeliveryWithAttempts, isDeliveryId } from '../../../callbacks/delivery-schema.ts'
import { reads } from '../../../pipeline/declare.ts'

export const readDelivery = reads({
  route: 'GET /v1/deliveries/{id}',
  name: 'readDelivery',
  tag: 'Account',
  permission: 'develop',
  summary: 'Read a callback with its attempts',
  refusals: { local: { unknown: 109 } },
  answers: DeliveryWithAttempts,

  async read({ db, principal, params: { id = '' }, refuse }) {
    const found = isDeliveryId(id) ? await findDelivery(db, principal.accountId, id) : undefined
    return { data: found ?? refuse('unknown') }
  },
})
