// What tokens have done, against their limits. Each count is one statement with its own condition, so that it is exact however many
// calls arrive at once.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'

/** Counts a request of a token; false when it has made as many as it may. */
export async function takeRequest(db: Reader, tokenId: string): Promise<boolean> {
  const taken = await sql`
    update tokens set requests = requests + 1
    where id = ${tokenId} and (max_requests is null or requests < max_requests)`.execute(db)
  return taken.numAffectedRows === 1n
}

/** Counts a payment of a token; false when it is one too many, or more than it may spend. */
export async function takePayment(tx: Writer, tokenId: string, cents: number): Promise<boolean> {
  const taken = await sql`
    update tokens set payments = payments + 1, spent_cents = spent_cents + ${cents}
    where id = ${tokenId} and (max_payments is null or payments < max_payments)
      and (max_spent_cents is null or spent_cents + ${cents} <= max_spent_cents)`.execute(tx)
  return taken.numAffectedRows === 1n
}

/** Takes back a payment whose price was released. */
export async function returnPayment(tx: Writer, holdId: number): Promise<void> {
  await sql`
    update tokens t set payments = t.payments - 1, spent_cents = t.spent_cents - e.amount_cents
    from ledger_entries e
    where e.id = ${holdId} and t.id = e.author ->> 'token' and t.payments > 0 and t.spent_cents >= e.amount_cents`.execute(
    tx,
  )
}
