// A credit that waits, or waited, for a second operator.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { formatCents } from '../model/money.ts'
import { literals, moment, orNull } from '../model/wire-schemas.ts'
import type { Credited } from './credits.ts'
import type { CreditRow } from '../store/waiting-credits.ts'

/** The states of such a credit, for a list of those in one. */
export const creditStates = { waiting: true, confirmed: true, rejected: true, expired: true } as const

export const WaitingCredit = Type.Object(
  {
    id: Type.String(),
    account: Type.String({ description: 'id of the account' }),
    amount: Type.String({ description: 'euro' }),
    reason: Type.String(),
    state: literals(Object.keys(creditStates), 'what became of it'),
    asked_by: Type.String({ description: 'id of the operator who asked for it' }),
    asked_at: moment('when'),
    expires_at: moment('when it comes to nothing by itself'),
    decided_by: orNull(Type.String({ description: 'id of the operator who confirmed or rejected it' })),
    decided_at: orNull(moment('when')),
    decision_reason: Type.String({ description: 'why it was rejected' }),
  },
  { $id: 'WaitingCredit' },
)

export const creditView = (row: CreditRow): Static<typeof WaitingCredit> => ({
  id: row.id,
  account: row.account_id,
  amount: formatCents(row.amount_cents),
  reason: row.reason,
  state: row.state,
  asked_by: row.asked_by,
  asked_at: row.asked_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
  decided_by: row.decided_by,
  decided_at: row.decided_at?.toISOString() ?? null,
  decision_reason: row.decision_reason,
})

/** What a call that gives credit tells of one that waits; absent where it was given. */
export const waitsForAnother = {
  waiting: Type.Optional(
    Type.Object(
      { id: Type.String({ description: 'of the credit that waits' }), expires_at: moment('until when it waits') },
      { description: 'there where another operator has to confirm it first: nothing was given yet' },
    ),
  ),
}

/** That part of an answer. */
export const waitingView = (credited: Credited | undefined) =>
  credited?.is === 'waiting'
    ? { waiting: { id: credited.waiting.id, expires_at: credited.waiting.expiresAt.toISOString() } }
    : {}
