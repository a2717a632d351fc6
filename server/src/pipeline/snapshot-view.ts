// A snapshot as the calls about it show it.
import { Type } from 'typebox'
import { formatCents } from '../model/money.ts'
import { moment } from '../model/wire-schemas.ts'
import type { SnapshotRow } from '../store/snapshots.ts'

const count = Type.Integer({ minimum: 0, description: 'how many are in it' })

export const Snapshot = Type.Object(
  {
    id: Type.String({ description: '24 hex digits' }),
    created_at: moment('when it was made'),
    mailboxes: count,
    domains: count,
    requests: count,
    credit: Type.String({ description: 'euro' }),
  },
  { $id: 'Snapshot' },
)

/** The view of a row. */
export const snapshotView = ({ id, created_at, balance_cents, ...counts }: SnapshotRow) => {
  return { id, created_at: created_at.toISOString(), ...counts, credit: formatCents(balance_cents) }
}
