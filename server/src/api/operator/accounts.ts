// /v1/operator/accounts: an operator opens accounts and adds credit.
import { Type } from 'typebox'
import { createAccount } from '../../accounts.ts'
import { refusal } from '../../errors/refusal.ts'
import { readWallet, topUp } from '../../ledger/ledger.ts'
import { formatCents, parseCents } from '../../model/money.ts'
import { isResourceId } from '../../model/resource-id.ts'
import { findAccount } from '../../store/accounts.ts'
import { unitOfWork } from '../../unit-of-work.ts'
import { email, optional, required, text } from '../fields.ts'
import type { Form } from '../fields.ts'
import { ownRoute } from '../own-route.ts'

const amount: Form<number> = {
  schema: Type.String({ pattern: '^\\d+(\\.\\d{1,2})?$', description: 'euro, such as 100.00' }),
  read: (value) => (typeof value === 'string' || typeof value === 'number' ? parseCents(String(value)) : undefined),
}
const positiveAmount: Form<number> = { schema: amount.schema, read: (...given) => amount.read(...given) || undefined }

export const openAccount = ownRoute({
  route: 'POST /v1/operator/accounts',
  summary: 'Open an account; its secrets are shown once',
  audience: 'operator',
  body: {
    email: required(email, 110),
    credit: optional(amount, 0),
  },
  answers: Type.Object({
    id: Type.String(),
    email: Type.String(),
    apiKey: Type.String(),
    callbackSecret: Type.String(),
  }),

  async run({ context, body }) {
    const opened = await createAccount(context, {
      email: body.email,
      creditCents: body.credit,
      reason: 'opening credit',
    })
    if (opened === undefined) throw refusal(114)
    return { data: opened }
  },
})

export const creditAccount = ownRoute({
  route: 'POST /v1/operator/accounts/{id}/credit',
  summary: "Add credit to an account's wallet",
  audience: 'operator',
  body: {
    amount: required(positiveAmount, 110),
    reason: required(text(200, 'why, for the books'), 110),
  },
  answers: Type.Object({ id: Type.String(), credit: Type.String({ description: 'euro after the top-up' }) }),

  async run({ context, params, body, requestId }) {
    const id = params.id ?? ''
    return unitOfWork(context, async (unit) => {
      if (!isResourceId(id) || (await findAccount(unit.db, { id })) === undefined) throw refusal(109)
      const cause = `top-up ${requestId}`
      await topUp(unit.db, { accountId: id, amountCents: body.amount, cause, reason: body.reason }, unit.now)
      return { data: { id, credit: formatCents((await readWallet(unit.db, id)).availableCents) } }
    })
  },
})
