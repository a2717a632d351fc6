// What became of a resource, change by change.
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import type { Mover } from '../model/lifecycle.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Reader } from './database.ts'

export interface HistoryRow {
  at: Date
  move: string
  from_state: string | null
  to_state: string
  by_whom: Mover
  /** Ids of whoever decided it; null for the clock and for providers. */
  author: Author | null
  reason: string | null
  reason_codes: string[] | null
}

const columns = sql.raw('at, move, from_state, to_state, by_whom, author, reason, reason_codes')

/** The history of a resource, newest first, the last `most` changes. */
export async function listHistory(
  db: Reader,
  { kind, id }: { kind: ResourceKind; id: string },
  most: number,
): Promise<HistoryRow[]> {
  const found = await sql<HistoryRow>`
    select ${columns} from history where subject_kind = ${kind} and subject_id = ${id}
    order by sequence desc limit ${most}`.execute(db)
  return found.rows
}

/** The last of some moves that a resource made, if it made any. */
export async function lastOfMoves(
  db: Reader,
  { kind, id }: { kind: ResourceKind; id: string },
  moves: readonly string[],
): Promise<HistoryRow | undefined> {
  const found = await sql<HistoryRow>`
    select ${columns} from history
    where subject_kind = ${kind} and subject_id = ${id} and move = any(${[...moves]}::text[])
    order by sequence desc limit 1`.execute(db)
  return found.rows[0]
}
