// POST /v1/operator/credits/{id}/confirm: a second operator confirms credit.
import { CONFIRM_AFTER_HOURS, confirmCredit } from '../../../../accounts/credits.ts'
import { creditView, WaitingCredit } from '../../../../accounts/credit-view.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { idIn } from '../../../../pipeline/path-id.ts'

export const confirmWaitingCredit = writes({
  route: 'POST /v1/operator/credits/{id}/confirm',
  name: 'confirmCredit',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: 'Confirm credit another operator asked for: it is given',
  refusals: { local: { unknown: 109, closed: 171, own: 173, over: 174, tooNew: 177 } },
  answers: WaitingCredit,

  async apply({ params, principal: { operatorId }, unit, refuse }) {
    const id = idIn(params.id)
    const done = await confirmCredit(unit, { id, operatorId, reason: '' })
    if (done.is === 'unknown') return refuse('unknown')
    if (done.is === 'own') return refuse('own')
    if (done.is === 'too new') throw ownRefusal(177, { hours: CONFIRM_AFTER_HOURS, from: done.from.toISOString() })
    if (done.is === 'closed') throw ownRefusal(171, { state: done.state })
    if (done.is === 'over') throw ownRefusal(174, { state: done.state })
    return { data: creditView(done.credit) }
  },
})
