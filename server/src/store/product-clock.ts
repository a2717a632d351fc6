// The product's clock is the database's, so that processes agree whatever their own say; a sandbox's stands ahead of it by
// one row, so that every process and restart agrees on that too.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { monotonicMs } from '../model/clock.ts'
import type { ClockReading } from '../model/clock.ts'
import type { Schema } from './schema.ts'

/** What the database's clock says, and how many milliseconds the product's clock is ahead of it. */
export interface ProductClockReading extends ClockReading {
  offsetMs: number
  /** How often it was set back by then. */
  turn: number
  /** How often clocks of single accounts had been moved by then (account-clocks.ts). */
  accountMoves: number
}

const select =
  'select extract(epoch from clock_timestamp()) * 1000 as real_ms, offset_ms, turn, account_moves from product_clock'

/** Opens a transaction and reads the clock in the same round trip; the second result is for `readingFrom`. */
export const BEGIN_WITH_CLOCK = `begin; ${select}`

/** Reads the clock. */
export async function readProductClock(db: Kysely<Schema>): Promise<ProductClockReading> {
  const askedAtMs = monotonicMs()
  const found = await sql<object>`${sql.raw(select)}`.execute(db)
  return readingFrom(found.rows[0], askedAtMs)
}

/** A row of the clock, heard just now, as a reading. */
export function readingFrom(row: unknown, askedAtMs: number): ProductClockReading {
  const { real_ms, offset_ms, turn, account_moves } = Object(row)
  return {
    realMs: Number(real_ms),
    offsetMs: Number(offset_ms ?? 0),
    turn: Number(turn ?? 0),
    accountMoves: Number(account_moves ?? 0),
    askedAtMs,
    heardAtMs: monotonicMs(),
  }
}

/** Sets how far the product's clock is ahead; by this it never goes back. */
export async function writeClockOffset(db: Kysely<Schema>, offsetMs: number): Promise<void> {
  await sql`update product_clock set offset_ms = greatest(offset_ms, ${offsetMs})`.execute(db)
}

/** Sets the product's clock back to real time. */
export async function writeRealTime(db: Kysely<Schema>): Promise<void> {
  await sql`update product_clock set offset_ms = 0, turn = turn + 1`.execute(db)
}
