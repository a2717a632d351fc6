// PUT /v1/operator/accounts/{id}/price-list: an operator says which price list an account has.
import { Type } from 'typebox'
import { givePriceListTo } from '../../../../accounts/price-lists.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { moment, orNull } from '../../../../model/wire-schemas.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { text } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'

const NONE = 'none'

export const givePriceList = writes({
  route: 'PUT /v1/operator/accounts/{id}/price-list',
  name: 'setPriceList',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: 'Give an account a price list of its own, or none any more',
  body: { price_list: required(text(24, `id of the list; ${NONE}: the prices of everybody`), 110) },
  refusals: { local: { unknown: 109 } },
  answers: Type.Object({
    id: Type.String(),
    price_list: orNull(Type.String({ description: 'id of the list' })),
    from: moment('from when on the account pays by it'),
  }),

  async apply({ params: { id = '' }, body: { price_list }, principal: { operatorId }, unit, refuse }) {
    const listId = price_list === NONE ? null : price_list
    if (!isResourceId(id) || (listId !== null && !isResourceId(listId))) return refuse('unknown')
    const from = await givePriceListTo(unit.inTimeOf(id), { accountId: id, listId, operatorId })
    if (from === undefined) return refuse('unknown')
    return { data: { id, price_list: listId, from: from.toISOString() } }
  },
})
