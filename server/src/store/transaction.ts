// A unit of work: one database transaction, and what must be undone outside the database if it does not commit.
import type { Kysely } from 'kysely'
import type { Writer } from './database.ts'
import type { Schema } from './schema.ts'

export interface UnitOfWork {
  db: Writer
  /** Runs if the transaction does not commit; for files and other things the database cannot take back. */
  onRollback(undo: () => Promise<void>): void
}

/**
 * Runs `work` in one transaction and gives its value after the commit.
 * When it throws, everything is undone and the error goes on.
 */
export async function inTransaction<T>(kysely: Kysely<Schema>, work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
  const undoing: (() => Promise<void>)[] = []
  try {
    return await kysely.transaction().execute((db) => work({ db, onRollback: (undo) => undoing.push(undo) }))
  } catch (error) {
    for (const undo of undoing.reverse()) await undo()
    throw error
  }
}
