// Certified domains by what falls due for them: each question is the first row of an index, each answer a bounded batch.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'

/** When the next domain expires. */
export async function nextDomainExpiry(db: Reader): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(scadenza) as at from certified_domains where stato <> 'revocato'`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Ids of domains expired at `until`, in order. */
export async function expiredDomains(db: Reader, until: Date, limit: number): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from certified_domains where stato <> 'revocato' and scadenza <= ${until}
    order by scadenza limit ${limit}`.execute(db)
  return found.rows.map((row) => row.id)
}
