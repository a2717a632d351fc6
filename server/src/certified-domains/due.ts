// Certified domains by what falls due for them: each question is the first row of an index, each answer a bounded batch.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'

/** When the next domain passes its expiry by `afterMs`. */
export async function nextDomainExpiry(db: Reader, afterMs: number): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(scadenza) as at from certified_domains where stato <> 'revocato'`.execute(db)
  const at = found.rows[0]?.at
  return at ? new Date(at.getTime() + afterMs) : undefined
}

/** Ids of domains that passed their expiry by `afterMs` at `until`, in order. */
export async function expiredDomains(db: Reader, afterMs: number, until: Date, limit: number): Promise<string[]> {
  const expiredBefore = new Date(until.getTime() - afterMs)
  const found = await sql<{ id: string }>`
    select id from certified_domains where stato <> 'revocato' and scadenza <= ${expiredBefore}
    order by scadenza limit ${limit}`.execute(db)
  return found.rows.map((row) => row.id)
}
