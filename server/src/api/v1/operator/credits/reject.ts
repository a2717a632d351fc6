// POST /v1/operator/credits/{id}/reject: an operator lets credit that waits come to nothing.
import { rejectCredit } from '../../../../accounts/credits.ts'
import { creditView, WaitingCredit } from '../../../../accounts/credit-view.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { text } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'

export const rejectWaitingCredit = writes({
  route: 'POST /v1/operator/credits/{id}/reject',
  name: 'rejectCredit',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: 'Reject credit that waits: it comes to nothing',
  body: { reason: required(text(200, 'why'), 110) },
  refusals: { local: { unknown: 109, over: 174 } },
  answers: WaitingCredit,

  async apply({ params: { id = '' }, body: { reason }, principal, unit, refuse }) {
    if (!isResourceId(id)) refuse('unknown')
    const { operatorId } = principal
    const done = await rejectCredit(unit, { id, operatorId, reason })
    if (done.is === 'unknown') return refuse('unknown')
    if (done.is === 'over') throw ownRefusal(174, { state: done.state })
    return { data: creditView(done.credit) }
  },
})
