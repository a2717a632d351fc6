// GET /v1/operator/accounts/{id}/wallet: an account's credit, and the prices it pays.
import { OperatorWallet, operatorWallet } from '../../../../../accounts/wallet-view.ts'
import { inTimeOf } from '../../../../../context.ts'
import { readWallet } from '../../../../../ledger/ledger.ts'
import { ownListsOf } from '../../../../../ledger/price-lists.ts'
import { reads } from '../../../../../pipeline/declare.ts'
import { idIn } from '../../../../../pipeline/path-id.ts'
import { readAccountState } from '../../../../../store/account-states.ts'

export const readWalletOfCustomer = reads({
  route: 'GET /v1/operator/accounts/{id}/wallet',
  name: 'readWalletOfAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: "Read an account's credit, its low balance and which price list it has",
  refusals: { local: { unknown: 109 } },
  answers: OperatorWallet,

  async read({ context, db, params, refuse }) {
    const id = idIn(params.id)
    if ((await readAccountState(db, id)) === undefined) refuse('unknown')
    const lists = await ownListsOf(db, { accountId: id, at: inTimeOf(context, id).clock.now() })
    return { data: operatorWallet(await readWallet(db, id), lists) }
  },
})
