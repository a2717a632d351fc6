// POST /v1/operator/accounts: an operator opens an account.
import { Type } from 'typebox'
import { giveCredit } from '../../../../accounts/credits.ts'
import { waitingView, waitsForAnother } from '../../../../accounts/credit-view.ts'
import { openAccount } from '../../../../accounts/open.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { amount, email } from '../../../../pipeline/field-types.ts'
import { optional, required } from '../../../../pipeline/fields.ts'

export const openAccountForCustomer = writes({
  route: 'POST /v1/operator/accounts',
  name: 'openAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  isGrant: true,
  summary: 'Open an account; its secrets are shown once',
  body: {
    email: required(email, 110),
    credit: optional(amount, 0),
  },
  refusals: { local: { taken: 114 } },
  showsSecret: true,
  answers: Type.Object(
    {
      id: Type.String(),
      email: Type.String(),
      apiKey: Type.String(),
      callbackSecret: Type.String(),
      ...waitsForAnother,
    },
    { $id: 'OpenedAccount' },
  ),

  async apply({ context, body, requestId, principal: { operatorId }, unit, refuse }) {
    const { email: wanted, credit: amountCents } = body
    const opened = await openAccount(context, unit.db, { email: wanted, creditCents: 0, reason: '' })
    if (opened === undefined) return refuse('taken')
    const given = {
      accountId: opened.id,
      operatorId,
      amountCents,
      reason: 'opening credit',
      cause: `top-up ${requestId}`,
    }
    const credited = amountCents > 0 ? await giveCredit(context, unit, given) : undefined
    return { data: { ...opened, ...waitingView(credited) } }
  },
})
