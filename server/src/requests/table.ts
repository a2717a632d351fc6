// Requests of accounts as they are kept, and rolled up by UTC day.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Reader } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'

/**
 * One request of an account, or so many alike that one row stands for them. The path shows ids and no other parameter;
 * `message` is the text of its refusal.
 */
export interface NotedRequest {
  accountId: string
  id: string
  at: Date
  credentialId: string
  /** The member, where it was a member's token. */
  memberId: string | null
  method: string
  path: string
  scope: string | null
  /** Empty where it came from nowhere: for the row of a file. */
  ip: string
  status: number
  error: number | null
  message: string | null
  elapsedMs: number
  paidCents: number
  times: number
}

/** Adds requests to the log and to the counts of their days, in one statement. */
export async function insertRequests(db: Reader, requests: readonly NotedRequest[]): Promise<void> {
  const list = <T>(of: (request: NotedRequest) => T) => requests.map(of)
  await sql`
    with given as (
      select * from unnest(
        ${list((one) => one.accountId)}::text[], ${list(({ id }) => id)}::text[], ${list(({ at }) => at)}::timestamptz[],
        ${list((one) => one.credentialId)}::text[], ${list(({ method }) => method)}::text[],
        ${list(({ path }) => path)}::text[], ${list(({ scope }) => scope)}::text[], ${list(({ ip }) => ip)}::text[],
        ${list(({ status }) => status)}::smallint[], ${list(({ error }) => error)}::float8[],
        ${list(({ message }) => message)}::text[], ${list((one) => one.elapsedMs)}::float8[],
        ${list((one) => one.paidCents)}::bigint[], ${list((one) => one.memberId)}::text[],
        ${list(({ times }) => times)}::int[]
      ) as t (account_id, id, at, credential_id, method, path, scope, ip, status, error, message, elapsed_ms, paid_cents,
        member_id, times)
    ), logged as (
      insert into requests (account_id, id, at, credential_id, method, path, scope, ip, status, error, message,
        elapsed_ms, paid_cents, member_id)
      select account_id, id, at, credential_id, method, path, scope, ip, status, error, message, elapsed_ms, paid_cents,
        member_id
      from given
    ), counted as (
      insert into request_counts as kept (account_id, day, scope, requests, paid, refused, paid_cents)
      select account_id, ${dayOfRow}, scope, ${sums} from given where scope is not null
      ${inOneOrder('scope')}
      on conflict (account_id, day, scope) do update set ${added}
    )
    insert into request_sources as kept (account_id, day, ip, requests, paid, refused, paid_cents)
    select account_id, ${dayOfRow}, ip, ${sums} from given where scope is not null and ip <> ''
    ${inOneOrder('ip')}
    on conflict (account_id, day, ip) do update set ${added}`.execute(db)
}

const dayOfRow = sql.raw(`(at at time zone 'UTC')::date`)
const sums = sql.raw(
  `sum(times), coalesce(sum(times) filter (where paid_cents > 0), 0),
    coalesce(sum(times) filter (where error is not null), 0), sum(paid_cents)`,
)
const added = sql.raw(
  ['requests', 'paid', 'refused', 'paid_cents'].map((name) => `${name} = kept.${name} + excluded.${name}`).join(', '),
)
/** Two processes that count at the same time lock the same rows in the same order. */
const inOneOrder = (column: 'scope' | 'ip') => sql.raw(`group by 1, 2, 3 order by 1, 2, ${column}`)

export interface RequestRow {
  place: number
  id: string
  at: Date
  credential_id: string
  member_id: string | null
  method: string
  path: string
  scope: string | null
  ip: string
  status: number
  error: number | null
  message: string | null
  elapsed_ms: number
  paid_cents: number
}

const columns = sql.raw(
  'place, id, at, credential_id, member_id, method, path, scope, ip, status, error, message, elapsed_ms, paid_cents',
)

/** Which requests of a log: those before a place, and those that failed only. */
export interface RequestFilter {
  before?: number | undefined
  failedOnly: boolean
  id?: string | undefined
  limit: number
}

/** The account's requests, newest first. */
export async function listRequests(db: Reader, accountId: string, filter: RequestFilter): Promise<RequestRow[]> {
  const { before = null, failedOnly, id = null, limit } = filter
  const found = await sql<RequestRow>`
    select ${columns} from requests
    where account_id = ${accountId} and (${before}::bigint is null or place < ${before}::bigint)
      ${failedOnly ? sql`and error is not null` : sql``} ${id === null ? sql`` : sql`and id = ${id}`}
    order by place desc limit ${limit}`.execute(db)
  return found.rows
}

/** The account's failed requests, newest first; of some scopes only, where any are given. */
export async function listFailedRequests(
  db: Reader,
  accountId: string,
  { scopes, skip, limit }: { scopes: readonly string[]; skip: number; limit: number },
): Promise<RequestRow[]> {
  const newest = sql`and error is not null order by place desc limit ${skip + limit}`
  const found: RawBuilder<unknown> =
    scopes.length === 0
      ? sql`select * from requests where account_id = ${accountId} and scope is not null ${newest}`
      : sql`select one.* from unnest(${[...scopes]}::text[]) as s (wanted) cross join lateral (
          select * from requests where account_id = ${accountId} and scope = s.wanted ${newest}) one`
  const rows = await sql<RequestRow>`
    select ${columns} from (${found}) found order by place desc limit ${limit} offset ${skip}`.execute(db)
  return rows.rows
}

/** Dates the account's requests from after a moment at that moment, for a clock that was set back. */
export async function dateBackRequests(db: Reader, accountId: string, now: Date): Promise<void> {
  await sql`update requests set at = ${now} where account_id = ${accountId} and at > ${now}`.execute(db)
}

/** When the oldest request kept was made. */
export async function oldestRequestAt(db: Reader, whose: Population): Promise<Date | undefined> {
  const found = await sql<{ at: Date }>`
    select at from requests where true ${andOf(whose)} order by place limit 1`.execute(db)
  return found.rows[0]?.at
}

/** The first day of which source addresses are kept. */
export async function oldestSourceAt(db: Reader, whose: Population): Promise<Date | undefined> {
  const found = await sql<{ at: Date }>`
    select day::timestamp at time zone 'UTC' as at from request_sources where true ${andOf(whose)}
    order by day limit 1`.execute(db)
  return found.rows[0]?.at
}

/** Deletes at most so many counts by source address, all of days up to a moment; returns how many. */
export async function deleteSourcesBefore(db: Reader, whose: Population, before: Date, limit: number): Promise<number> {
  const deleted = await sql`
    delete from request_sources where (account_id, day, ip) in (
      select account_id, day, ip from request_sources
      where day <= (${before}::timestamptz at time zone 'UTC')::date ${andOf(whose)} order by day limit ${limit}
    )`.execute(db)
  return Number(deleted.numAffectedRows ?? 0n)
}

/** Deletes at most so many of the oldest requests, all from before a moment; returns how many. */
export async function deleteRequestsBefore(
  db: Reader,
  whose: Population,
  before: Date,
  limit: number,
): Promise<number> {
  const deleted = await sql`
    delete from requests where place in (
      select place from (
        select place, at from requests where true ${andOf(whose)} order by place limit ${limit}
      ) oldest where at <= ${before}
    )`.execute(db)
  return Number(deleted.numAffectedRows ?? 0n)
}
