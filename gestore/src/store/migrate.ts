// Brings the gestore's schema to the newest migration. It is the gestore's alone: a sandbox without mail has none of it.
import { readdir, readFile } from 'node:fs/promises'
import { Migrator, sql } from 'kysely'
import type { Migration } from 'kysely'
import type { Reader } from '../../../server/src/store/database.ts'

/** Runs every migration of a folder not yet run. Throws when one fails; nothing of it stays. */
export async function migrateMail(db: Reader, folder: URL): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => readMigrations(folder) },
    migrationTableSchema: 'gestore',
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('a migration failed')
}

async function readMigrations(folder: URL): Promise<Record<string, Migration>> {
  const migrations: Record<string, Migration> = {}
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()) {
    const text = await readFile(new URL(file, folder), 'utf8')
    migrations[file.slice(0, -'.sql'.length)] = {
      up: async (db) => void (await sql.raw(text).execute(db)),
    }
  }
  return migrations
}
