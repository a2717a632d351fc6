// PATCH /v1/operator/accounts/{id}/wallet: an operator sets under which credit the account is told.
import { WalletView, walletView } from '../../../../../accounts/wallet-view.ts'
import { readWallet, setLowBalance } from '../../../../../ledger/ledger.ts'
import { writes } from '../../../../../pipeline/declare.ts'
import { positiveAmount } from '../../../../../pipeline/field-types.ts'
import { changeable } from '../../../../../pipeline/fields.ts'
import { idIn } from '../../../../../pipeline/path-id.ts'
import { readAccountState } from '../../../../../store/account-states.ts'

export const setLowBalanceOfCustomer = writes({
  route: 'PATCH /v1/operator/accounts/{id}/wallet',
  name: 'setLowBalanceOfAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: 'Say under which credit an event tells an account so; null: never',
  body: { low_balance: changeable(positiveAmount, 110) },
  refusals: { local: { unknown: 109 } },
  answers: WalletView,

  async apply({ params, body: { low_balance }, unit, refuse }) {
    const id = idIn(params.id)
    if ((await readAccountState(unit.db, id)) === undefined) refuse('unknown')
    if (low_balance !== undefined) await setLowBalance(unit.db, id, low_balance)
    return { data: walletView(await readWallet(unit.db, id)) }
  },
})
