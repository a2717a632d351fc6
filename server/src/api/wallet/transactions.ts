// GET /wallet/transactions: what came into the wallet and what was spent, newest first (contract 2.25).
import { Type } from 'typebox'
import { purchaseIn } from '../../ledger/causes.ts'
import { listTransactions } from '../../ledger/transactions.ts'
import type { TransactionRow } from '../../ledger/transactions.ts'
import { isoWithOffset } from '../../model/iso-date.ts'
import { reads } from '../../pipeline/declare.ts'
import { integerText } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'

export const listOwnTransactions = reads({
  route: 'GET /wallet/transactions',
  name: 'listTransactions',
  tag: 'OAuth',
  access: 'key',
  summary: "List the wallet's transactions, newest first",
  query: {
    skip: optional(integerText(0, 999_999_999, 'transactions to leave out'), 0, 210),
    limit: optional(integerText(1, 100, 'transactions at most'), 100, 210),
  },
  refusals: {},
  answers: Type.Array(
    Type.Object(
      {
        id: Type.String(),
        amount: Type.Number({ description: 'euro; negative for an expense' }),
        createdAt: Type.String({ format: 'date-time' }),
        description: Type.String({ description: 'of a refund: the transaction it pays back, and why' }),
      },
      { $id: 'Transaction' },
    ),
  ),

  async read({ context, db, principal: { accountId }, query }) {
    const rows = await listTransactions(db, accountId, query)
    const spent = `API usage - ${context.settings.SCOPE_HOST}`
    const data = rows.map(({ id, kind, amount_cents, created_at, ...row }) => ({
      id: nameOf(id),
      amount: (kind === 'capture' ? -amount_cents : amount_cents) / 100,
      createdAt: isoWithOffset(created_at),
      description: row.refunds !== null ? refunded(row.refunds, row) : row.reason || spent,
    }))
    return { data }
  },
})

const nameOf = (id: number) => `txn_${id}`

/** Which transaction a refund pays back, what that bought, and why it is paid back where somebody said so. */
function refunded(id: number, { cause, reason }: Pick<TransactionRow, 'cause' | 'reason'>): string {
  const what = `Refund of ${nameOf(id)} (${purchaseIn(cause)})`
  return reason === '' ? what : `${what}: ${reason}`
}
