// POST /v1/operator/accounts: an operator opens an account.
import { Type } from 'typebox'
import { openAccount } from '../../../../accounts/open.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { amount, email } from '../../../../pipeline/field-types.ts'
import { optional, required } from '../../../../pipeline/fields.ts'

export const openAccountForCustomer = writes({
  route: 'POST /v1/operator/accounts',
  name: 'openAccount',
  tag: 'Operator',
  access: 'operator',
  summary: 'Open an account; its secrets are shown once',
  body: {
    email: required(email, 110),
    credit: optional(amount, 0),
  },
  refusals: { local: { taken: 114 } },
  showsSecret: true,
  answers: Type.Object(
    { id: Type.String(), email: Type.String(), apiKey: Type.String(), callbackSecret: Type.String() },
    { $id: 'OpenedAccount' },
  ),

  async apply({ context, body, unit, refuse }) {
    const { email: wanted, credit: creditCents } = body
    const { author } = unit
    const account = { email: wanted, creditCents, reason: 'opening credit', author }
    return { data: (await openAccount(context, unit.db, account)) ?? refuse('taken') }
  },
})
