// Callbacks that are done with, and how long they are kept.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'

/** When the first of those that are still kept was delivered or given up. */
export async function oldestFinishedDelivery(db: Reader, whose: Population): Promise<Date | undefined> {
  const found = await sql<{ at: Date }>`
    select finished_at as at from callback_deliveries where finished_at is not null ${andOf(whose)}
    order by finished_at limit 1`.execute(db)
  return found.rows[0]?.at
}

/** Deletes callbacks that were done with by a moment, with their attempts, so many at most; returns how many. */
export async function deleteFinishedDeliveries(
  db: Reader,
  whose: Population,
  before: Date,
  limit: number,
): Promise<number> {
  const deleted = await sql`
    delete from callback_deliveries where id in (
      select id from callback_deliveries where finished_at <= ${before} ${andOf(whose)} order by finished_at limit ${limit}
    )`.execute(db)
  return Number(deleted.numAffectedRows ?? 0n)
}
