// Certified domains by what falls due for them: each question is the first row of an index, each answer a bounded batch.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'

/** When the next domain expires. */
export async function nextDomainExpiry(db: Reader, whose: Population): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(scadenza) as at from certified_domains where stato <> 'revocato' ${andOf(whose)}`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Ids of domains expired at `until`, in order. */
export async function expiredDomains(db: Reader, whose: Population, until: Date, limit: number): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from certified_domains where stato <> 'revocato' and scadenza <= ${until} ${andOf(whose)}
    order by scadenza limit ${limit}`.execute(db)
  return found.rows.map((row) => row.id)
}
