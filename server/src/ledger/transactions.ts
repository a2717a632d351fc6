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

/** Which transactions of a wallet: of one kind, of some days, after a place in the list. */
export interface StatementPage {
  kind?: TransactionRow['kind'] | undefined
  since?: Date | undefined
  until?: Date | undefined
  after?: { at: Date; place: number } | undefined
  limit: number
}

/** A transaction with the id of the mailbox, domain or request it is about, where it is about one. */
export interface StatementRow extends TransactionRow {
  subject: string | null
}

/** The account's transactions by the moment they happened, the newest first. */
export async function listStatement(db: Reader, accountId: string, page: StatementPage): Promise<StatementRow[]> {
  return (await statementPage(accountId, page).execute(db)).rows
}

/** The statement of a page: it reads its rows from one index, wherever in the list it is. */
export function statementPage(accountId: string, { kind, since, until, after, limit }: StatementPage) {
  return sql<StatementRow>`
    select id, kind, amount_cents, cause, reason, case when kind = 'refund' then ends_id end as refunds, created_at,
      resource_in(cause) as subject
    from ledger_entries
    where account_id = ${accountId} and kind in ('top-up', 'capture', 'refund')
      ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
      ${since === undefined ? sql`` : sql`and created_at >= ${since}`}
      ${until === undefined ? sql`` : sql`and created_at < ${until}`}
      ${after === undefined ? sql`` : sql`and (created_at, id) < (${after.at}, ${after.place})`}
    order by created_at desc, id desc limit ${limit}`
}
