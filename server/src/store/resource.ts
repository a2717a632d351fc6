// What every resource of the API has in common, and the statements that find its rows. Each room declares its own:
// mailboxes/resource.ts, certified-domains/resource.ts, registry-requests/resource.ts.
import { sql } from 'kysely'
import type { TSchema } from 'typebox'
import type { Callback } from '../model/callback.ts'
import type { Lifecycle } from '../model/lifecycle.ts'
import type { ResourceKind, ResourceSegment } from '../model/resource-kind.ts'
import type { Reader, Writer } from './database.ts'
import { andOf } from './population.ts'
import type { Population } from './population.ts'

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

/** For queries over a resource's table: no operation at its provider is pending, which alone might change it. */
const nothingPending = ({ kind, table }: Resource) => sql`not exists (
  select from provider_operations o
  where o.state = 'pending' and o.subject_kind = ${sql.lit(kind)} and o.subject_id = ${sql.ref(`${table}.id`)})`

/** Nothing was due before. */
export const BEGINNING = new Date(0)

/** What is due by `until` and not before `since`, at a provider. */
export interface Due {
  whose: Population
  since?: Date | undefined
  until: Date
  limit: number
  provider: string
}

/**
 * Resources at that provider that are due to be asked about by `until` and have nothing pending, most overdue first,
 * locked. Those others hold are left to them.
 */
export async function lockDueForCheck<Row extends ResourceRow>(
  tx: Writer,
  resource: Resource<Row>,
  { whose, since, until, limit, provider }: Due,
): Promise<Row[]> {
  const found = await sql<Row>`
    select ${sql.raw(resource.columns)} from ${sql.table(resource.table)}
    where check_at between ${since ?? BEGINNING} and ${until} and provider = ${provider} and ${nothingPending(resource)}
      ${andOf(whose)}
    order by check_at limit ${limit} for update skip locked`.execute(tx)
  return found.rows
}

/** How many resources are due to be asked about at each of these providers, `limit` at most of each, and since when. */
export async function dueForCheck(
  db: Reader,
  { table }: Resource,
  providers: readonly string[],
  now: Date,
  limit: number,
): Promise<{ provider: string; waiting: number; oldest: Date }[]> {
  const found = await sql<{ provider: string; waiting: number; oldest: Date }>`
    select n.name as provider, count(*)::int as waiting, min(due.check_at) as oldest
    from unnest(${[...providers]}::text[]) as n (name) cross join lateral (
      select check_at from ${sql.table(table)} where provider = n.name and check_at <= ${now}
      order by check_at limit ${limit}) due
    group by n.name`.execute(db)
  return found.rows
}

/**
 * Takes resources that are due at a provider in hand: until `heldUntil` they are not due for anybody else. For what is asked outside
 * any transaction; who dies over it leaves it due again then.
 */
export async function claimDueForCheck<Row extends ResourceRow>(
  db: Reader,
  resource: Resource<Row>,
  claim: { whose: Population; until: Date; limit: number; provider: string; heldUntil: Date },
): Promise<Row[]> {
  const table = sql.table(resource.table)
  const found = await sql<Row>`
    with due as (
      select id as due_id from ${table}
      where check_at <= ${claim.until} and provider = ${claim.provider} and ${nothingPending(resource)}
        ${andOf(claim.whose)}
      order by check_at limit ${claim.limit} for update skip locked
    )
    update ${table} set check_at = ${claim.heldUntil} from due where id = due_id
    returning ${sql.raw(resource.columns)}`.execute(db)
  return found.rows
}

/** When the next resource of the kind at those providers is due to be asked about. */
export async function nextCheck(
  db: Reader,
  whose: Population,
  resource: Resource,
  providers: readonly string[],
  since = BEGINNING,
): Promise<Date | undefined> {
  if (providers.length === 0) return undefined
  // The first of each, so that nothing is walked over that waits for another one.
  const found = await sql<{ at: Date | null }>`
    select min(first.check_at) as at from unnest(${[...providers]}::text[]) as n (name) cross join lateral (
      select check_at from ${sql.table(resource.table)}
      where provider = n.name and check_at >= ${since} and ${nothingPending(resource)} ${andOf(whose)}
      order by check_at limit 1) first`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Sets when to ask the provider again, or that there is nothing to ask; unless the resource has moved on. */
export async function checkAgainAt(db: Reader, { table }: Resource, row: ResourceRow, at: Date | null): Promise<void> {
  await sql`
    update ${sql.table(table)} set check_at = ${at} where id = ${row.id} and version = ${row.version}`.execute(db)
}

/** The same for many. */
export async function checkManyAgainAt(
  tx: Writer,
  { table }: Resource,
  again: readonly { row: ResourceRow; at: Date | null }[],
): Promise<void> {
  if (again.length === 0) return
  const ids = again.map(({ row }) => row.id)
  await sql`
    update ${sql.table(table)} set check_at = at
    from unnest(${ids}::text[], ${again.map(({ row }) => row.version)}::int[], ${again.map(({ at }) => at)}::timestamptz[])
      as n (due_id, seen, at)
    where id = due_id and version = seen`.execute(tx)
}

/** Whether any resource has that reference at the provider. */
export async function isKept(db: Reader, provider: string, providerRef: string): Promise<boolean> {
  return (await keptBy(provider, providerRef).execute(db)).rows[0]?.kept === true
}

/** The statement of it: a look into one index of each table. */
export const keptBy = (provider: string, providerRef: string) => sql<{ kept: boolean }>`
    select exists (select from mailboxes where provider_ref = ${providerRef} and provider = ${provider})
      or exists (select from certified_domains where provider_ref = ${providerRef} and provider = ${provider})
      or exists (select from registry_requests where provider_ref = ${providerRef} and provider = ${provider})
      as kept`

/** Whether the account has or had any resource of the kind. */
export async function ownsAny(db: Reader, { table }: Resource, accountId: string): Promise<boolean> {
  const found = await sql<{ any: boolean }>`
    select exists (select from ${sql.table(table)} where account_id = ${accountId}) as any`.execute(db)
  return found.rows[0]?.any === true
}
