// POST /v1/operator/accounts/{id}/reopen: an operator lets a suspended account go on.
import { reopenAccount } from '../../../../accounts/states.ts'
import { AccountState, accountState } from '../../../../accounts/state-view.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { text } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'

export const reopenAccountOfCustomer = writes({
  route: 'POST /v1/operator/accounts/{id}/reopen',
  name: 'reopenAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'Reopen a suspended account',
  body: { reason: required(text(200, 'why; the customer reads it'), 110) },
  refusals: { local: { unknown: 109, wrongState: 171 } },
  answers: AccountState,

  async apply({ params: { id = '' }, body: { reason }, unit, refuse }) {
    if (!isResourceId(id)) refuse('unknown')
    const theirs = unit.inTimeOf(id)
    const done = await reopenAccount(theirs, { accountId: id, reason })
    if (done.is === 'unknown') return refuse('unknown')
    if (done.is === 'wrong state') throw ownRefusal(171, { state: done.state })
    return { data: accountState(id, 'active', theirs.now) }
  },
})
