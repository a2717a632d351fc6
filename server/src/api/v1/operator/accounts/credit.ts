// POST /v1/operator/accounts/{id}/credit: an operator adds credit.
import { Type } from 'typebox'
import { readWallet, topUp } from '../../../../ledger/ledger.ts'
import { formatCents } from '../../../../model/money.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { positiveAmount, text } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'
import { findAccount } from '../../../../store/accounts.ts'

export const creditAccount = writes({
  route: 'POST /v1/operator/accounts/{id}/credit',
  name: 'creditAccount',
  tag: 'Operator',
  access: 'operator',
  summary: "Add credit to an account's wallet",
  body: {
    amount: required(positiveAmount, 110),
    reason: required(text(200, 'why, for the books'), 110),
  },
  refusals: { local: { unknown: 109 } },
  answers: Type.Object({ id: Type.String(), credit: Type.String({ description: 'euro after the top-up' }) }),

  async apply({ params: { id = '' }, body, requestId, unit, refuse }) {
    if (!isResourceId(id) || (await findAccount(unit.db, { id })) === undefined) refuse('unknown')
    const { amount: amountCents, reason } = body
    const { author } = unit
    await topUp(unit.db, { accountId: id, amountCents, cause: `top-up ${requestId}`, reason, author }, unit.now)
    return { data: { id, credit: formatCents((await readWallet(unit.db, id)).availableCents) } }
  },
})
