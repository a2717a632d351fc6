// POST /v1/operator/credits/{id}/confirm: a second operator confirms credit.
import { confirmCredit } from '../../../../accounts/credits.ts'
import { creditView, WaitingCredit } from '../../../../accounts/credit-view.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { writes } from '../../../../pipeline/declare.ts'

export const confirmWaitingCredit = writes({
  route: 'POST /v1/operator/credits/{id}/confirm',
  name: 'confirmCredit',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: 'Confirm credit another operator asked for: it is given',
  refusals: { local: { unknown: 109, closed: 171, own: 173, over: 174 } },
  answers: WaitingCredit,

  async apply({ params: { id = '' }, principal, unit, refuse }) {
    if (!isResourceId(id)) refuse('unknown')
    const { operatorId } = principal
    const done = await confirmCredit(unit, { id, operatorId, reason: '' })
    if (done.is === 'unknown') return refuse('unknown')
    if (done.is === 'own') return refuse('own')
    if (done.is === 'closed') throw ownRefusal(171, { state: done.state })
    if (done.is === 'over') throw ownRefusal(174, { state: done.state })
    return { data: creditView(done.credit) }
  },
})
