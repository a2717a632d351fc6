// A wallet on the wire of our own calls.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import type { Wallet } from '../ledger/ledger.ts'
import { formatCents } from '../model/money.ts'
import { orNull } from '../model/wire-schemas.ts'

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
