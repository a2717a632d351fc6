// POST /v1/operator/accounts/{id}/suspend: an operator suspends an account.
import { suspendAccount } from '../../../../accounts/states.ts'
import { AccountState, accountState } from '../../../../accounts/state-view.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { text } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'

export const suspendAccountOfCustomer = writes({
  route: 'POST /v1/operator/accounts/{id}/suspend',
  name: 'suspendAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'Suspend an account: its tokens and keys open nothing, and its wallet pays for nothing new',
  body: { reason: required(text(200, 'why; the customer reads it'), 110) },
  refusals: { local: { unknown: 109, wrongState: 171 } },
  answers: AccountState,

  async apply({ params: { id = '' }, body: { reason }, unit, refuse }) {
    if (!isResourceId(id)) refuse('unknown')
    const theirs = unit.inTimeOf(id)
    const done = await suspendAccount(theirs, { accountId: id, reason })
    if (done.is === 'unknown') return refuse('unknown')
    if (done.is === 'wrong state') throw ownRefusal(171, { state: done.state })
    return { data: accountState(id, 'suspended', theirs.now) }
  },
})
