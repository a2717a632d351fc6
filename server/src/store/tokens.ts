// Tokens, known only by the SHA-256 of their text.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { AccountRole, OperatorRole } from '../model/roles.ts'
import type { Reader, Writer } from './database.ts'

/** What a token stands for, in one row with its account. */
export interface TokenRow {
  id: string
  hash: Buffer
  role: 'customer' | 'operator'
  account_id: string | null
  operator_id: string | null
  operator_role: OperatorRole | null
  member_id: string | null
  /** null where the token is no member's. */
  member_role: AccountRole | null
  email: string | null
  scopes: string[]
  allowed_ips: string[]
  is_limited: boolean
  created_at: Date
  last_used_at: Date | null
  expires_at: Date | null
  /** How long a session lasts unused; null where it is none. */
  idle_seconds: number | null
}

export interface TokenListRow {
  id: string
  email: string | null
  role: string
  name: string
  scopes: string[]
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
  revoked_at: Date | null
}

export interface NewToken {
  id: string
  accountId: string | null
  /** Whose it is where it is an operator's. */
  operatorId: string | null
  /** Which member's it is; undefined for one of the whole account. */
  memberId?: string
  role: 'customer' | 'operator'
  hash: Buffer
  name: string
  scopes: string[]
  expiresAt: Date | null
  /** How long it lasts unused, where it is a session. */
  idleSeconds?: number
}

/**
 * The tokens of those hashes, unless revoked, of an account that is not active or of somebody who is no longer there. Expiry
 * is for the caller, who knows the product's clock.
 */
export async function findTokens(db: Reader, hashes: readonly Buffer[]): Promise<TokenRow[]> {
  return (await tokensWhere(sql`t.token_hash = any(${hashes}::bytea[])`).execute(db)).rows
}

/** The token of that id, unless revoked, of an account that is not active or of somebody who is no longer there. */
export async function findTokenById(db: Reader, id: string): Promise<TokenRow | undefined> {
  return (await tokensWhere(sql`t.id = ${id}`).execute(db)).rows[0]
}

const tokensWhere = (are: RawBuilder<unknown>) => sql<TokenRow>`
    select t.id, t.token_hash as hash, t.role, t.account_id, t.operator_id, o.role as operator_role, t.member_id,
      m.role as member_role, a.email, t.scopes, t.created_at, t.expires_at, t.allowed_ips, t.last_used_at, t.idle_seconds,
      coalesce(t.max_requests, t.max_payments, t.max_spent_cents) is not null as is_limited
    from tokens t left join accounts a on a.id = t.account_id
      left join members m on m.id = t.member_id left join operators o on o.id = t.operator_id
    where ${are} and t.revoked_at is null and coalesce(m.state, o.state, 'active') = 'active'
      and (a.id is null or a.state = 'active')`

/** A setting that fixes the text of a token. */
export type TokenSetting = 'OPERATOR_TOKEN' | 'SANDBOX_TOKEN'

/**
 * Adds a token. One of a setting that is there already becomes the account's and has the new scopes, unless it was revoked.
 * False when nothing came of it: the text is a revoked token's, or another's.
 */
export async function putToken(db: Reader, token: NewToken, now: Date, setting?: TokenSetting): Promise<boolean> {
  const put = await sql`
    insert into tokens (id, account_id, operator_id, member_id, role, token_hash, name, scopes, created_at, expires_at,
      idle_seconds, setting)
    values (${token.id}, ${token.accountId}, ${token.operatorId}, ${token.memberId ?? null}, ${token.role}, ${token.hash}, ${token.name},
      ${token.scopes}, ${now}, ${token.expiresAt}, ${token.idleSeconds ?? null}, ${setting ?? null})
    on conflict (token_hash) do update set account_id = excluded.account_id, scopes = excluded.scopes
    where tokens.setting = excluded.setting and tokens.revoked_at is null`.execute(db)
  return put.numAffectedRows === 1n
}

/** Revokes every token the setting fixed, but the one of that hash. */
export async function revokeOthersOf(db: Reader, setting: TokenSetting, hash: Buffer, now: Date): Promise<void> {
  await sql`
    update tokens set revoked_at = ${now}
    where setting = ${setting} and token_hash <> ${hash} and revoked_at is null`.execute(db)
}

/** Tokens of one account or, without an account, of operators; newest first. */
export async function listTokens(db: Reader, accountId: string | null, limit: number): Promise<TokenListRow[]> {
  const found = await sql<TokenListRow>`
    select t.id, a.email, t.role, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at
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

/** Notes that a token was used. */
export async function noteTokenUse(db: Reader, id: string, now: Date): Promise<void> {
  await sql`update tokens set last_used_at = ${now} where id = ${id}`.execute(db)
}

/** Whose tokens: an account's with those of its members, or one person's. */
export interface TokensOf {
  owner: 'account_id' | 'member_id' | 'operator_id'
  id: string
}

const areOf = ({ owner, id }: TokensOf) => sql`${sql.ref(owner)} = ${id} and revoked_at is null`

/** A token as its holder and whoever may end it see it. */
export interface ValidTokenRow {
  id: string
  name: string
  member_id: string | null
  scopes: string[]
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
  /** How long a session lasts unused; null where it is none. */
  idle_seconds: number | null
  place: number
}

const validColumns = sql.raw('id, name, member_id, scopes, created_at, expires_at, last_used_at, idle_seconds, place')

/** The tokens that were not revoked, newest first, before a place. */
export async function listValidTokens(
  db: Reader,
  whose: TokensOf,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<ValidTokenRow[]> {
  const found = await sql<ValidTokenRow>`
    select ${validColumns} from tokens where ${areOf(whose)}
      ${before === undefined ? sql`` : sql`and place < ${before}`}
    order by place desc limit ${limit}`.execute(db)
  return found.rows
}

/** A token that was not revoked, by its id. */
export async function findValidToken(db: Reader, whose: TokensOf, id: string): Promise<ValidTokenRow | undefined> {
  const found = await sql<ValidTokenRow>`
    select ${validColumns} from tokens where ${areOf(whose)} and id = ${id}`.execute(db)
  return found.rows[0]
}

/** How many tokens were neither revoked nor have ended; sessions are not counted. */
export async function countValidTokens(db: Reader, whose: TokensOf, now: Date): Promise<number> {
  const found = await sql<{ tokens: number }>`
    select count(*) as tokens from tokens where ${areOf(whose)} and idle_seconds is null and (expires_at is null or expires_at > ${now})`.execute(
    db,
  )
  return found.rows[0]?.tokens ?? 0
}

/** Revokes one token, by its id, or all; returns the ids of those revoked now. */
export async function revokeTokensOf(tx: Writer, whose: TokensOf, now: Date, id?: string): Promise<string[]> {
  const revoked = await sql<{ id: string }>`
    update tokens set revoked_at = ${now} where ${areOf(whose)} ${id === undefined ? sql`` : sql`and id = ${id}`}
    returning id`.execute(tx)
  return revoked.rows.map((row) => row.id)
}

/** Ends the sessions of a person, or those of an account that are nobody's, but for one and the newest `but`; returns their ids. */
export async function endSessions(
  tx: Writer,
  whose: TokensOf,
  { but, kept }: { but: number; kept?: string },
  now: Date,
): Promise<string[]> {
  const nobodys = whose.owner === 'account_id' ? sql`and member_id is null` : sql``
  const ended = await sql<{ id: string }>`
    update tokens set revoked_at = ${now}
    where id in (
      select id from tokens where ${areOf(whose)} and idle_seconds is not null ${nobodys} and id <> ${kept ?? ''}
      order by place desc offset ${but}
    ) and revoked_at is null
    returning id`.execute(tx)
  return ended.rows.map((row) => row.id)
}
