// A unit of work: one database transaction, and what must be undone outside the database if it does not commit.
import type { Kysely } from 'kysely'
import type { Writer } from './database.ts'
import type { Schema } from './schema.ts'

export interface UnitOfWork {
  db: Writer
  /** Runs if the work fails; for files and other things the database cannot take back. */
  onRollback(undo: () => Promise<void>): void
}

/**
 * Runs `work` in one transaction and gives its value after the commit.
 * When it throws, everything is undone and the error goes on.
 */
export async function inTransaction<T>(kysely: Kysely<Schema>, work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
  const undoing: (() => Promise<void>)[] = []
  let worked = false
  try {
    return await kysely.transaction().execute(async (db) => {
      const value = await work({ db, onRollback: (undo) => undoing.push(undo) })
      worked = true
      return value
    })
  } catch (error) {
    // A commit whose answer was lost may stand: what its rows name must stay. Left over, it is harmless.
    if (!worked) for (const undo of undoing.reverse()) await undo()
    throw error
  }
}
