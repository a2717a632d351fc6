// PATCH /v1/wallet: under which credit the account wants to be told.
import { WalletView, walletView } from '../../../accounts/wallet-view.ts'
import { readWallet, setLowBalance } from '../../../ledger/ledger.ts'
import { writes } from '../../../pipeline/declare.ts'
import { positiveAmount } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'

export const setOwnLowBalance = writes({
  route: 'PATCH /v1/wallet',
  name: 'setLowBalance',
  tag: 'Account',
  permission: 'money',
  summary: 'Say under which credit an event tells you so',
  body: { low_balance: optional(positiveAmount, null, 110) },
  refusals: {},
  answers: WalletView,

  async apply({ principal: { accountId }, body: { low_balance }, unit }) {
    await setLowBalance(unit.db, accountId, low_balance)
    return { data: walletView(await readWallet(unit.db, accountId)) }
  },
})
