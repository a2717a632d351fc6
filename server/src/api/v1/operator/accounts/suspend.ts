// POST /v1/operator/accounts/{id}/suspend: an operator suspends an account.
import { suspendAccount } from '../../../../accounts/states.ts'
import { movesAccount } from '../../../../pipeline/move-account.ts'

export const suspendAccountOfCustomer = movesAccount({
  route: 'POST /v1/operator/accounts/{id}/suspend',
  name: 'suspendAccount',
  summary: 'Suspend an account: its tokens and keys open nothing, and its wallet pays for nothing new',
  move: suspendAccount,
  to: 'suspended',
})
