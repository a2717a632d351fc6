// What a process does with a database before it uses it: bring it up to date, or make sure that somebody else has.
import type { Kysely } from 'kysely'
import {
  DatabaseRefusedError,
  knowsItself,
  noteInstallation,
  refuseForeignData,
  refuseUnfitDatabase,
  refuseWithoutRights,
} from './installation.ts'
import type { Installation } from './installation.ts'
import { migrate, pendingMigrations, unknownMigrations } from './migrate.ts'
import type { Schema } from './schema.ts'

/**
 * Brings the schema up to date and notes whose the database is. Throws DatabaseRefusedError when it is unfit, somebody
 * else's, a newer version's, or not to be changed by this role. Data of before 2026-12 are migrated before they are judged.
 * Returns the names of the migrations it ran: none where another process ran them meanwhile.
 */
export async function prepareDatabase(db: Kysely<Schema>, installation: Installation): Promise<string[]> {
  await refuseUnfitDatabase(db)
  await refuseNewerSchema(db)
  const known = await knowsItself(db)
  if (known) await refuseForeignData(db, installation)
  let migrated: string[] = []
  if ((await pendingMigrations(db)).length > 0) {
    await refuseWithoutRights(db)
    migrated = await migrate(db)
  }
  if (!known) await refuseForeignData(db, installation)
  await noteInstallation(db, installation)
  // Two processes may have started for the first time together, with a key each.
  await refuseForeignData(db, installation)
  return migrated
}

/** Throws DatabaseRefusedError when the schema is behind or a newer version's or, where an installation is given, the data are another's. */
export async function requireDatabase(db: Kysely<Schema>, installation: Installation | undefined): Promise<void> {
  await refuseNewerSchema(db)
  const pending = await pendingMigrations(db)
  if (pending.length > 0) throw new DatabaseRefusedError(schemaBehind(`missing ${pending.join(', ')}`))
  if (installation !== undefined) await refuseForeignData(db, installation)
}

async function refuseNewerSchema(db: Kysely<Schema>): Promise<void> {
  const unknown = await unknownMigrations(db)
  if (unknown.length === 0) return
  throw new DatabaseRefusedError(
    `DATABASE_URL: a newer version of Ceralacca has migrated the database (${unknown.join(', ')}); start that version`,
  )
}

/** The line for a schema that is behind; `what` says by what. */
export const schemaBehind = (what: string): string =>
  `the database schema is behind (${what}); run: ceralacca migrate, or start the server`
