// What one operator alone gave an account lately, so that small credits count together.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'
import { confirmedCreditBegins } from './causes.ts'

/** Cents of the operator's top-ups of the account since a moment that nobody else confirmed. */
export async function unconfirmedCents(
  db: Reader,
  accountId: string,
  operatorId: string,
  since: Date,
): Promise<number> {
  // All rises are named, so that their index is used.
  const found = await sql<{ cents: number }>`
    select coalesce(sum(amount_cents), 0)::bigint as cents from ledger_entries
    where account_id = ${accountId} and created_at > ${since} and kind in ('top-up', 'refund', 'release') and kind = 'top-up'
      and author ->> 'operator' = ${operatorId} and not starts_with(cause, ${confirmedCreditBegins})`.execute(db)
  return found.rows[0]?.cents ?? 0
}
