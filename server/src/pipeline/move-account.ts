// The calls by which an operator suspends an account or lets it go on: one and the same but for the move.
import type { AboutAccount, AccountMoved } from '../accounts/states.ts'
import { AccountState, accountState } from '../accounts/state-view.ts'
import { ownRefusal } from '../errors/refusal.ts'
import type { AccountState as State } from '../model/account.lifecycle.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { writes } from './declare.ts'
import { text } from './field-types.ts'
import { required } from './fields.ts'
import type { Operation } from './operation.ts'
import { idIn } from './path-id.ts'

/** Which call, which move, and where the account stands then. */
interface AccountMoveCall {
  route: `POST /v1/operator/accounts/{id}/${string}`
  name: string
  summary: string
  move(unit: UnitOfWork, about: AboutAccount): Promise<AccountMoved>
  to: State
}

/** The call of an operator that moves an account, with a reason. */
export const movesAccount = ({ route, name, summary, move, to }: AccountMoveCall): Operation =>
  writes({
    route,
    name,
    tag: 'Operator',
    access: 'operator',
    permission: 'administer',
    summary,
    body: { reason: required(text(200, 'why; the customer reads it'), 110) },
    refusals: { local: { unknown: 109, wrongState: 171 } },
    answers: AccountState,

    async apply({ params, body: { reason }, unit, refuse }) {
      const accountId = idIn(params.id)
      const theirs = unit.inTimeOf(accountId)
      const done = await move(theirs, { accountId, reason })
      if (done.is === 'unknown') return refuse('unknown')
      if (done.is === 'wrong state') throw ownRefusal(171, { state: done.state })
      return { data: accountState(accountId, to, theirs.now) }
    },
  })
