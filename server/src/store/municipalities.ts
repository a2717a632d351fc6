// The imported archive of municipalities: replaced as a whole, asked one code at a time.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'

/** One record; days as yyyy-mm-dd, both included. */
export interface MunicipalityRow {
  id: number
  code: string
  from: string
  to: string
  name: string
  otherName: string
  province: string
}

/** A new archive, each record once by its id. */
export interface NewArchive {
  records: readonly MunicipalityRow[]
  leftOut: number
  sha256: string
}

/** How a new archive differs from the one before. */
export interface ArchiveChange {
  before: number
  added: number
  changed: number
  removed: number
}

/** What became of an archive. `busy`: another import is under way. */
export type ArchiveReplaced = ({ is: 'replaced' } & ArchiveChange) | { is: 'busy' } | { is: 'shrinks'; before: number }

/** The records of a code, oldest first; none when no archive has it. */
export async function findMunicipality(db: Reader, code: string): Promise<MunicipalityRow[]> {
  const found = await sql<MunicipalityRow>`
    select id, code, to_char(valid_from, 'YYYY-MM-DD') as "from", to_char(valid_to, 'YYYY-MM-DD') as "to",
      name, other_name as "otherName", province
    from municipalities where code = ${code} order by valid_from, id`.execute(db)
  return found.rows
}

/** The last record of each town whose name begins with a text; a look through some 20,000 rows. */
export async function municipalitiesBeginning(db: Reader, beginning: string): Promise<MunicipalityEnd[]> {
  const found = await sql<MunicipalityEnd>`
    select distinct on (code, name) code, name, province, to_char(valid_to, 'YYYY-MM-DD') as "to"
    from municipalities where starts_with(lower(name), lower(${beginning}::text))
    order by code, name, valid_to desc`.execute(db)
  return found.rows
}

/** How a town ended, or the end of time. */
type MunicipalityEnd = Pick<MunicipalityRow, 'code' | 'name' | 'province' | 'to'>

/** Least share of its records an archive keeps when it is replaced without force. */
const LEAST_KEPT = 0.8

/**
 * Puts a new archive in the place of the old one, in the caller's transaction. Nothing happens when another import is
 * under way, or when the archive would lose more than a fifth of its records and nobody forces it.
 */
export async function replaceMunicipalities(
  tx: Writer,
  { records, leftOut, sha256 }: NewArchive,
  { now, forced }: { now: Date; forced: boolean },
): Promise<ArchiveReplaced> {
  const locked = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('import of municipalities', 0)) as locked`.execute(tx)
  if (locked.rows[0]?.locked !== true) return { is: 'busy' }
  const counted = await sql<{ n: number }>`select count(*) as n from municipalities`.execute(tx)
  const before = counted.rows[0]?.n ?? 0
  if (!forced && records.length < before * LEAST_KEPT) return { is: 'shrinks', before }

  const ids = records.map(({ id }) => id)
  const deleted = await sql`delete from municipalities where id <> all(${ids}::int[])`.execute(tx)
  const written = await sql<{ is_new: boolean; n: number }>`
    with written as (
      insert into municipalities (id, code, valid_from, valid_to, name, other_name, province)
      select * from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
        as r (id int, code text, "from" date, "to" date, name text, "otherName" text, province text)
      on conflict (id) do update set code = excluded.code, valid_from = excluded.valid_from,
        valid_to = excluded.valid_to, name = excluded.name, other_name = excluded.other_name,
        province = excluded.province
      where (municipalities.*) is distinct from (excluded.*)
      returning xmax = 0 as is_new
    )
    select is_new, count(*) as n from written group by is_new`.execute(tx)
  const count = (isNew: boolean) => written.rows.find((row) => row.is_new === isNew)?.n ?? 0
  const change = { before, added: count(true), changed: count(false), removed: Number(deleted.numAffectedRows ?? 0) }
  await sql`
    insert into municipality_imports (imported_at, sha256, records, left_out, added, changed, removed, forced)
    values (${now}, ${sha256}, ${records.length}, ${leftOut}, ${change.added}, ${change.changed}, ${change.removed},
      ${forced})`.execute(tx)
  return { is: 'replaced', ...change }
}
