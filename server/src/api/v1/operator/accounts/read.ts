// GET /v1/operator/accounts/{id}: one account with its credit.
import { AccountSummary, accountView } from '../../../../accounts/account-view.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import { findAccount } from '../../../../store/accounts.ts'

export const readAccount = reads({
  route: 'GET /v1/operator/accounts/{id}',
  name: 'readAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'read',
  summary: 'Read an account',
  refusals: { local: { unknown: 109 } },
  answers: AccountSummary,

  async read({ db, params, refuse }) {
    return { data: accountView((await findAccount(db, { id: idIn(params.id) })) ?? refuse('unknown')) }
  },
})
