// What happened to an account, numbered without a gap. The database writes it: whatever adds to history, ledger or events
// is numbered as its transaction commits (server/migrations/0032-feed.sql, docs/decisions/0031-one-feed-an-account.md).
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import type { Mover } from '../model/lifecycle.ts'
import type { Reader } from './database.ts'
import type { EventSubject } from './events.ts'
import { andOf } from './population.ts'
import type { Population } from './population.ts'

/** How long an entry is kept. */

/** Something that happened, from whichever of the three tables tells it; the others' columns are null. */
export interface Happening {
  at: Date
  subject_kind: EventSubject['kind'] | null
  subject_id: string | null
  author: Author | null
  sequence: number | null
  move: string | null
  from_state: string | null
  to_state: string | null
  by_whom: Mover | null
  reason: string | null
  reason_codes: string[] | null
  entry_id: number | null
  entry_kind: 'top-up' | 'capture' | 'refund' | null
  amount_cents: number | null
  cause: string | null
  event_id: string | null
  event_kind: string | null
  detail: unknown
}

export interface FeedEntry extends Happening {
  number: number
}

/**
 * Which entries: those after a number, oldest first, or without one the newest first, before a number; of the one resource
 * whose id is `subject`, or all.
 */
export interface FeedPage {
  subject?: string | undefined
  after?: number | undefined
  before?: number | undefined
  limit: number
}

/** A page of the account's entries. */
export async function listFeed(
  db: Reader,
  accountId: string,
  { subject, after, before, limit }: FeedPage,
): Promise<FeedEntry[]> {
  const order = after === undefined ? sql`desc` : sql`asc`
  const page =
    after === undefined ? (before === undefined ? sql`` : sql`and number < ${before}`) : sql`and number > ${after}`
  const about = subject === undefined ? sql`` : sql`and subject_id = ${subject}`
  const found = await sql<FeedEntry>`
    select f.number, f.at, f.subject_kind, f.subject_id, coalesce(h.author, l.author, e.author) as author, f.sequence,
      h.move, h.from_state, h.to_state, h.by_whom, coalesce(h.reason, l.reason) as reason, h.reason_codes,
      f.entry_id, l.kind as entry_kind, l.amount_cents, l.cause, f.event_id, e.kind as event_kind, e.detail
    from (
      select * from feed where account_id = ${accountId} ${about} ${page} order by number ${order} limit ${limit}
    ) f
    left join history h on h.subject_kind = f.subject_kind and h.subject_id = f.subject_id and h.sequence = f.sequence
    left join ledger_entries l on l.id = f.entry_id
    left join events e on e.id = f.event_id
    order by f.number ${order}`.execute(db)
  return found.rows
}

/** When the oldest entry of all was written; undefined without any. */
export async function oldestInFeed(db: Reader, whose: Population): Promise<Date | undefined> {
  const found = await sql<{
    at: Date | null
  }>`select min(kept_from) as at from feed where true ${andOf(whose)}`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Forgets entries older than `before`, the oldest first, at most `limit`; returns how many. */
export async function forgetFeed(db: Reader, whose: Population, before: Date, limit: number): Promise<number> {
  const gone = await sql`
    delete from feed where (account_id, number) in (
      select account_id, number from feed where kept_from <= ${before} ${andOf(whose)}
      order by kept_from, account_id, number limit ${limit}
    )`.execute(db)
  return Number(gone.numAffectedRows ?? 0n)
}
