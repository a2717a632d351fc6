// POST /v1/operator/accounts/{id}/debit: an operator takes credit, such as a top-up that bounced.
import { Type } from 'typebox'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { readWallet, spend } from '../../../../ledger/ledger.ts'
import { formatCents } from '../../../../model/money.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { positiveAmount, text } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'
import { findAccount } from '../../../../store/accounts.ts'

export const debitAccount = writes({
  route: 'POST /v1/operator/accounts/{id}/debit',
  name: 'debitAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: "Take credit from an account's wallet; never more than it has",
  body: {
    amount: required(positiveAmount, 110),
    reason: required(text(200, 'why; the customer reads it'), 110),
  },
  refusals: { local: { unknown: 109, tooMuch: 170 } },
  answers: Type.Object({ id: Type.String(), credit: Type.String({ description: 'euro after the debit' }) }),

  async apply({ params: { id = '' }, body, requestId, unit, refuse }) {
    if (!isResourceId(id) || (await findAccount(unit.db, { id })) === undefined) refuse('unknown')
    const { amount: amountCents, reason } = body
    const { author } = unit
    const spent = await spend(
      unit.db,
      { accountId: id, amountCents, cause: `debit ${requestId}`, reason, author, evenFrozen: true },
      unit.inTimeOf(id).now,
    )
    if (spent.is === 'insufficient') throw ownRefusal(170, { available: formatCents(spent.availableCents) })
    return { data: { id, credit: formatCents((await readWallet(unit.db, id)).availableCents) } }
  },
})
