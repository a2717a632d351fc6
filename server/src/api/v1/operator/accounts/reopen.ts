// POST /v1/operator/accounts/{id}/reopen: an operator lets a suspended account go on.
import { reopenAccount } from '../../../../accounts/states.ts'
import { movesAccount } from '../../../../pipeline/move-account.ts'

export const reopenAccountOfCustomer = movesAccount({
  route: 'POST /v1/operator/accounts/{id}/reopen',
  name: 'reopenAccount',
  summary: 'Reopen a suspended account',
  move: reopenAccount,
  to: 'active',
})
