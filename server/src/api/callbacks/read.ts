// GET /callbacks/{id}: one callback with what was sent (contract 2.25).
import { isDeliveryId } from '../../callbacks/delivery-schema.ts'
import { LoggedCallbackDetail, loggedCallbackDetail } from '../../callbacks/delivery-log-view.ts'
import { findLoggedDelivery } from '../../callbacks/delivery-log.ts'
import { reads } from '../../pipeline/declare.ts'

export const readLoggedCallback = reads({
  route: 'GET /callbacks/{id}',
  name: 'readCallback',
  tag: 'OAuth',
  access: 'key',
  summary: 'Read a callback with what was sent',
  refusals: { local: { unknown: 200 } },
  answers: LoggedCallbackDetail,

  async read({ db, principal: { accountId }, params: { id = '' }, refuse }) {
    const found = isDeliveryId(id) ? await findLoggedDelivery(db, accountId, id) : undefined
    return { data: loggedCallbackDetail(found ?? refuse('unknown')) }
  },
})
