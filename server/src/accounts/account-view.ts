// An account as operators see it.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { accountLifecycle } from '../model/account.lifecycle.ts'
import { formatCents } from '../model/money.ts'
import { literals, moment } from '../model/wire-schemas.ts'
import type { AccountRow } from '../store/accounts.ts'

export const AccountSummary = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    state: literals(Object.keys(accountLifecycle.states), 'where it stands in its lifecycle'),
    created_at: moment('when it was opened'),
    credit: Type.String({ description: 'euro that can be spent' }),
    held: Type.String({ description: 'euro held for operations that are pending' }),
  },
  { $id: 'AccountSummary' },
)

/** An account with its wallet. */
export const accountView = (row: AccountRow): Static<typeof AccountSummary> => ({
  id: row.id,
  email: row.email,
  state: row.state,
  created_at: row.created_at.toISOString(),
  credit: formatCents(row.balance_cents - row.held_cents),
  held: formatCents(row.held_cents),
})
