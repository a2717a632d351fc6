// Accounts and their signing secrets.
import { sql } from 'kysely'
import type { AccountState } from '../model/account.lifecycle.ts'
import { storedForms } from '../model/email.ts'
import type { Reader, Writer } from './database.ts'

export interface AccountRow {
  id: string
  email: string
  state: AccountState
  created_at: Date
  balance_cents: number
  held_cents: number
}

export interface NewAccount {
  id: string
  email: string
  /** Sealed; opened only to sign or to show to its owner. */
  sealedSigningSecret: string
}

/** Adds an account with an empty wallet; false when the e-mail already has one. */
export async function insertAccount(tx: Writer, account: NewAccount, now: Date): Promise<boolean> {
  const added = await sql`
    with added as (
      insert into accounts (id, email, signing_secret, created_at)
      values (${account.id}, ${account.email}, ${account.sealedSigningSecret}, ${now})
      on conflict (email) do nothing returning id
    )
    insert into wallets (account_id) select id from added`.execute(tx)
  return added.numAffectedRows === 1n
}

/** The account with its wallet, by id or by e-mail. */
export async function findAccount(db: Reader, by: { id: string } | { email: string }): Promise<AccountRow | undefined> {
  const where = 'id' in by ? sql`a.id = ${by.id}` : sql`a.email = any(${storedForms(by.email)})`
  const found = await sql<AccountRow>`
    select a.id, a.email, a.state, a.created_at, w.balance_cents, w.held_cents
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
    select a.id, a.email, a.state, a.created_at, w.balance_cents, w.held_cents
    from accounts a join wallets w on w.account_id = a.id order by a.id limit ${limit}`.execute(db)
  return found.rows
}

/** Accounts whose e-mail begins with a text, or all, newest first, after the one of an id. */
export async function pageOfAccounts(
  db: Reader,
  { email, before, limit }: { email: string | undefined; before: string | undefined; limit: number },
): Promise<AccountRow[]> {
  // In byte order, so that the text stands for itself whatever characters it has.
  const begins =
    email === undefined
      ? sql`true`
      : sql`a.email ~>=~ lower(${email}::text) and a.email ~<=~ (lower(${email}::text) || chr(1114111))`
  const found = await sql<AccountRow>`
    select a.id, a.email, a.state, a.created_at, w.balance_cents, w.held_cents
    from accounts a join wallets w on w.account_id = a.id
    where ${begins} and ${before === undefined ? sql`true` : sql`a.id < ${before}`}
    order by a.id desc limit ${limit}`.execute(db)
  return found.rows
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
