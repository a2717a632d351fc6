// POST /v1/operator/accounts/{id}/credit: an operator adds credit, or asks another one to confirm it.
import { Type } from 'typebox'
import { giveCredit } from '../../../../accounts/credits.ts'
import { waitingView, waitsForAnother } from '../../../../accounts/credit-view.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { readWallet } from '../../../../ledger/ledger.ts'
import { formatCents } from '../../../../model/money.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { positiveAmount, text } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'

export const creditAccount = writes({
  route: 'POST /v1/operator/accounts/{id}/credit',
  name: 'creditAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: "Add credit to an account's wallet",
  body: {
    amount: required(positiveAmount, 110),
    reason: required(text(200, 'why, for the books'), 110),
  },
  refusals: { local: { unknown: 109, closed: 171 } },
  answers: Type.Object({
    id: Type.String(),
    credit: Type.String({ description: 'euro after the top-up' }),
    ...waitsForAnother,
  }),

  async apply({ context, params: { id = '' }, body, requestId, principal, unit, refuse }) {
    if (!isResourceId(id)) refuse('unknown')
    const { amount: amountCents, reason } = body
    const { operatorId } = principal
    const given = { accountId: id, operatorId, amountCents, reason, cause: `top-up ${requestId}` }
    const credited = await giveCredit(context, unit, given)
    if (credited.is === 'unknown') return refuse('unknown')
    if (credited.is === 'closed') throw ownRefusal(171, { state: credited.state })
    const credit = formatCents((await readWallet(unit.db, id)).availableCents)
    return { data: { id, credit, ...waitingView(credited) } }
  },
})
