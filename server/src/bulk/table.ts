// Files of calls and their rows as they are kept. Whoever changes rows locks their file first.
import { sql } from 'kysely'
import type { Reader, Writer } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'

/** A file of calls. `waiting` is what is neither of its counts. */
export interface BulkRow {
  id: string
  place: number
  account_id: string
  token_id: string
  operation: string
  dry_run: boolean
  file_hash: string
  rows: number
  succeeded: number
  refused: number
  canceled: number
  price_cents: number
  created_at: Date
  cancel_asked_at: Date | null
  ended_at: Date | null
}

const columns = sql.raw(
  'id, place, account_id, token_id, operation, dry_run, file_hash, rows, succeeded, refused, canceled, price_cents, created_at, cancel_asked_at, ended_at',
)

export type NewBulk = Pick<BulkRow, 'id' | 'account_id' | 'token_id' | 'operation' | 'dry_run' | 'file_hash'>

/** A row as it is handed in; `members` sealed. */
export interface NewBulkRow {
  key: string | null
  same_as: number | null
  members: string
}

const INSERTED_AT_ONCE = 250

/** How many files of the account are under way, counted under the lock of its wallet, so that nobody adds one meanwhile. */
export async function lockAndCountUnderWay(tx: Writer, accountId: string): Promise<number> {
  await sql`select from wallets where account_id = ${accountId} for update`.execute(tx)
  const found = await sql<{ count: number }>`
    select count(*)::int as count from bulks where account_id = ${accountId} and ended_at is null`.execute(tx)
  return found.rows[0]?.count ?? 0
}

/** Adds a file with its rows, numbered from 1. */
export async function addBulk(
  tx: Writer,
  bulk: NewBulk,
  rows: readonly NewBulkRow[],
  now: Date,
): Promise<BulkRow | undefined> {
  const { id, account_id, token_id, operation, dry_run, file_hash } = bulk
  const added = await sql<BulkRow>`
    insert into bulks (id, account_id, token_id, operation, dry_run, file_hash, rows, created_at)
    values (${id}, ${account_id}, ${token_id}, ${operation}, ${dry_run}, ${file_hash}, ${rows.length}, ${now})
    returning ${columns}`.execute(tx)
  for (let from = 0; from < rows.length; from += INSERTED_AT_ONCE) {
    const some = rows.slice(from, from + INSERTED_AT_ONCE)
    await sql`
      insert into bulk_rows (bulk_id, number, key, same_as, members)
      select ${id}, ${from}::int + nth, key, same_as, members
      from unnest(${some.map(({ key }) => key)}::text[], ${some.map((one) => one.same_as)}::int[],
        ${some.map(({ members }) => members)}::text[]) with ordinality as n (key, same_as, members, nth)`.execute(tx)
  }
  return added.rows[0]
}

/** A file of the account. */
export async function findBulk(db: Reader, accountId: string, id: string): Promise<BulkRow | undefined> {
  const found = await sql<BulkRow>`
    select ${columns} from bulks where account_id = ${accountId} and id = ${id}`.execute(db)
  return found.rows[0]
}

/** The account's files, newest first, after the place of the last one of the page before. */
export async function listBulks(
  db: Reader,
  accountId: string,
  { limit, after }: { limit: number; after: { at: Date; place: number } | undefined },
): Promise<BulkRow[]> {
  const rest = after === undefined ? sql`` : sql`and (created_at, place) < (${after.at}, ${after.place})`
  const found = await sql<BulkRow>`
    select ${columns} from bulks where account_id = ${accountId} ${rest}
    order by created_at desc, place desc limit ${limit}`.execute(db)
  return found.rows
}

export const rowStates = ['waiting', 'succeeded', 'refused', 'canceled'] as const
export type RowState = (typeof rowStates)[number]

/** What is told of a row. */
export interface RowResult {
  number: number
  key: string | null
  state: RowState
  status: number | null
  error: number | null
  message: string | null
  resource_id: string | null
  price_cents: number | null
  replayed: boolean
}

/** Rows of a file in its order, after a number; of one state alone where it is given. */
export async function listRows(
  db: Reader,
  bulkId: string,
  { limit, after, state }: { limit: number; after: number; state: RowState | undefined },
): Promise<RowResult[]> {
  const found = await sql<RowResult>`
    select number, key, state, status, error, message, resource_id, price_cents, replayed from bulk_rows
    where bulk_id = ${bulkId} and number > ${after} ${state === undefined ? sql`` : sql`and state = ${state}`}
    order by number limit ${limit}`.execute(db)
  return found.rows
}

/**
 * Cancels the rows of a file that no process took in hand yet; those that one did are finished. False when it had ended.
 */
export async function cancelBulk(tx: Writer, id: string, now: Date): Promise<boolean> {
  const locked = await sql`select from bulks where id = ${id} and ended_at is null for update`.execute(tx)
  if (locked.rows.length === 0) return false
  const canceled = await sql`
    update bulk_rows set state = 'canceled', members = null
    where bulk_id = ${id} and state = 'waiting' and tries = 0`.execute(tx)
  const count = Number(canceled.numAffectedRows ?? 0n)
  await sql`
    update bulks set canceled = canceled + ${count}, cancel_asked_at = coalesce(cancel_asked_at, ${now}),
      ended_at = case when succeeded + refused + canceled + ${count} = rows then ${now}::timestamptz end
    where id = ${id}`.execute(tx)
  return true
}

const isFree = sql`(claimed_until is null or claimed_until < clock_timestamp())`

/** When the oldest file was handed in that nobody works on and that has not ended. */
export async function nextBulk(db: Reader, whose: Population): Promise<Date | undefined> {
  const found = await sql<{ at: Date }>`
    select created_at as at from bulks where ended_at is null and ${isFree} ${andOf(whose)}
    order by created_at limit 1`.execute(db)
  return found.rows[0]?.at
}

/** A row in hand. `tries` counts this time. */
export interface RowInHand {
  number: number
  key: string | null
  same_as: number | null
  members: string
  tries: number
}

/** Takes the file that waited longest for its turn in hand, with its next rows. */
export async function claimRows(
  tx: Writer,
  whose: Population,
  { until, limit, heldMs }: { until: Date; limit: number; heldMs: number },
): Promise<{ bulk: BulkRow; rows: RowInHand[] } | undefined> {
  const claimed = await sql<BulkRow>`
    update bulks set claimed_until = clock_timestamp() + make_interval(secs => ${heldMs / 1000}),
      worked_at = clock_timestamp()
    where id = (
      select id from bulks where ended_at is null and created_at <= ${until} and ${isFree} ${andOf(whose)}
      order by worked_at nulls first, created_at, place limit 1 for update skip locked
    ) returning ${columns}`.execute(tx)
  const [bulk] = claimed.rows
  if (bulk === undefined) return undefined
  const rows = await sql<RowInHand>`
    update bulk_rows r set tries = r.tries + 1
    from (
      select number from bulk_rows where bulk_id = ${bulk.id} and state = 'waiting' order by tries, number limit ${limit}
    ) as next
    where r.bulk_id = ${bulk.id} and r.number = next.number
    returning r.number, r.key, r.same_as, r.members, r.tries`.execute(tx)
  return { bulk, rows: rows.rows.toSorted((one, other) => one.number - other.number) }
}

/** Those of some rows whose new thing an earlier row would make, as far as the dry run has come. */
export async function namedBefore(db: Reader, bulkId: string, rows: readonly RowInHand[]): Promise<Set<number>> {
  const found = await sql<{ same_as: number }>`
    select distinct coalesce(same_as, number) as same_as from bulk_rows
    where bulk_id = ${bulkId} and state = 'succeeded'
      and coalesce(same_as, number) = any(${rows.map((row) => row.same_as ?? row.number)}::int[])`.execute(db)
  return new Set(found.rows.map((row) => row.same_as))
}

export type EndedRow = Omit<RowResult, 'key' | 'state'> & { state: 'succeeded' | 'refused' }

/** What came of rows in hand: those that ended, those that were not begun, and for how long the file is to rest. */
export interface WorkedRows {
  ended: EndedRow[]
  untouched: readonly RowInHand[]
  restMs: number
}

/** Notes how rows ended, counts those that had not, and lets go of the file. */
export async function endRows(
  tx: Writer,
  id: string,
  { ended, untouched, restMs }: WorkedRows,
  now: Date,
): Promise<void> {
  await sql`select from bulks where id = ${id} for update`.execute(tx)
  await sql`
    update bulk_rows set tries = tries - 1
    where bulk_id = ${id} and state = 'waiting' and number = any(${untouched.map(({ number }) => number)}::int[])`.execute(
    tx,
  )
  // Whoever canceled meanwhile found these in hand.
  const canceled = await sql`
    update bulk_rows r set state = 'canceled', members = null from bulks b
    where b.id = ${id} and b.cancel_asked_at is not null and r.bulk_id = b.id and r.state = 'waiting' and r.tries = 0
      and r.number <> all(${ended.map(({ number }) => number)}::int[])`.execute(tx)
  const count = Number(canceled.numAffectedRows ?? 0n)
  const list = <T>(of: (row: EndedRow) => T) => ended.map(of)
  await sql`
    with noted as (
      update bulk_rows r set members = null, state = n.state, status = n.status, error = n.error, message = n.message,
        resource_id = n.resource_id, price_cents = n.price_cents, replayed = n.replayed
      from unnest(
        ${list(({ number }) => number)}::int[], ${list(({ state }) => state)}::text[],
        ${list(({ status }) => status)}::smallint[], ${list(({ error }) => error)}::float8[],
        ${list(({ message }) => message)}::text[], ${list((row) => row.resource_id)}::text[],
        ${list((row) => row.price_cents)}::bigint[], ${list(({ replayed }) => replayed)}::boolean[]
      ) as n (number, state, status, error, message, resource_id, price_cents, replayed)
      where r.bulk_id = ${id} and r.number = n.number and r.state = 'waiting'
      returning r.state, r.price_cents
    ), counts as (
      select count(*) filter (where state = 'succeeded')::int as succeeded,
        count(*) filter (where state = 'refused')::int as refused,
        coalesce(sum(price_cents) filter (where state = 'succeeded'), 0) as cents
      from noted
    )
    update bulks b set succeeded = b.succeeded + c.succeeded, refused = b.refused + c.refused,
      price_cents = b.price_cents + c.cents, canceled = b.canceled + ${count},
      claimed_until = clock_timestamp() + make_interval(secs => ${restMs / 1000}),
      ended_at = case when b.succeeded + c.succeeded + b.refused + c.refused + b.canceled + ${count} = b.rows then ${now}::timestamptz end
    from counts c where b.id = ${id}`.execute(tx)
}

/** When the file that ended first did so. */
export async function oldestEnd(db: Reader, whose: Population): Promise<Date | undefined> {
  const found = await sql<{ at: Date }>`
    select ended_at as at from bulks where ended_at is not null ${andOf(whose)}
    order by ended_at limit 1`.execute(db)
  return found.rows[0]?.at
}

/** Deletes files that ended before a moment with all their rows, so many at most; returns how many. */
export async function deleteBulksBefore(db: Reader, whose: Population, before: Date, limit: number): Promise<number> {
  const deleted = await sql`
    delete from bulks where id in (
      select id from bulks where ended_at <= ${before} ${andOf(whose)} order by ended_at limit ${limit}
    )`.execute(db)
  return Number(deleted.numAffectedRows ?? 0n)
}

/** How many files of calls are under way, `limit` at most, and since when. */
export async function countBulksUnderWay(db: Reader, limit: number): Promise<{ waiting: number; oldest: Date | null }> {
  const found = await sql<{ waiting: number; oldest: Date | null }>`
    select count(*)::int as waiting, min(created_at) as oldest from (
      select created_at from bulks where ended_at is null order by created_at limit ${limit}) b`.execute(db)
  return found.rows[0] ?? { waiting: 0, oldest: null }
}
