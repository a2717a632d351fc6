// POST /v1/deliveries/retry: delivers again what was given up since a moment, a batch a call.
import { Type } from 'typebox'
import { redeliverFailed } from '../../../callbacks/deliveries.ts'
import { writes } from '../../../pipeline/declare.ts'
import { instant } from '../../../pipeline/field-types.ts'
import { required } from '../../../pipeline/fields.ts'

const AT_A_TIME = 1_000

export const retryFailedDeliveries = writes({
  route: 'POST /v1/deliveries/retry',
  name: 'retryFailedDeliveries',
  tag: 'Account',
  permission: 'develop',
  summary: 'Deliver again what was given up since a moment, 1,000 at a time, and lift the silences of their addresses',
  body: { since: required(instant('callbacks of this moment and later'), 110) },
  refusals: {},
  answers: Type.Object({
    retried: Type.Integer({ description: 'callbacks that are due again' }),
    more: Type.Boolean({ description: 'whether there may be more: call again' }),
  }),

  async apply({ principal, body: { since }, unit }) {
    const retried = await redeliverFailed(unit.db, principal.accountId, { since, limit: AT_A_TIME }, unit.now)
    if (retried > 0) unit.wake('deliver-callbacks')
    return { data: { retried, more: retried === AT_A_TIME } }
  },
})
