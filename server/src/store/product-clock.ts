// How far the product's clock stands ahead of real time: one row, so that every process and restart agrees.
import { sql } from 'kysely'
import type { Reader } from './database.ts'

/** Milliseconds the product's clock is ahead of real time. */
export async function readClockOffset(db: Reader): Promise<number> {
  const found = await sql<{ offset_ms: number }>`select offset_ms from product_clock`.execute(db)
  return found.rows[0]?.offset_ms ?? 0
}

/** Sets how far the product's clock is ahead; it never goes back. */
export async function writeClockOffset(db: Reader, offsetMs: number): Promise<void> {
  await sql`update product_clock set offset_ms = greatest(offset_ms, ${offsetMs})`.execute(db)
}
