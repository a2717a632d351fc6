// GET /v1/operator/trust: the trusted lists that signatures are judged by, and how fresh they are.
import { Type } from 'typebox'
import { moment, orNull, strings } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { trustListStates } from '../../../../store/trust-lists.ts'

const TrustedListState = Type.Object(
  {
    territory: strings('country of the list, such as IT'),
    sequence: Type.Integer({ description: 'number of the list, higher with each' }),
    issued_at: moment('when it was issued'),
    next_update: orNull(moment('by when another one is due; null where the list is closed')),
    imported_at: moment('when it was imported'),
    is_overdue: Type.Boolean({ description: 'whether another one was due by now' }),
    issuers: Type.Integer({ description: 'how many it names' }),
  },
  { $id: 'TrustedListState' },
)

export const listTrust = reads({
  route: 'GET /v1/operator/trust',
  name: 'listTrust',
  tag: 'Operator',
  access: 'operator',
  permission: 'read',
  summary: 'List the trusted lists imported so far, one a country; signatures are judged by them',
  refusals: {},
  answers: Type.Array(TrustedListState),

  async read({ db, context }) {
    // Lists are issued and fall due in real time.
    const now = context.clock.realNow()
    const data = (await trustListStates(db)).map(({ issued_at, next_update, imported_at, ...row }) => ({
      ...row,
      issued_at: issued_at.toISOString(),
      next_update: next_update?.toISOString() ?? null,
      imported_at: imported_at.toISOString(),
      is_overdue: next_update !== null && next_update < now,
    }))
    return { data }
  },
})
