// The tokens of an account as it manages them itself: made, listed, changed, refreshed, deleted.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'
import type { Page } from './pages.ts'

/** What a token may do at most; null: no limit. An empty list of addresses: any. */
export interface TokenLimits {
  max_requests: number | null
  max_payments: number | null
  max_subscription_requests: number | null
  max_spent_cents: number | null
  allowed_ips: string[]
}

export interface IssuedTokenRow extends TokenLimits {
  id: string
  name: string
  scopes: string[]
  created_at: Date
  updated_at: Date | null
  expires_at: Date | null
  ttl_seconds: number | null
  requests: number
  payments: number
  spent_cents: number
}

/** What its holder decides of a token. */
export interface TokenTerms {
  name: string
  scopes: string[]
  ttlSeconds: number
  expiresAt: Date
  limits: TokenLimits
}

/** The hashes of a token and of its refresh token. */
export interface TokenHashes {
  hash: Buffer
  refreshHash: Buffer
}

const columns = sql.raw(`id, name, scopes, created_at, updated_at, expires_at, ttl_seconds, allowed_ips, max_requests,
  max_payments, max_subscription_requests, max_spent_cents, requests, payments, spent_cents`)

/** Adds a token of an account. */
export async function insertIssuedToken(
  tx: Writer,
  { id, accountId, hash, refreshHash, ...terms }: TokenTerms & TokenHashes & { id: string; accountId: string },
  now: Date,
): Promise<IssuedTokenRow | undefined> {
  const { name, scopes, ttlSeconds, expiresAt, limits } = terms
  const added = await sql<IssuedTokenRow>`
    insert into tokens (id, account_id, role, token_hash, refresh_hash, name, scopes, created_at, updated_at, expires_at,
      ttl_seconds, allowed_ips, max_requests, max_payments, max_subscription_requests, max_spent_cents)
    values (${id}, ${accountId}, 'customer', ${hash}, ${refreshHash}, ${name}, ${scopes}, ${now}, ${now}, ${expiresAt},
      ${ttlSeconds}, ${limits.allowed_ips}, ${limits.max_requests}, ${limits.max_payments},
      ${limits.max_subscription_requests}, ${limits.max_spent_cents})
    returning ${columns}`.execute(tx)
  return added.rows[0]
}

/** What names a token: the hash of its text, or its id. */
export interface TokenName {
  hash: Buffer
  id: string
}

const named = (accountId: string, { hash, id }: TokenName) =>
  sql`account_id = ${accountId} and revoked_at is null and idle_seconds is null and (token_hash = ${hash} or id = ${id})`

/** A token of the account that was not deleted. */
export async function findIssuedToken(
  db: Reader,
  accountId: string,
  name: TokenName,
  lock: 'lock' | 'plain' = 'plain',
): Promise<IssuedTokenRow | undefined> {
  const found = await sql<IssuedTokenRow>`
    select ${columns} from tokens where ${named(accountId, name)} ${sql.raw(lock === 'lock' ? 'for update' : '')}`.execute(
    db,
  )
  return found.rows[0]
}

/** The account's tokens that were not deleted, newest first. */
export async function listIssuedTokens(db: Reader, accountId: string, page: Page): Promise<IssuedTokenRow[]> {
  const found = await sql<IssuedTokenRow>`
    select ${columns} from tokens where account_id = ${accountId} and revoked_at is null and idle_seconds is null
    order by place desc limit ${page.limit} offset ${page.skip}`.execute(db)
  return found.rows
}

/** Changes what a token may do; with hashes, also its text, so that the one before opens nothing any more. */
export async function updateIssuedToken(
  tx: Writer,
  { id, name, scopes, ttlSeconds, expiresAt, limits, ...hashes }: TokenUpdate,
  now: Date,
): Promise<IssuedTokenRow | undefined> {
  const updated = await sql<IssuedTokenRow>`
    update tokens set name = ${name}, scopes = ${scopes}, ttl_seconds = ${ttlSeconds}, expires_at = ${expiresAt},
      allowed_ips = ${limits.allowed_ips}, max_requests = ${limits.max_requests}, max_payments = ${limits.max_payments},
      max_subscription_requests = ${limits.max_subscription_requests}, max_spent_cents = ${limits.max_spent_cents},
      token_hash = coalesce(${hashes.hash ?? null}, token_hash),
      refresh_hash = coalesce(${hashes.refreshHash ?? null}, refresh_hash),
      updated_at = ${now}
    where id = ${id} and refresh_hash is not distinct from coalesce(${hashes.refreshedBy ?? null}, refresh_hash)
    returning ${columns}`.execute(tx)
  return updated.rows[0]
}

export interface TokenUpdate extends Omit<TokenTerms, 'ttlSeconds' | 'expiresAt'>, Partial<TokenHashes> {
  id: string
  ttlSeconds: number | null
  expiresAt: Date | null
  /** The hash of the refresh token that asks for it: valid once. */
  refreshedBy?: Buffer
}

/** Deletes a token of the account; false when there is none of that name. */
export async function deleteIssuedToken(tx: Writer, accountId: string, name: TokenName, now: Date): Promise<boolean> {
  const deleted = await sql`update tokens set revoked_at = ${now} where ${named(accountId, name)}`.execute(tx)
  return deleted.numAffectedRows === 1n
}

/** The token a refresh token is for, unless deleted or of an account that is not active. */
export async function findByRefreshHash(
  db: Reader,
  refreshHash: Buffer,
): Promise<{ id: string; account_id: string; email: string; allowed_ips: string[] } | undefined> {
  const found = await sql<{ id: string; account_id: string; email: string; allowed_ips: string[] }>`
    select t.id, t.account_id, a.email, t.allowed_ips from tokens t join accounts a on a.id = t.account_id
    where t.refresh_hash = ${refreshHash} and t.revoked_at is null and a.state = 'active'`.execute(db)
  return found.rows[0]
}
