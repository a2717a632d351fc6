// What resources are called, for lists of other things that are about them.
import { sql } from 'kysely'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Reader } from './database.ts'

/** A mailbox, domain or request by its address or name. */
export interface NamedRow {
  kind: ResourceKind
  id: string
  name: string
}

/** Those of the account's resources that have one of the ids. */
export async function findNamed(db: Reader, accountId: string, ids: readonly string[]): Promise<Map<string, NamedRow>> {
  if (ids.length === 0) return new Map()
  const wanted = sql`account_id = ${accountId} and id = any(${ids})`
  const found = await sql<NamedRow>`
    select 'mailbox' as kind, id, casella_pec as name from mailboxes where ${wanted}
    union all select 'certified-domain', id, dominio from certified_domains where ${wanted}
    union all select 'registry-request', id, casella_pec from registry_requests where ${wanted}`.execute(db)
  return new Map(found.rows.map((row) => [row.id, row]))
}
