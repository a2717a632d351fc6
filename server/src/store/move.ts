// The only way to change a resource: one statement that carries its own condition and leaves one history row.
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import { statesFor } from '../model/lifecycle.ts'
import type { Mover } from '../model/lifecycle.ts'
import type { Writer } from './database.ts'
import type { Resource, ResourceRow } from './resource.ts'

/** Who makes a change, when (cut to the second), and why. */
export interface Cause {
  whom: Mover
  now: Date
  author?: Author | undefined
  reason?: string | undefined
  /** Codes of the fixed list of reasons. */
  reasonCodes?: readonly string[] | undefined
}

const UNIQUE_VIOLATION = '23505'

/**
 * Moves a resource, or does an activity that needs a state and changes none. Returns the row after it, or undefined when
 * the resource is no longer as `row` says, or what must be unique has become somebody else's: somebody was faster.
 */
export async function moveResource<Row extends ResourceRow, Step extends string, Changes extends object>(
  tx: Writer,
  resource: Resource<Row, Step, Changes>,
  row: Row,
  step: Step,
  changes: Changes,
  cause: Cause,
): Promise<Row | undefined> {
  const { lifecycle, table } = resource
  const set: Record<string, unknown> = resource.written(changes)
  for (const column of resource.datedBy(step)) set[column] = cause.now
  const target = lifecycle.moves[step]?.to
  if (target !== undefined) set.stato = target
  const assignments = Object.entries(set)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => sql`, ${sql.ref(column)} = ${value}`)
  const moved = sql<Row>`
    with moved as (
      update ${sql.table(table)} set version = version + 1${sql.join(assignments, sql``)}
      where id = ${row.id} and version = ${row.version} and stato = any(${[...statesFor(lifecycle, step)]}::text[])
      returning *
    ), noted as (
      insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, author, at, reason,
        reason_codes)
      select ${resource.kind}::text, id, version, ${step}::text, ${row.stato}::text, stato, ${cause.whom}::text,
        ${textOf(cause.author)}::json, ${cause.now}::timestamptz, ${cause.reason ?? null}::text,
        ${cause.reasonCodes ? [...cause.reasonCodes] : null}::text[]
      from moved
    )
    select ${sql.raw(resource.columns)} from moved`
  try {
    return (await moved.execute(tx)).rows[0]
  } catch (error) {
    if (isUniqueViolation(error)) return undefined
    throw error
  }
}

/** Adds a resource with its first history row. Returns undefined when what must be unique is taken. */
export async function addResource<Row extends ResourceRow, New extends object>(
  tx: Writer,
  resource: Resource<Row, string, object, New>,
  added: New,
  cause: Cause,
): Promise<Row | undefined> {
  const row: Record<string, unknown> = { ...resource.written(added), stato: resource.lifecycle.initial }
  for (const column of resource.datedAtFirst) row[column] = cause.now
  const given = Object.entries(row).filter(([, value]) => value !== undefined)
  const conflict = resource.uniqueBy === undefined ? sql`` : sql.raw(`on conflict ${resource.uniqueBy} do nothing`)
  const found = await sql<Row>`
    with added as (
      insert into ${sql.table(resource.table)} (${sql.join(given.map(([column]) => sql.ref(column)))})
      values (${sql.join(given.map(([, value]) => value))}) ${conflict}
      returning *
    ), noted as (
      insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, author, at)
      select ${resource.kind}::text, id, version, ${resource.firstStep}::text, null, stato, ${cause.whom}::text,
        ${textOf(cause.author)}::json, ${cause.now}::timestamptz
      from added
    )
    select ${sql.raw(resource.columns)} from added`.execute(tx)
  return found.rows[0]
}

const textOf = (author: Author | undefined) => (author === undefined ? null : JSON.stringify(author))

/** Whether a statement failed because something that must be unique is there already. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION
