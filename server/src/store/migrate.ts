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

/** Names of migrations this program has and the database has not. */
export async function pendingMigrations(kysely: Kysely<Schema>): Promise<string[]> {
  const known = await migratorFor(kysely).getMigrations()
  return known.filter((one) => one.executedAt === undefined).map((one) => one.name)
}

function migratorFor(kysely: Kysely<Schema>): Migrator {
  return new Migrator({ db: kysely, provider: { getMigrations: readMigrations } })
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations: Record<string, Migration> = {}
  for (const name of names) {
    const text = await readFile(new URL(name, folder), 'utf8')
    migrations[name.slice(0, -'.sql'.length)] = {
      up: (db) =>
        sql
          .raw(text)
          .execute(db)
          .then(() => undefined),
    }
  }
  return migrations
}
