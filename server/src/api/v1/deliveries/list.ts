// GET /v1/deliveries: what became of each callback, newest first.
import { Type } from 'typebox'
import { listDeliveries } from '../../../callbacks/deliveries.ts'
import { Delivery } from '../../../callbacks/delivery-schema.ts'
import { reads } from '../../../pipeline/declare.ts'
import { integerText } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'

export const listOwnDeliveries = reads({
  route: 'GET /v1/deliveries',
  name: 'listDeliveries',
  tag: 'Account',
  summary: 'List callbacks, newest first',
  query: {
    skip: optional(integerText(0, 999_999_999, 'deliveries to leave out'), 0),
    limit: optional(integerText(1, 1000, 'deliveries at most'), 100),
  },
  refusals: {},
  answers: Type.Array(Delivery),

  read: async ({ db, principal, query }) => ({ data: await listDeliveries(db, principal.accountId, query) }),
})
