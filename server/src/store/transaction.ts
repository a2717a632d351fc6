// A unit of work: one database transaction, and what must be undone outside the database if it does not commit.
import type { Kysely } from 'kysely'
import type { Writer } from './database.ts'
import type { Schema } from './schema.ts'

export interface TransactionWork {
  db: Writer
  /** Runs if the work fails; for files and other things the database cannot take back. */
  onRollback(undo: () => Promise<void>): void
  /** Runs once the work is committed; it must not throw. */
  onCommit(effect: () => Promise<void>): void
}

/**
 * Runs `work` in one transaction and returns its value after the commit.
 * When it throws, everything is undone and the error goes on. `onUnanswered` hears of a commit that may stand or not.
 */
export async function inTransaction<T>(
  kysely: Kysely<Schema>,
  work: (unit: TransactionWork) => Promise<T>,
  onUnanswered: () => void = () => undefined,
): Promise<T> {
  const undoing: (() => Promise<void>)[] = []
  const following: (() => Promise<void>)[] = []
  let worked = false
  try {
    const value = await kysely.transaction().execute(async (db) => {
      const done = await work({
        db,
        onRollback: (undo) => undoing.push(undo),
        onCommit: (effect) => following.push(effect),
      })
      worked = true
      return done
    })
    for (const effect of following) await effect()
    return value
  } catch (error) {
    // A commit whose answer was lost may stand: what its rows name must stay. Left over, it is harmless.
    if (worked) onUnanswered()
    else for (const undo of undoing.reverse()) await undo()
    throw error
  }
}
