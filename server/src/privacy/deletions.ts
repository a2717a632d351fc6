// How much of what was deleted because its time was over.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'

/** What went on a day, by the product's clock. */
export interface Deletion {
  day: string
  kind: string
  deleted: number
}

/** Adds to the count of a day. */
export async function noteDeleted(db: Reader, kind: string, deleted: number, at: Date): Promise<void> {
  if (deleted === 0) return
  await sql`
    insert into deletions as d (day, kind, deleted) values ((${at}::timestamptz at time zone 'UTC')::date, ${kind}, ${deleted})
    on conflict (kind, day) do update set deleted = d.deleted + excluded.deleted`.execute(db)
}

/** What was deleted, the newest days first, at most `most` lines. */
export async function listDeletions(db: Reader, most: number): Promise<Deletion[]> {
  const found = await sql<Deletion>`
    select to_char(day, 'YYYY-MM-DD') as day, kind, deleted from deletions order by day desc, kind limit ${most}`.execute(
    db,
  )
  return found.rows
}
