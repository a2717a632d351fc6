// Which process attempts which deliveries: each is claimed by one at a time, receiver by receiver.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'
import { BEGINNING } from '../store/resource.ts'

/** A delivery claimed for one attempt. */
export interface ClaimedDelivery {
  id: string
  account_id: string
  url: string
  /** Scheme, host and port: the receiver. */
  origin: string
  content_type: string
  body: string
  /** Number of attempts before this one. */
  attempts: number
  /** When it became due. */
  due_at: Date
  /** The account's sealed signing secrets: the current one, then the one being rotated out. */
  secrets: string[]
  /** Claimed before, by a process that did not note how it ended. */
  taken_over: boolean
}

/** A receiver's attempts: how many are under way in this process, and how many more may be. */
export interface ReceiverLoad {
  underWay: number
  free: number
}

/** Which receivers are looked at. */
export type Receivers =
  /** Those known to have more, from a due time each on, and those with something due since then. */
  | { known: ReadonlyMap<string, Date>; since: Date }
  /** All after this one, some hundreds at a time. */
  | { after: string }
  /** The one account's, whose deliveries alone are looked at. */
  | { of: string }

export interface Claim {
  whose: Population
  /** How many at most. */
  room: number
  claimedForMs: number
  receivers: Receivers
  /** Receivers with another load than the usual. */
  loads: ReadonlyMap<string, ReceiverLoad>
  usual: ReceiverLoad
  /** How many more an account may have under way, for those with any. */
  accounts: ReadonlyMap<string, number>
  mostOfAccount: number
}

const RECEIVERS_A_CLAIM = 200
const LOOKED_AT_OF_RECEIVER = 100
const LOOKED_AT_OF_RECENT = 1_000

/**
 * Claims deliveries due by `until` for this process: from each receiver its most overdue ones, as many as it has free,
 * those with the fewest under way first. However many wait for one receiver, the others are found at once. `goOnAfter` is
 * the receiver after which others were not looked at.
 */
export async function claimDeliveries(
  db: Reader,
  until: Date,
  { whose, room, claimedForMs, receivers, loads, usual, accounts, mostOfAccount }: Claim,
): Promise<{ deliveries: ClaimedDelivery[]; goOnAfter: string | undefined }> {
  const isFree = sql`(claimed_until is null or claimed_until < clock_timestamp())`
  const list = <T>(of: (load: ReceiverLoad) => T) => [...loads.values()].map(of)
  const fullAccounts = [...accounts].flatMap(([id, free]) => (free <= 0 ? [id] : []))
  const claimed = await sql<ClaimedDelivery & { seen: { receivers: number; last: string } }>`
    with recursive receivers (origin, n, since) as (${receiversIn(receivers, until)}),
    in_turn as (
      select due.id, due.account_id, due.rank + coalesce(l.under_way, ${usual.underWay}) as turn from receivers r
      left join unnest(${[...loads.keys()]}::text[], ${list((load) => load.underWay)}::int[],
        ${list((load) => load.free)}::int[]) as l (origin, under_way, free) on l.origin = r.origin
      cross join lateral (
        select id, account_id, row_number() over (order by next_attempt_at) as rank from (
          select id, account_id, next_attempt_at, claimed_until from callback_deliveries d
          where d.state = 'due' and d.origin = r.origin and d.next_attempt_at between r.since and ${until}
            ${andOf(whose, 'd.account_id')}
          order by d.next_attempt_at limit ${LOOKED_AT_OF_RECEIVER}
        ) as first
        where ${isFree} and account_id <> all(${fullAccounts}::text[])
      ) as due
      where due.rank <= coalesce(l.free, ${usual.free})
    ), wanted as (
      select id, turn from (
        select id, turn, account_id, row_number() over (partition by account_id order by turn) as of_account from in_turn
      ) as t
      left join unnest(${[...accounts.keys()]}::text[], ${[...accounts.values()]}::int[]) as a (account, free)
        on a.account = t.account_id
      where of_account <= coalesce(a.free, ${mostOfAccount})
      order by turn limit ${room}
    ), due as (
      select d.id as due_id, w.turn, d.claimed_until is not null as taken_over from callback_deliveries d join wanted w on w.id = d.id
      where d.state = 'due' and d.next_attempt_at <= ${until} and ${isFree}
      for update of d skip locked
    ), taken as (
      update callback_deliveries set claimed_until = clock_timestamp() + make_interval(secs => ${claimedForMs / 1000})
      from due where id = due_id
      returning id, account_id, url, origin, content_type, body, attempts, next_attempt_at as due_at, turn, taken_over
    )
    select t.id, account_id, url, origin, content_type, body, attempts, due_at, taken_over,
      array_remove(array[signing_secret,
        case when previous_signing_secret_until > ${until} then previous_signing_secret end], null) as secrets,
      (select json_build_object('receivers', count(*), 'last', max(r.origin)) from receivers r) as seen
    from (select) as one left join (taken t join accounts a on a.id = account_id) on true
    order by turn, due_at`.execute(db)
  const { receivers: looked, last } = claimed.rows[0]?.seen ?? { receivers: 0, last: '' }
  const isCut = 'after' in receivers && looked >= RECEIVERS_A_CLAIM
  return { deliveries: claimed.rows.filter(({ id }) => id !== null), goOnAfter: isCut ? last : undefined }
}

function receiversIn(receivers: Receivers, until: Date) {
  if ('of' in receivers) return receiversOf(receivers.of)
  return 'since' in receivers ? recentReceivers(receivers, until) : receiversAfter(receivers.after)
}

function receiversOf(accountId: string) {
  return sql`
    select origin, 1, ${BEGINNING}::timestamptz from callback_deliveries
    where state = 'due' and account_id = ${accountId} group by origin`
}

function recentReceivers({ known, since }: { known: ReadonlyMap<string, Date>; since: Date }, until: Date) {
  return sql`
    select origin, 1, min(since) from (
      select * from unnest(${[...known.keys()]}::text[], ${[...known.values()]}::timestamptz[]) as known (origin, since)
      union all
      select origin, ${since}::timestamptz from (
        select origin from callback_deliveries
        where state = 'due' and next_attempt_at between ${since} and ${until}
          and (claimed_until is null or claimed_until < clock_timestamp())
        order by next_attempt_at desc limit ${LOOKED_AT_OF_RECENT}
      ) as newest
    ) as found group by origin`
}

/** One index probe a receiver, however much waits for each. */
function receiversAfter(after: string) {
  return sql`
    (select origin, 1, ${BEGINNING}::timestamptz from callback_deliveries
      where state = 'due' and origin > ${after}::text order by origin limit 1)
    union all
    (select next.origin, r.n + 1, r.since from receivers r cross join lateral (
      select d.origin from callback_deliveries d where d.state = 'due' and d.origin > r.origin order by d.origin limit 1
    ) as next where r.n < ${RECEIVERS_A_CLAIM})`
}

/** Keeps claims of this process from ending while its attempts go on. */
export async function holdDeliveries(db: Reader, ids: readonly string[], claimedForMs: number): Promise<void> {
  await sql`
    with mine as (
      select id as my_id from callback_deliveries where id = any(${[...ids]}::text[]) and state = 'due'
      order by id for update skip locked
    )
    update callback_deliveries set claimed_until = clock_timestamp() + make_interval(secs => ${claimedForMs / 1000})
    from mine where id = my_id`.execute(db)
}
