// PATCH /v1/operator/accounts/{id}/wallet: an operator sets under which credit the account is told.
import { WalletView, walletView } from '../../../../accounts/wallet-view.ts'
import { readWallet, setLowBalance } from '../../../../ledger/ledger.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { positiveAmount } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { readAccountState } from '../../../../store/account-states.ts'

export const setLowBalanceOfCustomer = writes({
  route: 'PATCH /v1/operator/accounts/{id}/wallet',
  name: 'setLowBalanceOfAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: 'Say under which credit an event tells an account so',
  body: { low_balance: optional(positiveAmount, null, 110) },
  refusals: { local: { unknown: 109 } },
  answers: WalletView,

  async apply({ params: { id = '' }, body: { low_balance }, unit, refuse }) {
    if (!isResourceId(id) || (await readAccountState(unit.db, id)) === undefined) refuse('unknown')
    await setLowBalance(unit.db, id, low_balance)
    return { data: walletView(await readWallet(unit.db, id)) }
  },
})
