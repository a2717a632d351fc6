// Accounts and their signing secrets.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'

export interface AccountRow {
  id: string
  email: string
  created_at: Date
  balance_cents: number
  held_cents: number
}

export interface NewAccount {
  id: string
  email: string
  apiKeyHash: Buffer
  /** Sealed; opened only to sign or to show to its owner. */
  sealedSigningSecret: string
}

/** Adds an account with an empty wallet; false when the e-mail already has one. */
export async function insertAccount(tx: Writer, account: NewAccount, now: Date): Promise<boolean> {
  const added = await sql`
    with added as (
      insert into accounts (id, email, api_key_hash, signing_secret, created_at)
      values (${account.id}, ${account.email}, ${account.apiKeyHash}, ${account.sealedSigningSecret}, ${now})
      on conflict (email) do nothing returning id
    )
    insert into wallets (account_id) select id from added`.execute(tx)
  return added.numAffectedRows === 1n
}

/** The account with its wallet, by id or by e-mail. */
export async function findAccount(db: Reader, by: { id: string } | { email: string }): Promise<AccountRow | undefined> {
  const where = 'id' in by ? sql`a.id = ${by.id}` : sql`a.email = ${by.email.toLowerCase()}`
  const found = await sql<AccountRow>`
    select a.id, a.email, a.created_at, w.balance_cents, w.held_cents
    from accounts a join wallets w on w.account_id = a.id where ${where}`.execute(db)
  return found.rows[0]
}

/** The e-mail of each account. */
export async function emailsOf(db: Reader, accountIds: readonly string[]): Promise<Map<string, string>> {
  const found = await sql<{ id: string; email: string }>`
    select id, email from accounts where id = any(${[...accountIds]})`.execute(db)
  return new Map(found.rows.map((row) => [row.id, row.email]))
}

/** Every account with its wallet, oldest first, at most `limit`. */
export async function listAccounts(db: Reader, limit: number): Promise<AccountRow[]> {
  const found = await sql<AccountRow>`
    select a.id, a.email, a.created_at, w.balance_cents, w.held_cents
    from accounts a join wallets w on w.account_id = a.id order by a.id limit ${limit}`.execute(db)
  return found.rows
}

/** Replaces the hash of the account's API key. */
export async function replaceApiKey(db: Reader, accountId: string, apiKeyHash: Buffer): Promise<void> {
  await sql`update accounts set api_key_hash = ${apiKeyHash} where id = ${accountId}`.execute(db)
}

/** The sealed secrets a callback is signed with now: the current one, then the one being rotated out. */
export async function sealedSigningSecrets(db: Reader, accountId: string, now: Date): Promise<string[]> {
  const found = await sql<{ current: string; previous: string | null }>`
    select signing_secret as current,
      case when previous_signing_secret_until > ${now} then previous_signing_secret end as previous
    from accounts where id = ${accountId}`.execute(db)
  const row = found.rows[0]
  if (row === undefined) return []
  return row.previous === null ? [row.current] : [row.current, row.previous]
}

/** Puts a new secret in front; the old one signs too until `until`. */
export async function rotateSigningSecret(db: Reader, accountId: string, sealed: string, until: Date): Promise<void> {
  await sql`
    update accounts set previous_signing_secret = signing_secret, previous_signing_secret_until = ${until},
      signing_secret = ${sealed}
    where id = ${accountId}`.execute(db)
}
