// A backup: database and documents as of one moment, taken while servers run. Everything sealed stays sealed, and the key
// is not in it.
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { keyIdOf } from '../documents/sealing.ts'
import { ObjectMissingError } from '../documents/object-store.ts'
import type { ObjectStore } from '../documents/object-store.ts'
import type { Mode } from '../model/strictness.ts'
import { openLongClient } from '../store/database.ts'
import type { Database } from '../store/database.ts'
import { readSealedSample } from '../store/installation.ts'
import type { SealedSample } from '../store/installation.ts'
import { writeArchive } from './archive.ts'
import type { ArchiveWriter } from './archive.ts'
import { readSequences, tablesInOrder, written } from './tables.ts'
import type { TableFacts } from './tables.ts'

/** The first entry. `format` changes when an older program could not read what a newer one writes. */
export interface Manifest {
  format: 1
  /** Of the program. */
  version: string
  mode: Mode
  migrations: string[]
  tables: TableFacts[]
  /** Something small that its key opens; null where nothing is sealed yet. */
  sealed: SealedSample | null
}

export interface Saved {
  rows: number
  documents: number
  /** Documents with a row and without an object: they were lost before. */
  missing: number
}

const PART_BYTES = 8 * 1024 * 1024
const KEYS_AT_A_TIME = 500
const compressed = promisify(gzip)

/** Writes the backup of a database and its documents. Rejects when one cannot be read; what was written is then of no use. */
export async function saveBackup(
  from: { database: Database; objects: ObjectStore; mode: Mode; version: string },
  file: Writable,
): Promise<Saved> {
  const client = await openLongClient(from.database)
  const archive = writeArchive()
  const writing = pipeline(archive.stream, file)
  const saving = save(from, client, archive)
  saving.catch((error: unknown) => archive.stream.destroy(error instanceof Error ? error : new Error('failed')))
  try {
    const [saved] = await Promise.all([saving, writing])
    return saved
  } finally {
    await client.end()
  }
}

async function save(
  { database, objects, mode, version }: Parameters<typeof saveBackup>[0],
  client: pg.Client,
  archive: ArchiveWriter,
): Promise<Saved> {
  // Everything below sees the database as of this moment.
  await client.query('begin isolation level repeatable read read only')
  const tables = await tablesInOrder(client)
  // A newer version that migrates meanwhile waits, or tables not copied yet would look empty.
  await client.query(
    `lock table ${tables.map(({ name }) => client.escapeIdentifier(name)).join(', ')} in access share mode`,
  )
  const { rows: done } = await client.query<{ name: string }>('select name from kysely_migration order by name')
  const migrations = done.map(({ name }) => name)
  const sealed = (await readSealedSample(database.kysely)) ?? null
  const manifest: Manifest = { format: 1, version, mode, migrations, tables, sealed }
  await archive.add('backup.json', Buffer.from(JSON.stringify(manifest)))
  let rows = 0
  for (const table of tables) rows += await saveTable(client, archive, table)
  const { documents, gone, missing, keys } = await saveDocuments(client, database.pool, objects, archive)
  await archive.end({ sequences: await readSequences(client), gone, keys: [...keys].sort() })
  await client.query('commit')
  return { rows, documents, missing }
}

async function saveTable(client: pg.Client, archive: ArchiveWriter, table: TableFacts): Promise<number> {
  const copy = copyTo(`copy ${written(client, table)} to stdout`)
  let [part, parts, sizeBytes]: [Buffer[], number, number] = [[], 0, 0]
  const flush = async () => {
    const name = `tables/${table.name}/${String((parts += 1)).padStart(6, '0')}.gz`
    await archive.add(name, await compressed(Buffer.concat(part)))
    part = []
    sizeBytes = 0
  }
  for await (const chunk of client.query(copy)) {
    part.push(chunk)
    sizeBytes += chunk.length
    if (sizeBytes >= PART_BYTES) await flush()
  }
  if (sizeBytes > 0) await flush()
  return copy.rowCount
}

/** Copies the objects that rows name. One whose row has gone since is left out, and so will its row be. */
async function saveDocuments(client: pg.Client, now: pg.Pool, objects: ObjectStore, archive: ArchiveWriter) {
  const found = { documents: 0, missing: 0, gone: [] as string[], keys: new Set<string>() }
  await client.query('declare kept no scroll cursor for select object_key from documents order by object_key')
  for (;;) {
    const { rows } = await client.query<{ object_key: string }>(`fetch ${KEYS_AT_A_TIME} from kept`)
    for (const { object_key: key } of rows) {
      const bytes = await objects.get(key).catch((error: unknown) => {
        if (error instanceof ObjectMissingError) return undefined
        throw error
      })
      if (bytes === undefined) {
        const still = await now.query('select from documents where object_key = $1', [key])
        if (still.rowCount === 0) found.gone.push(key)
        else found.missing += 1
        continue
      }
      await archive.add(`documents/${key}`, bytes)
      // While the key is changed they are of either, and each is as it was when its turn came.
      const keyId = keyIdOf(bytes)
      if (keyId !== undefined) found.keys.add(keyId)
      found.documents += 1
    }
    if (rows.length < KEYS_AT_A_TIME) return found
  }
}
