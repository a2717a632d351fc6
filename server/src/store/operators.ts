// Who works in the back office.
import { sql } from 'kysely'
import type { Reader } from './database.ts'

/** Adds an operator; one of that id that is there already stays as it is. */
export async function putOperator(db: Reader, operator: { id: string; name: string }, now: Date): Promise<void> {
  await sql`
    insert into operators (id, name, created_at) values (${operator.id}, ${operator.name}, ${now})
    on conflict (id) do nothing`.execute(db)
}

/** The operator a token of that hash belongs to, revoked or not. */
export async function findOperatorOfToken(db: Reader, hash: Buffer): Promise<string | undefined> {
  const found = await sql<{ operator_id: string | null }>`
    select operator_id from tokens where token_hash = ${hash}`.execute(db)
  return found.rows[0]?.operator_id ?? undefined
}
