// Whether a database may be used: its version, encoding and rights, the mode it serves, and the key it was sealed with.
import { sql } from 'kysely'
import type { Mode } from '../model/strictness.ts'
import type { Reader } from './database.ts'

/** The database is not to be used with these settings. The message is one plain line that names the one to change. */
export class DatabaseRefusedError extends Error {
  override readonly name = 'DatabaseRefusedError'
}

/** Seals and opens small secrets for an owner; opening throws with another key. */
export interface MarkerSealer {
  sealText(owner: string, text: string): string
  openText(owner: string, sealed: string): string
}

export interface Installation {
  mode: Mode
  sealer: MarkerSealer
  /** Of all keys at hand. */
  keyIds: readonly string[]
}

/** PostgreSQL 15, as `server_version_num` says it. */
export const OLDEST_POSTGRESQL = 150_000
const MARKER_OWNER = 'installation'
const MARKER = 'ceralacca'

/** Refuses a PostgreSQL that is too old and a database that cannot hold every character. */
export async function refuseUnfitDatabase(db: Reader): Promise<void> {
  const found = await sql<{ version: number; encoding: string }>`
    select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`.execute(
    db,
  )
  const { version = 0, encoding = '' } = found.rows[0] ?? {}
  if (version < OLDEST_POSTGRESQL)
    throw new DatabaseRefusedError(
      `DATABASE_URL: PostgreSQL ${Math.floor(version / 10_000)} is too old; use 15 or newer`,
    )
  if (encoding !== 'UTF8')
    throw new DatabaseRefusedError(
      `DATABASE_URL: the database is encoded in ${encoding}; make one with: create database … encoding 'UTF8' template template0`,
    )
}

/** Refuses a role that may not make what migrations make. */
export async function refuseWithoutRights(db: Reader): Promise<void> {
  const found = await sql<{ role: string; schema: string | null; inside: boolean }>`
    select current_user::text as role, current_schema()::text as schema,
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as inside`.execute(db)
  const row = found.rows[0]
  if (row === undefined || row.inside) return
  const grant = `usage, create on schema ${row.schema ?? 'public'}`
  throw new DatabaseRefusedError(`DATABASE_URL: the role ${row.role} lacks a right; run: grant ${grant} to ${row.role}`)
}

/** Refuses the data of the other mode and data sealed with another key. What no server has used yet passes. */
export async function refuseForeignData(db: Reader, installation: Installation): Promise<void> {
  const mode = await modeOfData(db)
  if (mode !== undefined && mode !== installation.mode) {
    const why = mode === 'sandbox' ? 'its accounts, credit and tokens live on in it' : 'real customers are in it'
    throw new DatabaseRefusedError(
      `MODE: the database was used in ${mode} (${why}); set MODE=${mode}, or give this server another DATABASE_URL or DATA_DIR`,
    )
  }
  if (!(await opensSealedData(db, installation.sealer)))
    throw new DatabaseRefusedError(
      'ENCRYPTION_KEY is not the key this database was sealed with; set that key, or bring its encryption.key into DATA_DIR',
    )
  const missing = (await readSealingKeys(db)).replaced.filter((id) => !installation.keyIds.includes(id))
  if (missing.length > 0) throw new DatabaseRefusedError(keysMissing(missing))
}

/** The line for keys that documents or secrets may still need and that are not at hand. */
export const keysMissing = (ids: readonly string[]): string =>
  `ENCRYPTION_KEY_PREVIOUS: the key ${ids.join(' and ')} is needed until \`ceralacca keys rotate\` says that nothing uses it; set it beside ENCRYPTION_KEY`

/** The keys of the data, by their ids: the one that seals now, and those before it that may still be needed. */
export interface SealingKeys {
  /** Undefined where no server has used the database yet. */
  sealing: string | undefined
  replaced: string[]
}

/** Reads which keys the data need. Data of before the keys could be changed need one alone. */
export async function readSealingKeys(db: Reader): Promise<SealingKeys> {
  const found = await sql<{ marker: string; replaced: string[] | null }>`
    select key_marker as marker, array(
      select jsonb_array_elements_text(to_jsonb(i) -> 'replaced_keys')) as replaced from installation i`.execute(db)
  const [row] = found.rows
  return { sealing: row && sealingKeyOf(row.marker), replaced: row?.replaced ?? [] }
}

/** The id of the key a sealed text needs, as SQL's `sealing_key` finds it. */
const sealingKeyOf = (sealed: string): string => Buffer.from(sealed, 'base64').toString('hex', 5, 9)

/**
 * Lets another key seal from now on; `marker` is sealed with it. The one before is kept among the replaced. Nothing changes
 * where it does already.
 */
export async function replaceSealingKey(db: Reader, id: string, sealer: MarkerSealer): Promise<void> {
  const marker = sealer.sealText(MARKER_OWNER, MARKER)
  await sql`
    update installation set key_marker = ${marker},
      replaced_keys = array(
        select key from unnest(replaced_keys || sealing_key(key_marker)) key where key <> ${id} group by key order by key)
    where sealing_key(key_marker) <> ${id}`.execute(db)
}

/** Notes that nothing needs those keys any more. */
export async function forgetReplacedKeys(db: Reader, ids: readonly string[]): Promise<void> {
  await sql`
    update installation set replaced_keys = array(
      select key from unnest(replaced_keys) key where key <> all (${[...ids]}::text[]) order by key)`.execute(db)
}

/** Notes keys that may be needed beside the one that seals: documents of a backup were found sealed with them. */
export async function noteReplacedKeys(db: Reader, ids: readonly string[]): Promise<void> {
  await sql`
    update installation set replaced_keys = array(
      select key from unnest(replaced_keys || ${[...ids]}::text[]) key
      where key <> sealing_key(key_marker) group by key order by key)`.execute(db)
}

/** Whether the database has a place for its mode and key, as every one has from the first migration that made it. */
export async function knowsItself(db: Reader): Promise<boolean> {
  const found = await sql<{ knows: boolean }>`select to_regclass('installation') is not null as knows`.execute(db)
  return found.rows[0]?.knows === true
}

/** Notes mode and key at the first start; later ones change nothing. */
export async function noteInstallation(db: Reader, { mode, sealer }: Installation): Promise<void> {
  await sql`
    insert into installation (mode, key_marker, created_at)
    values (${mode}, ${sealer.sealText(MARKER_OWNER, MARKER)}, now()) on conflict do nothing`.execute(db)
}

/** The mode the data were made in; undefined while there are none. */
export async function modeOfData(db: Reader): Promise<Mode | undefined> {
  const noted = await sql<{ mode: Mode }>`select mode from installation`.execute(db)
  if (noted.rows[0] !== undefined) return noted.rows[0].mode
  // Databases of before 2026-12 have no such row: every sandbox had a moved clock or the first credit of its account.
  const found = await sql<{ used: boolean; sandbox: boolean }>`
    select exists (select from accounts) as used,
      exists (select from product_clock where offset_ms > 0)
        or exists (select from ledger_entries where cause = 'first credit' and reason = 'sandbox credit') as sandbox`.execute(
    db,
  )
  const { used = false, sandbox = false } = found.rows[0] ?? {}
  if (sandbox) return 'sandbox'
  return used ? 'production' : undefined
}

/** A small sealed text, and whom it was sealed for. */
export interface SealedSample {
  owner: string
  sealed: string
}

/** The marker or, without one, an account's signing secret; undefined where nothing is sealed yet. */
export async function readSealedSample(db: Reader): Promise<SealedSample | undefined> {
  const found = await sql<SealedSample>`
    (select ${MARKER_OWNER} as owner, key_marker as sealed from installation)
    union all
    (select 'account:' || id, signing_secret from accounts order by id limit 1)
    limit 1`.execute(db)
  return found.rows[0]
}

/** Whether the sealer's key opens a sample. */
export function opens(sealer: MarkerSealer, { owner, sealed }: SealedSample): boolean {
  try {
    sealer.openText(owner, sealed)
    return true
  } catch {
    return false
  }
}

/** Whether the sealer's key opens what is sealed. */
export async function opensSealedData(db: Reader, sealer: MarkerSealer): Promise<boolean> {
  const sample = await readSealedSample(db)
  return sample === undefined || opens(sealer, sample)
}
