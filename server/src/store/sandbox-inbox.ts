// Callbacks a sandbox sent to itself, kept for whoever has no receiver yet; the newest of each account.
import { sql } from 'kysely'
import type { Reader } from './database.ts'

const KEPT_AT_MOST = 200

/** A callback that arrived: headers in lower case, the body as text. */
export interface CaughtCallback {
  /** Rises with every arrival. */
  id: number
  path: string
  headers: Record<string, string>
  body: string
  signature_right: boolean
  at: Date
}

/** Whose callback a delivery is; undefined for an id nobody was sent. */
export async function ownerOfDelivery(db: Reader, deliveryId: string): Promise<string | undefined> {
  const found = await sql<{ account_id: string }>`
    select account_id from callback_deliveries where id = ${deliveryId}`.execute(db)
  return found.rows[0]?.account_id
}

/** Keeps what arrived; the oldest beyond 200 of the account are forgotten. */
export async function keepCaught(db: Reader, accountId: string, caught: Omit<CaughtCallback, 'id'>): Promise<void> {
  const { path, headers, body, signature_right, at } = caught
  await sql`
    with forgotten as (
      delete from sandbox_inbox where account_id = ${accountId} and id <= (
        select id from sandbox_inbox where account_id = ${accountId} order by id desc offset ${KEPT_AT_MOST - 1} limit 1
      )
    )
    insert into sandbox_inbox (account_id, path, headers, body, signature_right, at)
    values (${accountId}, ${path}, ${JSON.stringify(headers)}::json, ${body}, ${signature_right}, ${at})`.execute(db)
}

/** What arrived for the account, newest first, older than the id `before` where there is one. */
export async function listCaught(
  db: Reader,
  accountId: string,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<CaughtCallback[]> {
  const found = await sql<CaughtCallback>`
    select id, path, headers, body, signature_right, at from sandbox_inbox
    where account_id = ${accountId} and (${before ?? null}::bigint is null or id < ${before ?? null})
    order by id desc limit ${limit}`.execute(db)
  return found.rows
}
