// A resource beside its account and all that became of it, for operators.
import { Type } from 'typebox'
import type { ResourceKind } from '../model/resource-kind.ts'
import { moment, orNull } from '../model/wire-schemas.ts'
import { findAccount } from '../store/accounts.ts'
import type { Reader } from '../store/database.ts'
import { listHistory } from '../store/history.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'

const MOST_HISTORY = 200
const textOrNull = orNull(Type.String())

/** The account a resource belongs to. */
export const Owner = Type.Object({ id: Type.String(), email: Type.String() }, { description: 'the customer’s account' })

/** The history of a resource. */
export const History = Type.Array(
  Type.Object({
    at: moment('when'),
    move: Type.String(),
    from: textOrNull,
    to: Type.String(),
    by: Type.String({ description: 'customer, provider, clock or operator' }),
    author: Type.Union([
      Type.Object({}, { additionalProperties: true, description: 'ids of who decided it' }),
      Type.Null(),
    ]),
    reason: textOrNull,
    reasons: Type.Array(Type.String(), { description: 'codes of the fixed list' }),
  }),
  { description: 'newest first' },
)

/** The history of a resource, as `History` has it. */
export async function historyOf(db: Reader, resource: { kind: ResourceKind; id: string }) {
  const rows = await listHistory(db, resource, MOST_HISTORY)
  return rows.map(({ at, move, from_state: from, to_state: to, by_whom: by, author, reason, reason_codes }) => {
    return { at: at.toISOString(), move, from, to, by, author, reason, reasons: reason_codes ?? [] }
  })
}

/** What a call answers that shows a resource to operators. */
export const withOwner = <View extends Resource['schema']>(resource: View) =>
  Type.Object({ resource, version: Type.Integer(), provider: Type.String(), owner: Owner, history: History })

/** A resource as its owner sees it, beside owner and history. */
export async function shownWithOwner<Row extends ResourceRow>(db: Reader, { kind, view }: Resource<Row>, row: Row) {
  const { id, version, provider, account_id } = row
  const account = await findAccount(db, { id: account_id })
  const email = account?.email ?? ''
  const owner = { id: account_id, email }
  return { resource: view(row, email), version, provider, owner, history: await historyOf(db, { kind, id }) }
}
