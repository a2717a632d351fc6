// GET /v1/wallet/transactions: what came into the wallet, what was spent and on what, newest first.
import { Type } from 'typebox'
import { purchaseIn } from '../../../ledger/causes.ts'
import { listStatement } from '../../../ledger/transactions.ts'
import type { StatementRow } from '../../../ledger/transactions.ts'
import { nextDay } from '../../../model/italian-date.ts'
import { formatCents } from '../../../model/money.ts'
import { resourceKinds } from '../../../model/resource-kind.ts'
import { literals, moment, orNull, strings } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'
import { romeDay, valueOf } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'
import { byPlace, nextAfter, pageBy, Paged } from '../../../pipeline/paging.ts'
import { findNamed } from '../../../store/names.ts'
import type { NamedRow } from '../../../store/names.ts'

/** As the feed calls them. */
const kinds = { credited: 'top-up', debited: 'capture', refunded: 'refund' } as const
const namesOfKinds = { 'top-up': 'credited', capture: 'debited', refund: 'refunded' } as const

const WalletTransaction = Type.Object(
  {
    id: strings('the same as in the feed'),
    kind: literals(['credited', 'debited', 'refunded'], 'which way the money went'),
    amount: strings('euro; negative for an expense'),
    at: moment('when it happened'),
    cause: strings('the call that was paid, with what it was about; how the credit came'),
    reason: strings('why, where somebody said so'),
    refunds: orNull(strings('of a refund: id of the transaction it pays back')),
    resource: orNull(
      Type.Object(
        {
          kind: literals(resourceKinds, 'kind of resource'),
          id: strings('24 hex digits'),
          name: strings('address of the mailbox or in the request, name of the domain'),
        },
        { description: 'what it was spent on; null where that is nothing of yours' },
      ),
    ),
  },
  { $id: 'WalletTransaction' },
)

export const listStatementOfOwn = reads({
  route: 'GET /v1/wallet/transactions',
  name: 'listWalletTransactions',
  tag: 'Account',
  permission: 'money',
  summary: 'List what came into your wallet, what was spent and on what, newest first',
  query: {
    kind: optional(valueOf(kinds, 'only money that went this way'), undefined, 110),
    from: optional(romeDay('first day, YYYY-MM-DD in Europe/Rome'), undefined, 110),
    to: optional(romeDay('last day, YYYY-MM-DD in Europe/Rome'), undefined, 110),
    ...pageBy(byPlace, 'transactions'),
  },
  refusals: { local: { backwards: 110 } },
  answers: Paged(WalletTransaction),

  async read({ db, principal: { accountId }, query: { kind, from: since, to, limit, cursor: after }, refuse }) {
    const until = to && nextDay(to)
    if (since !== undefined && until !== undefined && until <= since) refuse('backwards', { field: 'to' })
    const rows = await listStatement(db, accountId, { kind: kind && kinds[kind], since, until, after, limit })
    const named = await findNamed(db, accountId, [...new Set(rows.flatMap(({ subject }) => subject ?? []))])
    const next = nextAfter(byPlace, rows, limit, ({ created_at, id }) => ({ at: created_at, place: id }))
    return { data: { items: rows.map((row) => transactionView(row, named)), next } }
  },
})

function transactionView(row: StatementRow, named: ReadonlyMap<string, NamedRow>) {
  const { id, kind, amount_cents, cause, reason, refunds, created_at, subject } = row
  return {
    id: `txn_${id}`,
    kind: namesOfKinds[kind],
    amount: formatCents(kind === 'capture' ? -amount_cents : amount_cents),
    at: created_at.toISOString(),
    cause: purchaseIn(cause),
    reason,
    refunds: refunds === null ? null : `txn_${refunds}`,
    resource: subject === null ? null : (named.get(subject) ?? null),
  }
}
