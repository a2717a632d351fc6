// API keys of accounts, known only by the SHA-256 of their text. Several are valid at once while one replaces another.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'

/** What a key stands for, in one row with its account. */
export interface ApiKeyRow {
  id: string
  hash: Buffer
  account_id: string
  email: string
  allowed_ips: string[]
  expires_at: Date | null
  last_used_at: Date | null
}

export interface ApiKeyListRow {
  id: string
  label: string
  allowed_ips: string[]
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
}

export interface NewApiKey {
  id: string
  accountId: string
  hash: Buffer
  label: string
  allowedIps: readonly string[]
  expiresAt: Date | null
}

/** The keys of those hashes, unless of an account that is not active. Expiry is for the caller, who knows the product's clock. */
export async function findApiKeys(db: Reader, hashes: readonly Buffer[]): Promise<ApiKeyRow[]> {
  const found = await sql<ApiKeyRow>`
    select k.id, k.key_hash as hash, k.account_id, a.email, k.allowed_ips, k.expires_at, k.last_used_at
    from api_keys k join accounts a on a.id = k.account_id
    where k.key_hash = any(${hashes}::bytea[]) and a.state = 'active'`.execute(db)
  return found.rows
}

/** Whether a key is valid at a moment, and its account active. */
export async function isValidApiKey(db: Reader, id: string, now: Date): Promise<boolean> {
  const found = await sql`
    select from api_keys k join accounts a on a.id = k.account_id
    where k.id = ${id} and a.state = 'active' and (k.expires_at is null or k.expires_at > ${now})`.execute(db)
  return found.rows.length > 0
}

/** Adds a key. */
export async function insertApiKey(tx: Writer, key: NewApiKey, now: Date): Promise<void> {
  await sql`
    insert into api_keys (id, account_id, key_hash, label, allowed_ips, created_at, expires_at)
    values (${key.id}, ${key.accountId}, ${key.hash}, ${key.label}, ${[...key.allowedIps]}, ${now}, ${key.expiresAt})`.execute(
    tx,
  )
}

/** Makes a key of that hash the account's only one; an account that had it before loses it. */
export async function replaceApiKeys(tx: Writer, key: NewApiKey, now: Date): Promise<void> {
  await sql`delete from api_keys where account_id = ${key.accountId} and key_hash <> ${key.hash}`.execute(tx)
  await sql`
    insert into api_keys (id, account_id, key_hash, label, created_at)
    values (${key.id}, ${key.accountId}, ${key.hash}, ${key.label}, ${now})
    on conflict (key_hash) do update set account_id = excluded.account_id, expires_at = null`.execute(tx)
}

/** Ends every key of the account at `end`, where it would not end before; how many that were. */
export async function endApiKeys(tx: Writer, accountId: string, end: Date): Promise<number> {
  const ended = await sql`
    update api_keys set expires_at = ${end}
    where account_id = ${accountId} and (expires_at is null or expires_at > ${end})`.execute(tx)
  return Number(ended.numAffectedRows ?? 0n)
}

/** The account's keys, newest first. */
export async function listApiKeys(db: Reader, accountId: string): Promise<ApiKeyListRow[]> {
  const found = await sql<ApiKeyListRow>`
    select id, label, allowed_ips, created_at, expires_at, last_used_at
    from api_keys where account_id = ${accountId} order by place desc limit 1000`.execute(db)
  return found.rows
}

/** Notes that a key was used. */
export async function noteKeyUse(db: Reader, id: string, now: Date): Promise<void> {
  await sql`update api_keys set last_used_at = ${now} where id = ${id}`.execute(db)
}
