// The wallet as a list: what came in and what was spent. Holds move nothing until they are captured.
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import type { Reader } from '../store/database.ts'

export interface TransactionRow {
  id: number
  kind: 'top-up' | 'capture' | 'refund'
  amount_cents: number
  cause: string
  reason: string
  /** Of a refund: the id of the transaction it pays back. */
  refunds: number | null
  created_at: Date
  /** Who asked for it; null for what happened by itself. */
  author: Author | null
}

/** Which transactions: after as many, or before one. */
export interface TransactionPage {
  skip?: number
  before?: number | undefined
  limit: number
}

/** The account's transactions, newest first. */
export async function listTransactions(
  db: Reader,
  accountId: string,
  page: TransactionPage,
): Promise<TransactionRow[]> {
  const { skip = 0, before, limit } = page
  const found = await sql<TransactionRow>`
    select id, kind, amount_cents, cause, reason, case when kind = 'refund' then ends_id end as refunds, created_at,
      author
    from ledger_entries
    where account_id = ${accountId} and kind in ('top-up', 'capture', 'refund')
      ${before === undefined ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit} offset ${skip}`.execute(db)
  return found.rows
}

/** When the wallet moved last. */
export async function lastMovedAt(db: Reader, accountId: string): Promise<Date | undefined> {
  const found = await sql<{ created_at: Date }>`
    select created_at from ledger_entries where account_id = ${accountId} order by id desc limit 1`.execute(db)
  return found.rows[0]?.created_at
}
