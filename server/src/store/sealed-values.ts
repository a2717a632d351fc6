// Where sealed values are, and which key each of them needs: columns of texts, and documents by what their rows say.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Reader } from './database.ts'

/** A column that holds sealed texts. */
export interface SealedColumn {
  table: string
  /** The columns that tell its rows apart, in their order. */
  id: readonly [string, ...string[]]
  /** The sealed text of a row; null where there is none. */
  sealed: RawBuilder<string | null>
  /** Whom it is sealed for, from the columns of its row. */
  owner: RawBuilder<string>
  /** How another sealed text takes its place. */
  become(sealed: string): RawBuilder<unknown>
}

const plain = (table: string, column: string, id: SealedColumn['id'], owner: RawBuilder<string>): SealedColumn => ({
  table,
  id,
  sealed: sql.ref(column),
  owner,
  become: (sealed) => sql`${sql.ref(column)} = ${sealed}`,
})

/** Every column of sealed texts but the marker of the installation, which is sealed anew when the key changes. */
export const sealedColumns: readonly SealedColumn[] = [
  plain('accounts', 'signing_secret', ['id'], sql`'account:' || id`),
  plain('accounts', 'previous_signing_secret', ['id'], sql`'account:' || id`),
  plain('members', 'totp_secret', ['id'], sql`'totp:members:' || id`),
  plain('operators', 'totp_secret', ['id'], sql`'totp:operators:' || id`),
  plain('installation', 'person_key', ['only_row'], sql`'person-key'`),
  plain('bulk_rows', 'members', ['bulk_id', 'number'], sql`'bulk:' || bulk_id`),
  {
    table: 'kept_answers',
    id: ['owner_id', 'kind', 'key'],
    sealed: sql`answer ->> 'sealed'`,
    owner: sql`'answer:' || owner_id || ':' || key`,
    become: (sealed) => sql`answer = json_build_object('sealed', ${sealed}::text)`,
  },
]

/** A sealed text that needs another key than the one that seals now. */
export interface SealedValue {
  row_id: readonly unknown[]
  owner: string
  sealed: string
}

const tuple = (of: readonly RawBuilder<unknown>[]) => sql`(${sql.join(of)})`

/** Values of a column that do not need `key`, in the order of their rows, those after one; at most `most`. */
export async function valuesOfOtherKeys(
  db: Reader,
  { table, id, sealed, owner }: SealedColumn,
  { key, after, most }: { key: string; after: readonly unknown[] | undefined; most: number },
): Promise<SealedValue[]> {
  const columns = id.map((one) => sql.ref(one))
  const isLater = after === undefined ? sql`true` : sql`${tuple(columns)} > ${tuple(after.map((one) => sql`${one}`))}`
  const found = await sql<SealedValue>`
    select json_build_array(${sql.join(columns)}) as row_id, ${owner} as owner, ${sealed} as sealed from ${sql.table(table)}
    where ${isLater} and ${sealed} is not null and sealing_key(${sealed}) <> ${key}
    order by ${sql.join(columns)} limit ${most}`.execute(db)
  return found.rows
}

/** Puts another sealed text in the place of a value, unless it has changed meanwhile. */
export async function replaceSealedValue(
  db: Reader,
  { table, id, sealed, become }: SealedColumn,
  before: SealedValue,
  after: string,
): Promise<void> {
  const isRow = id.map((one, at) => sql`${sql.ref(one)} = ${before.row_id[at]}`)
  await sql`
    update ${sql.table(table)} set ${become(after)}
    where ${sql.join(isRow, sql` and `)} and ${sealed} = ${before.sealed}`.execute(db)
}

/** How many secrets and documents need a key; `key` is null for documents nobody has looked at. */
export interface KeyUse {
  key: string | null
  secrets: number
  documents: number
}

/** Counts what each key is needed for, by what the tables say. */
export async function readKeyUses(db: Reader): Promise<KeyUse[]> {
  const texts = sealedColumns.map(
    ({ table, sealed }) => sql`
      select sealing_key(${sealed}) as key, count(*) as secrets, 0 as documents from ${sql.table(table)}
      where ${sealed} is not null group by 1`,
  )
  const found = await sql<KeyUse>`
    select key, sum(secrets)::int as secrets, sum(documents)::int as documents from (
      ${sql.join(texts, sql` union all `)}
      union all select key_id, 0, count(*) from documents group by 1
    ) used group by key order by key`.execute(db)
  return found.rows
}

/** A document, and what it is sealed for. */
export interface SealedDocument {
  key: string
  name: string
  owner: { kind: ResourceKind; id: string }
}

type NamedRow = { key: string; name: string; kind: ResourceKind; id: string }
const asDocument = ({ key, name, kind, id }: NamedRow): SealedDocument => ({ key, name, owner: { kind, id } })

/** Documents whose rows do not say that they need `key`, by object key, those after one; at most `most`. */
export async function documentsOfOtherKeys(
  db: Reader,
  { key, after, most }: { key: string; after: string; most: number },
): Promise<SealedDocument[]> {
  const found = await sql<NamedRow>`
    select object_key as key, name, owner_kind as kind, owner_id as id from documents
    where object_key > ${after} and key_id is distinct from ${key} order by object_key limit ${most}`.execute(db)
  return found.rows.map(asDocument)
}

/** What an object is, by a document's row or by a sandbox's snapshot; undefined when nothing names it. */
export async function findNamed(db: Reader, objectKey: string): Promise<SealedDocument | undefined> {
  const found = await sql<NamedRow>`
    select object_key as key, name, owner_kind as kind, owner_id as id from documents where object_key = ${objectKey}
    union all
    select content ->> 'object_key', content ->> 'name', content ->> 'owner_kind', content ->> 'owner_id'
    from sandbox_snapshot_rows where source = 'documents' and content ->> 'object_key' = ${objectKey}
    limit 1`.execute(db)
  return found.rows.map(asDocument)[0]
}

/** Notes which key a document needs. */
export async function noteDocumentKey(db: Reader, objectKey: string, key: string): Promise<void> {
  await sql`update documents set key_id = ${key} where object_key = ${objectKey}`.execute(db)
}
