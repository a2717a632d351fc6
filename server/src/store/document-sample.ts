// Documents taken as they come, to see whether rows and stored objects still belong together.
import { sql } from 'kysely'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Reader } from './database.ts'

/** Where a document lies and what it was sealed for. */
export interface SampledDocument {
  key: string
  name: string
  owner: { kind: ResourceKind; id: string }
}

/** How many documents the database knows, and the newest of them, at most `most`. */
export async function sampleDocuments(db: Reader, most: number): Promise<{ count: number; sample: SampledDocument[] }> {
  const counted = await sql<{ count: number }>`select count(*) as count from documents`.execute(db)
  const found = await sql<{ key: string; name: string; kind: ResourceKind; id: string }>`
    select object_key as key, name, owner_kind as kind, owner_id as id from documents
    order by created_at desc, object_key limit ${most}`.execute(db)
  const sample = found.rows.map(({ key, name, kind, id }) => ({ key, name, owner: { kind, id } }))
  return { count: counted.rows[0]?.count ?? 0, sample }
}

// A snapshot of a sandbox names documents, too.
const isUnnamed = sql`not exists (select from documents where object_key = key) and not exists (
  select from sandbox_snapshot_rows where source = 'documents' and content ->> 'object_key' = key)`

/** Those of `keys` that no document names although their owner is there: what a crash between storing and naming left. */
export async function leftoverKeys(db: Reader, keys: readonly string[]): Promise<string[]> {
  const found = await sql<{ key: string }>`
    select key from unnest(${[...keys]}::text[]) as key
    where ${isUnnamed} and split_part(key, '/', 2) in (
      select id from mailboxes union all select id from registry_requests union all select id from certified_domains
    )`.execute(db)
  return found.rows.map(({ key }) => key)
}

/** Those of `keys` that no document names. */
export async function keysWithoutDocument(db: Reader, keys: readonly string[]): Promise<string[]> {
  const found = await sql<{ key: string }>`
    select key from unnest(${[...keys]}::text[]) as key
    where ${isUnnamed}`.execute(db)
  return found.rows.map(({ key }) => key)
}
