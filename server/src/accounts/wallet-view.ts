// A wallet on the wire of our own calls.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { purchaseIn } from '../ledger/causes.ts'
import type { Wallet } from '../ledger/ledger.ts'
import type { OwnList, OwnLists } from '../ledger/price-lists.ts'
import type { TransactionRow } from '../ledger/transactions.ts'
import { formatCents } from '../model/money.ts'
import { literals, moment, orNull } from '../model/wire-schemas.ts'
import { kindsOfMoney } from './event-view.ts'

const euro = (description: string) => Type.String({ description: `euro; ${description}` })

export const WalletView = Type.Object(
  {
    available: euro('what can be spent'),
    held: euro('set aside for orders whose provider has not answered yet'),
    balance: euro('both together'),
    low_balance: orNull(euro('an event tells when what can be spent falls below; null: never')),
  },
  { $id: 'Wallet' },
)

export const walletView = ({ availableCents, balanceCents, lowBalanceCents }: Wallet): Static<typeof WalletView> => ({
  available: formatCents(availableCents),
  held: formatCents(balanceCents - availableCents),
  balance: formatCents(balanceCents),
  low_balance: lowBalanceCents === null ? null : formatCents(lowBalanceCents),
})

const ownList = (description: string) =>
  orNull(
    Type.Object(
      { id: Type.String(), name: Type.String(), from: moment('from when on the account pays by it') },
      { description },
    ),
  )

export const OperatorWallet = Type.Object(
  {
    ...WalletView.properties,
    frozen: Type.Boolean({ description: 'it pays for nothing new: the account is suspended or closed' }),
    price_list: ownList('its own price list in force; null: the prices of everybody'),
    next_price_list: ownList('the one it was given that has not started yet'),
  },
  { $id: 'OperatorWallet' },
)

const listView = (list: OwnList | undefined) =>
  list === undefined ? null : { id: list.id, name: list.name, from: list.startsAt.toISOString() }

/** The wallet as operators see it. */
export const operatorWallet = (wallet: Wallet, { inForce, next }: OwnLists): Static<typeof OperatorWallet> => ({
  ...walletView(wallet),
  frozen: wallet.isFrozen,
  price_list: listView(inForce),
  next_price_list: listView(next),
})

export const WalletEntry = Type.Object(
  {
    id: Type.String({ description: 'the same as in the account’s own list and feed' }),
    kind: literals(Object.values(kindsOfMoney), 'what it was'),
    amount: Type.String({ description: 'euro; negative for an expense' }),
    cause: Type.String({ description: 'what it bought, or paid back' }),
    refunds: orNull(Type.String({ description: 'of a refund: id of what it pays back' })),
    reason: Type.String({ description: 'why, where somebody said so' }),
    author: orNull(
      Type.Object(
        {},
        { additionalProperties: true, description: 'ids of who asked for it; null: it happened by itself' },
      ),
    ),
    at: moment('when'),
  },
  { $id: 'WalletEntry' },
)

/** A transaction as operators see it. */
export const walletEntry = (row: TransactionRow): Static<typeof WalletEntry> => ({
  id: nameOf(row.id),
  kind: kindsOfMoney[row.kind],
  amount: formatCents(row.kind === 'capture' ? -row.amount_cents : row.amount_cents),
  cause: purchaseIn(row.cause),
  refunds: row.refunds === null ? null : nameOf(row.refunds),
  reason: row.reason,
  author: row.author,
  at: row.created_at.toISOString(),
})

const nameOf = (id: number) => `txn_${id}`
