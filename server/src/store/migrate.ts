// Brings the schema to the newest migration; safe to run by several processes at once.
import { readdir, readFile } from 'node:fs/promises'
import { sql, Migrator } from 'kysely'
import type { Kysely, Migration } from 'kysely'
import type { Schema } from './schema.ts'

const folder = new URL('../../migrations/', import.meta.url)

/** Runs every migration not yet run and gives their names. Throws when one fails; nothing of it stays. */
export async function migrate(kysely: Kysely<Schema>): Promise<string[]> {
  const { error, results } = await migratorFor(kysely).migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('a migration failed')
  return (results ?? []).filter((one) => one.status === 'Success').map((one) => one.migrationName)
}

/** Runs migrations up to and with this one, for data of that version. Throws as `migrate` does. */
export async function migrateTo(kysely: Kysely<Schema>, name: string): Promise<void> {
  const { error } = await migratorFor(kysely).migrateTo(name)
  if (error !== undefined) throw error instanceof Error ? error : new Error('a migration failed')
}

/** Whether migrations are among these that this program does not know. */
export async function isNewerSchema(names: readonly string[]): Promise<boolean> {
  const known = new Set(await migrationFiles())
  return names.some((name) => !known.has(name))
}

/** Names of migrations this program has and the database has not. */
export async function pendingMigrations(kysely: Kysely<Schema>): Promise<string[]> {
  const done = new Set(await doneMigrations(kysely))
  return (await migrationFiles()).filter((name) => !done.has(name))
}

/** Names of migrations the database has and this program does not know: a newer version made them. */
export async function unknownMigrations(kysely: Kysely<Schema>): Promise<string[]> {
  const known = new Set(await migrationFiles())
  return (await doneMigrations(kysely)).filter((name) => !known.has(name))
}

/** Names of the migrations the database has. Asked without the migrator, which looks at every table first. */
async function doneMigrations(kysely: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(
    kysely,
  )
  if (rows[0]?.there !== true) return []
  const done = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(kysely)
  return done.rows.map(({ name }) => name)
}

function migratorFor(kysely: Kysely<Schema>): Migrator {
  return new Migrator({ db: kysely, provider: { getMigrations: readMigrations } })
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const migrations: Record<string, Migration> = {}
  for (const name of await migrationFiles()) {
    const text = await readFile(new URL(`${name}.sql`, folder), 'utf8')
    migrations[name] = {
      up: (db) =>
        sql
          .raw(text)
          .execute(db)
          .then(() => undefined),
    }
  }
  return migrations
}

async function migrationFiles(): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql'))
  return names.map((name) => name.slice(0, -'.sql'.length)).sort()
}
