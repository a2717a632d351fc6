// Where an account stands, as operators see it.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { accountLifecycle } from '../model/account.lifecycle.ts'
import type { AccountState as State } from '../model/account.lifecycle.ts'
import { literals, moment } from '../model/wire-schemas.ts'

export const AccountState = Type.Object(
  {
    id: Type.String(),
    state: literals(Object.keys(accountLifecycle.states), 'where it stands in its lifecycle'),
    since: moment('since when'),
  },
  { $id: 'AccountState' },
)

/** Where an account stands since a moment. */
export const accountState = (id: string, state: State, since: Date): Static<typeof AccountState> => {
  return { id, state, since: since.toISOString() }
}
