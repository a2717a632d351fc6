// POST /v1/operator/accounts/{id}/close: an operator ends an account for good.
import { Type } from 'typebox'
import { closeAccount } from '../../../../accounts/states.ts'
import { AccountState, accountState } from '../../../../accounts/state-view.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { formatCents } from '../../../../model/money.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { flag, text } from '../../../../pipeline/field-types.ts'
import { optional, required } from '../../../../pipeline/fields.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import type { UnderWay } from '../../../../store/account-states.ts'

export const closeAccountOfCustomer = writes({
  route: 'POST /v1/operator/accounts/{id}/close',
  name: 'closeAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'Close an account for good: its tokens and keys end, and the credit left is to be paid back',
  body: {
    reason: required(text(200, 'why; it stands with the payout in the ledger'), 110),
    force: optional(flag, false, 110),
  },
  refusals: { local: { unknown: 109, wrongState: 171, busy: 172 } },
  answers: Type.Object(
    {
      ...AccountState.properties,
      paid_out: Type.String({ description: 'euro that was left, taken from the wallet: to be paid back outside' }),
    },
    { $id: 'ClosedAccount' },
  ),

  async apply({ params, body: { reason, force }, principal: { operatorId }, requestId, unit, refuse }) {
    const id = idIn(params.id)
    const theirs = unit.inTimeOf(id)
    const about = { accountId: id, reason, force, cause: `closing ${requestId}`, operatorId }
    const done = await closeAccount(theirs, about)
    if (done.is === 'unknown') return refuse('unknown')
    if (done.is === 'wrong state') throw ownRefusal(171, { state: done.state })
    if (done.is === 'busy') throw ownRefusal(172, { what: told(done.underWay) })
    return { data: { ...accountState(id, 'closed', theirs.now), paid_out: formatCents(done.paidOutCents) } }
  },
})

/** Such as `2 mailboxes, 1 domain`. */
function told({ mailboxes, domains, orders }: UnderWay): string {
  const counted = [
    [mailboxes, 'mailbox', 'mailboxes'],
    [domains, 'domain', 'domains'],
    [orders, 'order or request', 'orders or requests'],
  ] as const
  return counted
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
    .join(', ')
}
