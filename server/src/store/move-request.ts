// The only way to change the state of a request to the Business Register: one statement with its own condition.
import { sql } from 'kysely'
import type { ColumnType } from 'kysely'
import type { Mover } from '../model/lifecycle.ts'
import { registryRequestLifecycle } from '../model/registry-request.lifecycle.ts'
import type { RegistryRequestMove } from '../model/registry-request.lifecycle.ts'
import type { Writer } from './database.ts'
import { registryRequestColumns } from '../registry-requests/table.ts'
import type { RegistryRequestRow } from '../registry-requests/table.ts'
import type { RegistryRequests } from './schema.ts'

type Settable =
  'codice_registro_imprese' | 'documenti_registro_imprese' | 'submissions' | 'submitted_at' | 'check_at' | 'rejection'

type Unwrapped<K extends Settable> =
  RegistryRequests[K] extends ColumnType<infer S, unknown, unknown> ? S : RegistryRequests[K]

/** Columns a move may set beside the state; undefined leaves a column as it is. */
export type RegistryRequestChanges = { [K in Settable]?: Unwrapped<K> }

/**
 * Moves a request and dates it `now`, which the caller cuts to the second. Gives the row after the move, or undefined
 * when the request is no longer as `subject` says: somebody was faster.
 */
export async function moveRegistryRequest(
  tx: Writer,
  subject: RegistryRequestRow,
  move: RegistryRequestMove,
  changes: RegistryRequestChanges,
  by: { whom: Mover; now: Date; reason?: string },
): Promise<RegistryRequestRow | undefined> {
  const { from, to } = registryRequestLifecycle.moves[move]
  const assignments = Object.entries({ ...changes, stato: to, '"timestamp"': by.now })
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => sql`${sql.raw(column)} = ${value}`)
  const moved = await sql<RegistryRequestRow>`
    with moved as (
      update registry_requests set version = version + 1, ${sql.join(assignments)}
      where id = ${subject.id} and version = ${subject.version} and stato = any(${[...from]}::text[])
      returning *
    ), noted as (
      insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, at, reason)
      select 'request', id, version, ${move}::text, ${subject.stato}::text, stato, ${by.whom}::text, ${by.now}::timestamptz, ${by.reason ?? null}::text
      from moved
    )
    select ${registryRequestColumns} from moved`.execute(tx)
  return moved.rows[0]
}
