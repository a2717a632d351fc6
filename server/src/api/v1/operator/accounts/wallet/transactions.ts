// GET /v1/operator/accounts/{id}/wallet/transactions: what came into an account's wallet and what was spent, newest first.
import { WalletEntry, walletEntry } from '../../../../../accounts/wallet-view.ts'
import { listTransactions } from '../../../../../ledger/transactions.ts'
import { reads } from '../../../../../pipeline/declare.ts'
import { byNumber, nextAfter, pageBy, Paged } from '../../../../../pipeline/paging.ts'
import { idIn } from '../../../../../pipeline/path-id.ts'
import { readAccountState } from '../../../../../store/account-states.ts'

export const listTransactionsOfCustomer = reads({
  route: 'GET /v1/operator/accounts/{id}/wallet/transactions',
  name: 'listTransactionsOfAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: "List an account's transactions, newest first, with who asked for each",
  query: pageBy(byNumber, 'transactions'),
  refusals: { local: { unknown: 109 } },
  answers: Paged(WalletEntry),

  async read({ db, params, query: { limit, cursor: before }, refuse }) {
    const id = idIn(params.id)
    if ((await readAccountState(db, id)) === undefined) refuse('unknown')
    const rows = await listTransactions(db, id, { before, limit })
    return { data: { items: rows.map(walletEntry), next: nextAfter(byNumber, rows, limit, (row) => row.id) } }
  },
})
