// Brings a backup back into an empty place: all of it in one transaction, or nothing.
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { ObjectStore } from '../documents/object-store.ts'
import { openLongClient } from '../store/database.ts'
import type { Database } from '../store/database.ts'
import { prepareDatabase } from '../store/prepare-database.ts'
import { keysMissing, knowsItself, modeOfData, noteReplacedKeys, opens } from '../store/installation.ts'
import type { Installation } from '../store/installation.ts'
import { isNewerSchema, migrateTo } from '../store/migrate.ts'
import type { Schema } from '../store/schema.ts'
import { BackupError, readArchive } from './archive.ts'
import type { ArchiveEntry } from './archive.ts'
import type { Manifest } from './save.ts'
import type { SequenceFacts, TableFacts } from './tables.ts'
import { written } from './tables.ts'

export interface Loaded {
  tables: number
  documents: number
  /** The version that made it. */
  version: string
}

/**
 * Restores a backup into an empty database and document store, then migrates it to this program's schema. `open` reads the
 * file from its beginning: once to see that it is whole, before anything is touched, and once to restore it. Throws
 * BackupError or DatabaseRefusedError, each one plain line; the database is then as empty as before.
 */
export async function loadBackup(
  into: { database: Database; objects: ObjectStore; installation: Installation },
  open: () => Readable,
): Promise<Loaded> {
  const { database, installation } = into
  const { manifest, end } = await examined(open())
  if (manifest.mode !== installation.mode)
    throw new BackupError(`MODE: the backup is that of a ${manifest.mode}; set MODE=${manifest.mode}`)
  if (manifest.sealed !== null && !opens(installation.sealer, manifest.sealed))
    throw new BackupError(
      'ENCRYPTION_KEY is not the key of this backup; set that one, or bring its encryption.key into DATA_DIR',
    )
  const missing = end.keys.filter((id) => !installation.keyIds.includes(id))
  if (missing.length > 0) throw new BackupError(keysMissing(missing))
  await refuseUsed(database.kysely)
  await migrateTo(database.kysely, manifest.migrations.at(-1) ?? '')
  const client = await openLongClient(database)
  try {
    const documents = await fill(
      into,
      client,
      manifest,
      end,
      readArchive(open(), () => undefined),
    )
    await prepareDatabase(database.kysely, installation)
    if (end.keys.length > 1) await noteReplacedKeys(database.kysely, end.keys)
    return { tables: manifest.tables.length, documents, version: manifest.version }
  } finally {
    await client.end()
  }
}

/** What the last entry says. */
interface End {
  sequences: SequenceFacts[]
  /** Documents that went while the backup was made: their rows go too. */
  gone: string[]
  /** Ids of the keys its documents need. */
  keys: string[]
}

/** Reads all of it, so that one that is not whole is refused before anything is touched. */
async function examined(file: Readable): Promise<{ manifest: Manifest; end: End }> {
  let [manifest, end]: [Manifest | undefined, End | undefined] = [undefined, undefined]
  for await (const entry of readArchive(file, (facts) => (end = { keys: [], ...Object(facts) })))
    manifest ??= await manifestIn(entry)
  if (manifest === undefined || end === undefined) throw new BackupError('the file is no backup')
  return { manifest, end }
}

async function manifestIn(entry: ArchiveEntry): Promise<Manifest> {
  if (entry.name !== 'backup.json') throw new BackupError('the file is no backup')
  const manifest: Manifest = JSON.parse(entry.bytes.toString('utf8'))
  if (manifest.format !== 1 || (await isNewerSchema(manifest.migrations)))
    throw new BackupError(`version ${manifest.version} made the backup; restore it with that one or a newer one`)
  return manifest
}

/** A place is empty while no server has used it; one where a restoration failed is empty again. */
async function refuseUsed(db: Kysely<Schema>): Promise<void> {
  if ((await knowsItself(db)) && (await modeOfData(db)) !== undefined)
    throw new BackupError('there are data in this database already; restore into an empty one')
}

async function fill(
  { objects }: Pick<Parameters<typeof loadBackup>[0], 'objects'>,
  client: pg.Client,
  { tables }: Manifest,
  end: End,
  entries: AsyncIterable<ArchiveEntry>,
): Promise<number> {
  await client.query('begin')
  const rights = await openTables(client, tables)
  let documents = 0
  let current: { table: string; filling: Filling } | undefined
  const finish = async () => {
    await current?.filling.end()
    current = undefined
  }
  for await (const { name, bytes } of entries) {
    const [kind, table = ''] = name.split('/')
    if (kind === 'tables') {
      if (current?.table !== table) {
        await finish()
        const facts = tables.find((one) => one.name === table)
        if (facts === undefined) throw new BackupError('the file is no backup')
        current = { table, filling: filling(client, facts) }
      }
      await current.filling.write(await promisify(gunzip)(bytes))
    } else if (kind === 'documents') {
      await finish()
      await putAgain(objects, name.slice('documents/'.length), bytes)
      documents += 1
    }
  }
  await finish()
  await closeTables(client, tables, rights, end)
  await client.query('commit')
  return documents
}

/** A table being filled. Each call rejects once the database has refused what came before. */
interface Filling {
  write(bytes: Uint8Array): Promise<void>
  end(): Promise<void>
}

function filling(client: pg.Client, facts: TableFacts): Filling {
  const source = new PassThrough()
  const done = pipeline(source, client.query(copyFrom(`copy ${written(client, facts)} from stdin`)))
  // Heard by the next call.
  done.catch(() => undefined)
  return {
    async write(bytes) {
      if (!source.write(bytes)) await Promise.race([once(source, 'drain'), done])
    },
    async end() {
      source.end()
      await done
    },
  }
}

/** What an attempt before has stored already may be there. */
async function putAgain(objects: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
  try {
    await objects.put(key, bytes)
  } catch (error) {
    const there = await objects.get(key).catch(() => undefined)
    if (there === undefined || !Buffer.from(there).equals(bytes)) throw error
  }
}

/** Empties the tables and lets them be filled as they were: no trigger adds anything. Returns rights to take away again. */
async function openTables(client: pg.Client, tables: readonly TableFacts[]): Promise<string[]> {
  const rights: string[] = []
  for (const { name } of [...tables].reverse()) {
    const table = client.escapeIdentifier(name)
    const { rows } = await client.query<{ may: boolean }>("select has_table_privilege($1, 'delete') as may", [table])
    if (rows[0]?.may !== true) {
      rights.push(table)
      await client.query(`grant delete on ${table} to current_user`)
    }
    await client.query(`alter table ${table} disable trigger user`)
    await client.query(`delete from ${table}`)
  }
  return rights
}

async function closeTables(
  client: pg.Client,
  tables: readonly TableFacts[],
  rights: readonly string[],
  { sequences, gone }: End,
): Promise<void> {
  if (gone.length > 0) await client.query('delete from documents where object_key = any ($1)', [gone])
  for (const { name } of tables) await client.query(`alter table ${client.escapeIdentifier(name)} enable trigger user`)
  for (const table of rights) await client.query(`revoke delete on ${table} from current_user`)
  for (const { name, last } of sequences)
    await client.query('select setval($1::regclass, $2)', [client.escapeIdentifier(name), last])
}
