// Price lists with dates, for everybody or for the accounts they are given to. Nothing of them is ever changed: a wrong one
// is followed by another.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Reader, Writer } from '../store/database.ts'
import { isPricedItem } from './prices.ts'
import type { SomePrices } from './prices.ts'

export interface PriceListRow {
  id: string
  name: string
  for_everybody: boolean
  starts_at: Date
  created_by: string
  created_at: Date
  place: number
}

/** A list to add; in force from `startsAt` on. */
export interface NewPriceList {
  id: string
  name: string
  forEverybody: boolean
  startsAt: Date
  prices: SomePrices
  /** The operator. */
  createdBy: string
}

const columns = sql.raw('id, name, for_everybody, starts_at, created_by, created_at, place')

/** Lets nobody else add a list until the transaction ends, so that each sees those before it. */
export async function lockPriceLists(tx: Writer): Promise<void> {
  await sql`lock table price_lists in share row exclusive mode`.execute(tx)
}

/** Adds a list with its prices. */
export async function insertPriceList(tx: Writer, list: NewPriceList, now: Date): Promise<PriceListRow> {
  const added = await sql<PriceListRow>`
    insert into price_lists (id, name, for_everybody, starts_at, created_by, created_at)
    values (${list.id}, ${list.name}, ${list.forEverybody}, ${list.startsAt}, ${list.createdBy}, ${now})
    returning ${columns}`.execute(tx)
  await sql`
    insert into price_list_items (list_id, item, cents)
    select ${list.id}, * from unnest(${[...list.prices.keys()]}::text[], ${[...list.prices.values()]}::bigint[])`.execute(
    tx,
  )
  const [row] = added.rows
  if (row === undefined) throw new Error(`price list ${list.id} was not added`)
  return row
}

/** A list by its id. */
export async function findPriceList(db: Reader, id: string): Promise<PriceListRow | undefined> {
  const found = await sql<PriceListRow>`select ${columns} from price_lists where id = ${id}`.execute(db)
  return found.rows[0]
}

/** A page of all lists, the newest first. */
export async function listPriceLists(
  db: Reader,
  { limit, cursor }: { limit: number; cursor: number | undefined },
): Promise<PriceListRow[]> {
  const before = cursor === undefined ? sql`` : sql`where place < ${cursor}`
  const found = await sql<PriceListRow>`
    select ${columns} from price_lists ${before} order by place desc limit ${limit}`.execute(db)
  return found.rows
}

/** The prices of some lists, by id. */
export async function readItems(db: Reader, ids: readonly string[]): Promise<Map<string, SomePrices>> {
  const found = await sql<{ list_id: string; item: string; cents: number }>`
    select list_id, item, cents from price_list_items where list_id = any(${[...ids]}::text[])`.execute(db)
  const of = (id: string) => found.rows.filter((row) => row.list_id === id)
  return new Map(ids.map((id) => [id, new Map(of(id).flatMap(({ item, cents }) => entryOf(item, cents)))]))
}

/** What another version prices, and this one does not know, is left out. */
const entryOf = (item: string, cents: number) => (isPricedItem(item) ? [[item, cents] as const] : [])

/** Gives an account a list from a moment on, or none; the last one given that has started counts. */
export async function insertAccountPriceList(
  tx: Writer,
  given: { accountId: string; listId: string | null; startsAt: Date; createdBy: string },
  now: Date,
): Promise<void> {
  await sql`
    insert into account_price_lists (account_id, list_id, starts_at, created_by, created_at)
    values (${given.accountId}, ${given.listId}, ${given.startsAt}, ${given.createdBy}, ${now})`.execute(tx)
}

/** What an account was given last, whether it has started or not; undefined where it never was given a list. */
export async function lastGivenList(
  db: Reader,
  accountId: string,
): Promise<{ list_id: string | null; starts_at: Date } | undefined> {
  const found = await sql<{ list_id: string | null; starts_at: Date }>`
    select list_id, starts_at from account_price_lists where account_id = ${accountId}
    order by place desc limit 1`.execute(db)
  return found.rows[0]
}

/** A list of an account's own, and from when on it pays by it. */
export interface OwnList {
  id: string
  name: string
  startsAt: Date
}

/** The one in force, and the one given last where it has not started. */
export interface OwnLists {
  inForce: OwnList | undefined
  next: OwnList | undefined
}

/** The lists an account has of its own at a moment. */
export async function ownListsOf(db: Reader, { accountId, at }: PriceMoment): Promise<OwnLists> {
  const own = (which: RawBuilder<unknown>) => sql`(
    select list_id, starts_at from account_price_lists where account_id = ${accountId} ${which} order by place desc limit 1)`
  const found = await sql<OwnList & { hasStarted: boolean }>`
    select p.id, p.name, g.starts_at as "startsAt", g.starts_at <= ${at}::timestamptz as "hasStarted"
    from (${own(sql`and starts_at <= ${at}::timestamptz`)} union ${own(sql``)}) g join price_lists p on p.id = g.list_id`.execute(
    db,
  )
  const listIf = (hasStarted: boolean) => found.rows.find((row) => row.hasStarted === hasStarted)
  return { inForce: listIf(true), next: listIf(false) }
}

/** Which account, and when. */
export interface PriceMoment {
  accountId: string
  at: Date
}

/** The lists in force for an account at a moment: everybody's, and its own over that. */
export interface ListsInForce {
  general: string | null
  own: string | null
}

/** The lists in force, for each moment in its order; one statement. */
export async function findListsInForce(db: Reader, moments: readonly PriceMoment[]): Promise<ListsInForce[]> {
  const found = await sql<ListsInForce>`
    select
      (select id from price_lists where for_everybody and starts_at <= m.at
        order by starts_at desc, place desc limit 1) as general,
      (select list_id from account_price_lists where account_id = m.account_id and starts_at <= m.at
        order by place desc limit 1) as own
    from unnest(
      ${moments.map((one) => one.accountId)}::text[], ${moments.map((one) => one.at)}::timestamptz[]
    ) with ordinality as m (account_id, at, nth) order by nth`.execute(db)
  return found.rows
}

/** The prices all lists ever named for an item: the least and the most, in cents. */
export async function rangesOfLists(db: Reader): Promise<{ item: string; least: number; most: number }[]> {
  const found = await sql<{ item: string; least: number; most: number }>`
    select item, min(cents) as least, max(cents) as most from price_list_items group by item`.execute(db)
  return found.rows
}

/** When prices next change for anybody after a moment, or null; as part of a statement. */
export const laterPriceChange = (after: Date) => sql`least(
  (select min(starts_at) from price_lists where for_everybody and starts_at > ${after}::timestamptz),
  (select min(starts_at) from account_price_lists where starts_at > ${after}::timestamptz))`

/** When prices next change for anybody after a moment; undefined when no list is to start. */
export async function nextPriceChange(db: Reader, after: Date): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`select ${laterPriceChange(after)} as at`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** The list each account has of its own at a moment, or none any more; as part of a statement. */
export const ownListsAt = (at: Date) => sql`(
  select distinct on (account_id) account_id, list_id from account_price_lists
  where starts_at <= ${at}::timestamptz order by account_id, place desc)`

/** Since when an account's prices of a moment are in force, or null; as part of a statement. */
export const pricesInForceSince = (accountId: RawBuilder<unknown>, at: Date) => sql`greatest(
  (select max(starts_at) from price_lists where for_everybody and starts_at <= ${at}::timestamptz),
  (select starts_at from account_price_lists o where o.account_id = ${accountId} and o.starts_at <= ${at}::timestamptz
    order by place desc limit 1))`
