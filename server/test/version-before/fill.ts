// Restores what a server of the previous version left behind: its migrations, rows and documents.
import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** The latest migration of that version. */
const NEWEST = '0014-debits-and-effects'

/** Placeholder in the rows for the host and port of the callback receiver. */
const CALLBACK_HOST = 'callback.example.it'

const here = (name: string) => new URL(name, import.meta.url)
const migrations = here('../../migrations/')

/** The answers of that server when its folder was left, and the credentials to continue. */
export interface Made {
  madeAt: string
  tokens: Record<'customer' | 'second' | 'reader' | 'operator', string>
  accounts: Record<'customer' | 'second', string>
  /** Available credit in cents. */
  credit: Record<'customer' | 'second', number>
  /** Ids of mailboxes, domains and requests by the names used in the test. */
  ids: Record<string, string>
  /** Provider operations whose outcome is unknown. */
  orders: { reference: string; operation: string; about: string }[]
  keyed: { key: string; body: Record<string, unknown>; answer: object }
  /** The requests under the keys `registrazione-in-sospeso` and `utente-in-sospeso`, which are still pending. */
  pending: Record<'registration' | 'user', Record<string, unknown>>
  renewal: object
  downloads: { path: string; sha256: string }[]
  /** Complete answers by path. */
  customer: Record<string, object>
  second: Record<string, object>
  operator: Record<string, object>
}

interface Left {
  sequences: Record<string, number>
  rows: Record<string, { columns: string[]; rows: unknown[][] }>
}

/** The recorded answers, with callbacks going to `host`. */
export async function readMade(host: string): Promise<Made> {
  const made: Made = JSON.parse(await readWithHost('answers.json', host))
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
    await insertRows(client, JSON.parse(await readWithHost('rows.json', host)))
    await setClock(client, (await readMade(host)).madeAt)
  } finally {
    await client.end()
  }
  await cp(here('documents'), join(dataFolder, 'documents'), { recursive: true })
}

/** Sets the product's clock to that time, whatever today is, because migrations depend on it. */
async function setClock(client: pg.Client, madeAt: string): Promise<void> {
  await client.query(
    'update product_clock set offset_ms = greatest(0, extract(epoch from $1::timestamptz - now()) * 1000)::bigint',
    [madeAt],
  )
}

const readWithHost = async (name: string, host: string) =>
  (await readFile(here(name), 'utf8')).replaceAll(CALLBACK_HOST, host)

/** Records the migrations of that version as Kysely's Migrator would. */
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

/** Inserts the rows, including the values of sequences. Tables are in the order of their references. */
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
