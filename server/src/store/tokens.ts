// Tokens, known only by the SHA-256 of their text.
import { sql } from 'kysely'
import type { Reader } from './database.ts'

/** What a token stands for, in one row with its account. */
export interface TokenRow {
  id: string
  role: 'customer' | 'operator'
  account_id: string | null
  operator_id: string | null
  email: string | null
  scopes: string[]
  expires_at: Date | null
}

export interface TokenListRow {
  id: string
  email: string | null
  role: string
  name: string
  scopes: string[]
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
}

export interface NewToken {
  id: string
  accountId: string | null
  /** Whose it is where it is an operator's. */
  operatorId: string | null
  role: 'customer' | 'operator'
  hash: Buffer
  name: string
  scopes: string[]
  expiresAt: Date | null
}

/** The token of that hash, unless revoked. Expiry is for the caller, who knows the product's clock. */
export async function findToken(db: Reader, hash: Buffer): Promise<TokenRow | undefined> {
  const found = await sql<TokenRow>`
    select t.id, t.role, t.account_id, t.operator_id, a.email, t.scopes, t.expires_at
    from tokens t left join accounts a on a.id = t.account_id
    where t.token_hash = ${hash} and t.revoked_at is null`.execute(db)
  return found.rows[0]
}

/** Adds a token; one of the same text is brought back to life with the new scopes (a fixed token of a sandbox). */
export async function putToken(db: Reader, token: NewToken, now: Date): Promise<void> {
  await sql`
    insert into tokens (id, account_id, operator_id, role, token_hash, name, scopes, created_at, expires_at)
    values (${token.id}, ${token.accountId}, ${token.operatorId}, ${token.role}, ${token.hash}, ${token.name},
      ${token.scopes}, ${now}, ${token.expiresAt})
    on conflict (token_hash) do update
    set account_id = excluded.account_id, operator_id = excluded.operator_id, role = excluded.role, scopes = excluded.scopes,
      expires_at = excluded.expires_at, revoked_at = null`.execute(db)
}

/** Tokens of one account or, without an account, of operators; newest first. */
export async function listTokens(db: Reader, accountId: string | null, limit: number): Promise<TokenListRow[]> {
  const found = await sql<TokenListRow>`
    select t.id, a.email, t.role, t.name, t.scopes, t.created_at, t.expires_at, t.revoked_at
    from tokens t left join accounts a on a.id = t.account_id
    where t.account_id is not distinct from ${accountId} order by t.created_at desc, t.place desc limit ${limit}`.execute(
    db,
  )
  return found.rows
}

/** Revokes by id; false when there is no such token or it was revoked before. */
export async function revokeToken(db: Reader, id: string, now: Date): Promise<boolean> {
  const revoked = await sql`
    update tokens set revoked_at = ${now} where id = ${id} and revoked_at is null`.execute(db)
  return revoked.numAffectedRows === 1n
}
