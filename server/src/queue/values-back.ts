import { expiryWithout } from '../model/renewal.ts'
import type { Task } from './tasks.ts'

/**
 * What became of an undoing: the resource is as before; a later change rests on the one to be undone, and comes first; or
 * the resource has moved on so far that there is nothing left to undo.
 */
export type Undone = 'undone' | 'rests on it' | 'nothing left'

/** Why something is undone, for the history. */
export interface Why {
  reason: string
  reasonCodes: readonly string[]
}

/** An amount without what a change added to it; undefined where the change did not touch it. */
export function amountBack(now: number | null, before: unknown, after: unknown): number | undefined {
  if (now === null || typeof before !== 'number' || typeof after !== 'number') return undefined
  return now === after ? before : now - (after - before)
}

/** An expiry (Unix seconds) without what a change added to it; undefined where the change did not touch it. */
export function expiryBack(now: number | null, { before, after }: Pick<Task, 'before' | 'after'>): Date | undefined {
  if (now === null || typeof before.scadenza !== 'number' || typeof after.scadenza !== 'number') return undefined
  return new Date(expiryWithout(now, before.scadenza, after.scadenza) * 1000)
}

/** The instant of a column as it is read, in Unix seconds; null for none. */
export function dateBack(seconds: unknown): Date | null {
  return typeof seconds === 'number' ? new Date(seconds * 1000) : null
}

/** Ids of the users that a task added to its mailbox. */
export function addedUsers({ before, after }: Pick<Task, 'before' | 'after'>): string[] {
  const idsIn = (users: unknown) =>
    Array.isArray(users) ? users.map((user: unknown) => String(Object(user).id_utenza)) : []
  const had = idsIn(before.multiutenza)
  return idsIn(after.multiutenza).filter((id) => !had.includes(id))
}
