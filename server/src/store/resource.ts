// What every resource of the API has in common, and the statements that find its rows. Each room declares its own:
// mailboxes/resource.ts, certified-domains/resource.ts, registry-requests/resource.ts.
import { sql } from 'kysely'
import type { TSchema } from 'typebox'
import type { Callback } from '../model/callback.ts'
import type { Lifecycle } from '../model/lifecycle.ts'
import type { ResourceKind, ResourceSegment } from '../model/resource-kind.ts'
import type { Reader, Writer } from './database.ts'

/** The columns every resource has. */
export interface ResourceRow {
  id: string
  account_id: string
  /** Name of the provider it was ordered at. */
  provider: string
  provider_ref: string | null
  /** Raised by one at every change. */
  version: number
  stato: string
  callback: Callback | null
  /** When its provider should be asked about it. */
  check_at: Date | null
}

/** A kind of resource as one table without behaviour of its own. */
export interface Resource<
  Row extends ResourceRow = ResourceRow,
  Step extends string = string,
  Changes extends object = object,
  New extends object = object,
> {
  kind: ResourceKind
  segment: ResourceSegment
  lifecycle: Lifecycle<string, string, string>
  table: string
  /** The select list that makes a row. */
  columns: string
  /** How its history begins. */
  firstStep: string
  /** What must be unique, as the target of `on conflict`; without it every new row is taken. */
  uniqueBy?: string
  /** Purposes of the documents handed in for it, with the extension of their names. */
  documents: Readonly<Record<string, 'pdf' | 'p7m'>>
  /** Its shape on the wire, beside the view that fills it. */
  schema: TSchema
  /** The resource as a GET shows it; `owner` is the account's e-mail. */
  view(row: Row, owner: string): object
  /** Columns dated by a step. */
  datedBy(step: Step): readonly string[]
  /** The values of columns as they are written; JSON as text. */
  written(values: Changes | New): Record<string, unknown>
  /** Columns that date a new row. */
  datedAtFirst: readonly string[]
}

/** The account's resource of that id, if any; locked until the transaction ends when `lock` is asked for. */
export async function findResource<Row extends ResourceRow>(
  db: Reader,
  { table, columns }: Resource<Row>,
  id: string,
  accountId: string,
  lock: 'lock' | 'plain' = 'plain',
): Promise<Row | undefined> {
  const found = await sql<Row>`
    select ${sql.raw(columns)} from ${sql.table(table)} where id = ${id} and account_id = ${accountId}${
      lock === 'lock' ? sql` for update` : sql``
    }`.execute(db)
  return found.rows[0]
}

/** Any account's resource, as it is just now. */
export async function readResource<Row extends ResourceRow>(
  db: Reader,
  { table, columns }: Resource<Row>,
  id: string,
): Promise<Row | undefined> {
  const found = await sql<Row>`select ${sql.raw(columns)} from ${sql.table(table)} where id = ${id}`.execute(db)
  return found.rows[0]
}

/** Any account's resource, locked until the transaction ends; one another process holds is skipped, or waited for. */
export async function lockResource<Row extends ResourceRow>(
  tx: Writer,
  { table, columns }: Resource<Row>,
  id: string,
  held: 'skip' | 'wait',
): Promise<Row | undefined> {
  const found = await sql<Row>`
    select ${sql.raw(columns)} from ${sql.table(table)} where id = ${id} for update${
      held === 'skip' ? sql` skip locked` : sql``
    }`.execute(tx)
  return found.rows[0]
}

/** Ids of resources whose provider should be asked by `now`, most overdue first. */
export async function resourcesToCheck(db: Reader, { table }: Resource, now: Date, limit: number): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from ${sql.table(table)} where check_at <= ${now} order by check_at limit ${limit}`.execute(db)
  return found.rows.map((row) => row.id)
}

/** When the next resource of the kind wants its provider asked. */
export async function nextCheck(db: Reader, { table }: Resource): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`select min(check_at) as at from ${sql.table(table)}`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Sets when to ask the provider again, or that there is nothing to ask; unless the resource has moved on. */
export async function checkAgainAt(db: Reader, { table }: Resource, row: ResourceRow, at: Date | null): Promise<void> {
  await sql`
    update ${sql.table(table)} set check_at = ${at} where id = ${row.id} and version = ${row.version}`.execute(db)
}

/** Whether the account has or had any resource of the kind. */
export async function ownsAny(db: Reader, { table }: Resource, accountId: string): Promise<boolean> {
  const found = await sql<{ any: boolean }>`
    select exists (select from ${sql.table(table)} where account_id = ${accountId}) as any`.execute(db)
  return found.rows[0]?.any === true
}
