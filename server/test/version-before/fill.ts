// What a server of the version before left behind, and the way it came there: its migrations, its rows, its documents.
import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** The newest migration of that version. */
const NEWEST = '0014-debits-and-effects'

/** What stands in its rows and answers for the host and port of whoever is told. */
const TOLD = 'callback.example.it'

const here = (name: string) => new URL(name, import.meta.url)
const migrations = here('../../migrations/')

/** What that server answered when its folder was left, and what it takes to go on asking. */
export interface Made {
  madeAt: string
  tokens: Record<'customer' | 'second' | 'reader' | 'operator', string>
  accounts: Record<'customer' | 'second', string>
  /** Cents that may be spent. */
  credit: Record<'customer' | 'second', number>
  /** The ids of mailboxes, domains and requests by the names the story gives them. */
  ids: Record<string, string>
  /** Questions to the remote provider nobody knows the answer of. */
  orders: { reference: string; operation: string; about: string }[]
  keyed: { key: string; body: Record<string, unknown>; answer: object }
  /** What was asked under the keys `registrazione-in-sospeso` and `utente-in-sospeso`, which are still open. */
  pending: Record<'registration' | 'user', Record<string, unknown>>
  renewal: object
  downloads: { path: string; sha256: string }[]
  /** Whole answers by path. */
  customer: Record<string, object>
  second: Record<string, object>
  operator: Record<string, object>
}

interface Left {
  sequences: Record<string, number>
  rows: Record<string, { columns: string[]; rows: unknown[][] }>
}

/** What was answered, with callbacks going to `host`. */
export async function readMade(host: string): Promise<Made> {
  const made: Made = JSON.parse(await readTold('answers.json', host))
  return made
}

/** Fills an empty database and a data folder with what was left, with callbacks going to `host`. */
export async function fill(
  { connection, dataFolder }: { connection: pg.ClientConfig; dataFolder: string },
  host: string,
): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await migrateAsThen(client)
    await insertRows(client, JSON.parse(await readTold('rows.json', host)))
    await setClock(client, (await readMade(host)).madeAt)
  } finally {
    await client.end()
  }
  await cp(here('documents'), join(dataFolder, 'documents'), { recursive: true })
}

/** The product's clock as it was then, whatever today is: migrations go by it. */
async function setClock(client: pg.Client, madeAt: string): Promise<void> {
  await client.query(
    'update product_clock set offset_ms = greatest(0, extract(epoch from $1::timestamptz - now()) * 1000)::bigint',
    [madeAt],
  )
}

const readTold = async (name: string, host: string) => (await readFile(here(name), 'utf8')).replaceAll(TOLD, host)

/** The migrations there were, noted as Kysely's Migrator notes them. */
async function migrateAsThen(client: pg.Client): Promise<void> {
  await client.query(`
    create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null);
    create table kysely_migration_lock (id varchar(255) not null primary key, is_locked integer not null default 0);
    insert into kysely_migration_lock values ('migration_lock', 0)`)
  const names = (await readdir(migrations)).map((file) => file.slice(0, -'.sql'.length)).sort()
  for (const name of names.slice(0, names.indexOf(NEWEST) + 1)) {
    await client.query(await readFile(new URL(`${name}.sql`, migrations), 'utf8'))
    await client.query('insert into kysely_migration values ($1, $2)', [name, '2026-11-24T14:16:17.000Z'])
  }
}

/** The rows as they were, numbers drawn from sequences included; tables stand in the order of their references. */
async function insertRows(client: pg.Client, { rows, sequences }: Left): Promise<void> {
  await client.query('delete from product_clock')
  for (const [table, { columns, rows: lines }] of Object.entries(rows)) {
    const objects = lines.map((line) => Object.fromEntries(columns.map((column, at) => [column, line[at]])))
    const list = columns.map((column) => `"${column}"`).join(', ')
    await client.query(
      `insert into ${table} (${list}) overriding system value
       select ${list} from json_populate_recordset(null::${table}, $1::json)`,
      [JSON.stringify(objects)],
    )
  }
  for (const [name, last] of Object.entries(sequences)) await client.query('select setval($1, $2)', [name, last])
}
