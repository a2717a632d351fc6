// GET /v1/wallet: the account's credit, and what of it is held for orders under way.
import { WalletView, walletView } from '../../../accounts/wallet-view.ts'
import { readWallet } from '../../../ledger/ledger.ts'
import { reads } from '../../../pipeline/declare.ts'

export const readOwnCredit = reads({
  route: 'GET /v1/wallet',
  name: 'readOwnCredit',
  tag: 'Account',
  permission: 'money',
  summary: 'Read your credit, and what of it is held',
  refusals: {},
  answers: WalletView,

  async read({ db, principal: { accountId } }) {
    return { data: walletView(await readWallet(db, accountId)) }
  },
})
