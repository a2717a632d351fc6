// The log of callbacks as the platform calls show it (contract 2.25), found by keys alone.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'
import type { Page } from '../store/pages.ts'

/** A delivery with its last attempt; `status` is null where no answer came. */
export interface LoggedDelivery {
  id: string
  scope: string
  url: string
  status: number | null
  started_at: Date
  finished_at: Date | null
}

export interface LoggedDeliveryDetail extends LoggedDelivery {
  state: string
  created_at: Date
  content_type: string
  body: string
  attempts: number
  elapsed_ms: number | null
}

const columns = sql.raw(
  `d.id, d.scope, d.url, a.status, coalesce(a.started_at, d.created_at) as started_at, d.finished_at`,
)
const lastAttempt = sql.raw(`left join callback_attempts a on a.delivery_id = d.id and a.attempt = d.attempts`)

/** The account's deliveries, newest first; of some scopes only, where any are given. */
export async function listLoggedDeliveries(
  db: Reader,
  accountId: string,
  { skip, limit, scopes }: Page & { scopes: readonly string[] },
): Promise<LoggedDelivery[]> {
  const newest = sql`order by created_at desc, place desc limit ${skip + limit}`
  const found =
    scopes.length === 0
      ? sql`select * from callback_deliveries where account_id = ${accountId} ${newest}`
      : sql`select one.* from unnest(${[...scopes]}::text[]) as s (scope) cross join lateral (
          select * from callback_deliveries where account_id = ${accountId} and scope = s.scope ${newest}) one`
  const rows = await sql<LoggedDelivery>`
    select ${columns} from (
      select * from (${found}) found order by created_at desc, place desc limit ${limit} offset ${skip}
    ) d ${lastAttempt} order by d.created_at desc, d.place desc`.execute(db)
  return rows.rows
}

/** One delivery of the account. */
export async function findLoggedDelivery(
  db: Reader,
  accountId: string,
  id: string,
): Promise<LoggedDeliveryDetail | undefined> {
  const found = await sql<LoggedDeliveryDetail>`
    select ${columns}, d.state, d.created_at, d.content_type, d.body, d.attempts, a.elapsed_ms
    from callback_deliveries d ${lastAttempt} where d.account_id = ${accountId} and d.id = ${id}`.execute(db)
  return found.rows[0]
}
