// Working domains whose records are wrong: those to be suspended first come first.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'

/** A domain whose records have been wrong since then. */
export interface DomainInGrace {
  id: string
  dominio: string
  account_id: string
  broken_since: Date
  suspended_at: Date | null
}

/** A page of them, by since when. */
export async function listDomainsInGrace(
  db: Reader,
  { limit, after }: { limit: number; after?: { at: Date; id: string } | undefined },
): Promise<DomainInGrace[]> {
  const found = await sql<DomainInGrace>`
    select id, dominio, account_id, broken_since, suspended_at from certified_domains
    where broken_since is not null and stato = 'evaso'
      and ${after === undefined ? sql`true` : sql`(broken_since, id) > (${after.at}, ${after.id})`}
    order by broken_since, id limit ${limit}`.execute(db)
  return found.rows
}
