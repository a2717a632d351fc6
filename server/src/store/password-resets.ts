// Resets of passwords, in the rows of those who forgot theirs.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'
import type { Team } from './people.ts'

type Table = Team<string>['table']

export interface NewReset {
  hash: Buffer
  endsAt: Date
}

/** Gives an active person a reset in place of the one before; their e-mail, or undefined where they cannot have one. */
export async function putReset(
  tx: Writer,
  { table }: Team<string>,
  id: string,
  { hash, endsAt }: NewReset,
): Promise<string | undefined> {
  const updated = await sql<{ email: string }>`
    update ${sql.table(table)} set reset_hash = ${hash}, reset_ends_at = ${endsAt}
    where id = ${id} and state = 'active' and email is not null returning email`.execute(tx)
  return updated.rows[0]?.email
}

/** Whose reset it is. */
export interface ResetRow {
  table: Table
  id: string
  email: string
  /** null for an operator. */
  account_id: string | null
}

/** Who has the reset of that hash and may still use it. */
export async function findReset(db: Reader, hash: Buffer, now: Date): Promise<ResetRow | undefined> {
  const found = await sql<ResetRow>`
    select 'members' as table, m.id, m.email, m.account_id from members m
      join accounts a on a.id = m.account_id and a.state <> 'closed'
      where m.reset_hash = ${hash} and m.reset_ends_at > ${now}
    union all
    select 'operators', id, email, null from operators where reset_hash = ${hash} and reset_ends_at > ${now}`.execute(
    db,
  )
  return found.rows[0]
}

/** Uses up a reset: of several at once the first; false where it is gone. */
export async function takeReset(tx: Writer, table: Table, hash: Buffer, now: Date): Promise<boolean> {
  const taken = await sql`
    update ${sql.table(table)} set reset_hash = null, reset_ends_at = null
    where reset_hash = ${hash} and reset_ends_at > ${now}`.execute(tx)
  return taken.numAffectedRows === 1n
}
