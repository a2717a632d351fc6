// PATCH /v1/wallet: under which credit the account wants to be told.
import { WalletView, walletView } from '../../../accounts/wallet-view.ts'
import { readWallet, setLowBalance } from '../../../ledger/ledger.ts'
import { writes } from '../../../pipeline/declare.ts'
import { positiveAmount } from '../../../pipeline/field-types.ts'
import { changeable } from '../../../pipeline/fields.ts'

export const setOwnLowBalance = writes({
  route: 'PATCH /v1/wallet',
  name: 'setLowBalance',
  tag: 'Account',
  permission: 'money',
  summary: 'Say under which credit an event tells you so; null: never',
  body: { low_balance: changeable(positiveAmount, 110) },
  refusals: {},
  answers: WalletView,

  async apply({ principal: { accountId }, body: { low_balance }, unit }) {
    if (low_balance !== undefined) await setLowBalance(unit.db, accountId, low_balance)
    return { data: walletView(await readWallet(unit.db, accountId)) }
  },
})
