// Callback deliveries: inserted in the transaction that changes the state; what becomes of each is noted here.
import { sql } from 'kysely'
import type { Callback } from '../model/callback.ts'
import type { ShownReason } from '../model/decision-reasons.ts'
import { newResourceId } from '../model/resource-id.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import { parseHttpUrl } from '../network/http-url.ts'
import type { Reader, Writer } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'
import { BEGINNING } from '../store/resource.ts'
import { callbackBody } from './body.ts'
import type { ClaimedDelivery } from './claims.ts'
import type { AttemptOutcome } from './sender.ts'

/** The resource a callback is about. */
export interface CallbackSubject {
  kind: ResourceKind
  id: string
}

/** A callback to send: what, about which resource, and to whom. */
export interface Notice {
  accountId: string
  subject: CallbackSubject
  /** The scope that created the resource (contract 5.4). */
  scope: string
  /** The move that caused it. */
  event: string
  callback: Callback
  /** The resource as a GET would return it at this moment. */
  resource: unknown
}

/** An attempt that has ended, and when to try again if at all. */
export interface NotedAttempt {
  delivery: ClaimedDelivery
  outcome: AttemptOutcome
  startedAt: Date
  endedAt: Date
  nextAt: Date | undefined
}

/** Inserts deliveries, each due at its own time; returns the ids of those whose URL is not silenced by a 410. */
export async function noteDeliveries(tx: Writer, notices: readonly (Notice & { at: Date })[]): Promise<string[]> {
  const list = <T>(of: (notice: Notice & { at: Date }) => T) => notices.map(of)
  const bodies = notices.map(({ callback, resource }) => callbackBody(callback, resource))
  const noted = await sql<{ id: string }>`
    insert into callback_deliveries
      (id, account_id, subject_kind, subject_id, scope, event, url, origin, content_type, body, state, next_attempt_at,
        created_at)
    select id, account_id, subject_kind, subject_id, scope, event, url, origin, content_type, body, 'due', at, at
    from unnest(
      ${list(({ at }) => `msg_${newResourceId(at)}`)}::text[], ${list((one) => one.accountId)}::text[],
      ${list(({ subject }) => subject.kind)}::text[], ${list(({ subject }) => subject.id)}::text[],
      ${list((one) => one.scope)}::text[], ${list((one) => one.event)}::text[],
      ${list(({ callback }) => callback.url)}::text[], ${list(({ callback }) => originOf(callback.url))}::text[],
      ${bodies.map((one) => one.contentType)}::text[],
      ${bodies.map((one) => one.body)}::text[], ${list(({ at }) => at)}::timestamptz[]
    ) with ordinality as n (id, account_id, subject_kind, subject_id, scope, event, url, origin, content_type, body, at, nth)
    where not exists (select from silenced_callbacks s where s.account_id = n.account_id and s.url = n.url)
    order by nth
    returning id`.execute(tx)
  return noted.rows.map((row) => row.id)
}

/** Scheme, host and port. What is unreadable is a receiver of its own; attempts at it fail. */
function originOf(url: string): string {
  const parsed = parseHttpUrl(url)
  return parsed.is === 'url' ? parsed.url.origin : '?'
}

/** When the next delivery that nobody is attempting is due, not before `since`. */
export async function nextDeliveryDue(db: Reader, whose: Population, since = BEGINNING): Promise<Date | undefined> {
  const found = await sql<{ at: Date }>`
    select next_attempt_at as at from callback_deliveries
    where state = 'due' and next_attempt_at >= ${since} and (claimed_until is null or claimed_until < clock_timestamp())
      ${andOf(whose)}
    order by next_attempt_at limit 1`.execute(db)
  return found.rows[0]?.at
}

/** How many deliveries are due, and how many wait to be tried again; `limit` at most of each, and since when. */
export async function waitingDeliveries(
  db: Reader,
  now: Date,
  limit: number,
): Promise<Record<'due' | 'again', { waiting: number; oldest: Date | null }>> {
  const found = await sql<{ due: number; due_since: Date | null; again: number; again_since: Date | null }>`
    select d.waiting as due, d.oldest as due_since, a.waiting as again, a.oldest as again_since
    from (select count(*)::int as waiting, min(next_attempt_at) as oldest from (
        select next_attempt_at from callback_deliveries where state = 'due' and next_attempt_at <= ${now}
        order by next_attempt_at limit ${limit}) d) d,
      (select count(*)::int as waiting, min(created_at) as oldest from (
        select created_at from callback_deliveries where state = 'due' and next_attempt_at > ${now}
        order by next_attempt_at limit ${limit}) a) a`.execute(db)
  const { due = 0, due_since = null, again = 0, again_since = null } = found.rows[0] ?? {}
  return { due: { waiting: due, oldest: due_since }, again: { waiting: again, oldest: again_since } }
}

/**
 * Records attempts and their consequences: delivered, due again, or given up. A URL that answered 410 receives nothing
 * more. One that was attempted by another process meanwhile stays as that left it; one whose account was emptied meanwhile
 * is nobody's.
 */
export async function noteAttempts(tx: Writer, attempts: readonly NotedAttempt[]): Promise<void> {
  const gone = attempts.filter(({ outcome }) => outcome.is === 'refused' && outcome.gone)
  await lockInOrder(tx, attempts, gone)
  const list = <T>(of: (attempt: NotedAttempt) => T) => attempts.map(of)
  await sql`
    with noted as (
      select * from unnest(
        ${list(({ delivery }) => delivery.id)}::text[], ${list(({ delivery }) => delivery.attempts + 1)}::int[],
        ${list(({ startedAt }) => startedAt)}::timestamptz[], ${list(({ endedAt }) => endedAt)}::timestamptz[],
        ${list(({ nextAt }) => nextAt ?? null)}::timestamptz[],
        ${list(({ outcome }) => (outcome.is === 'failed' ? outcome.why : outcome.is))}::text[],
        ${list(({ outcome }) => ('status' in outcome ? outcome.status : null))}::int[],
        ${list(({ outcome }) => Math.round(outcome.elapsedMs))}::int[], ${list(stateAfter)}::text[],
        ${list(({ outcome }) => ('reply' in outcome ? (outcome.reply ?? null) : null))}::text[]
      ) as n (delivery_id, attempt, started_at, ended_at, next_at, outcome, status, elapsed_ms, state, reply)
    ), attempted as (
      insert into callback_attempts (delivery_id, attempt, started_at, outcome, status, elapsed_ms, reply)
      select delivery_id, attempt, started_at, outcome, status, elapsed_ms, reply from noted
      where exists (select from callback_deliveries d where d.id = delivery_id)
      on conflict do nothing
    )
    update callback_deliveries d set attempts = n.attempt, state = n.state, claimed_until = null,
      next_attempt_at = case when n.state = 'due' then n.next_at end,
      finished_at = case when n.state = 'due' then null else n.ended_at end
    from noted n where d.id = n.delivery_id and d.state = 'due' and d.attempts = n.attempt - 1`.execute(tx)
  for (const { delivery, endedAt } of gone) await silence(tx, delivery, endedAt)
}

/** All rows that are about to change, in the order in which every process locks them. */
async function lockInOrder(
  tx: Writer,
  attempts: readonly NotedAttempt[],
  gone: readonly NotedAttempt[],
): Promise<void> {
  await sql`
    select from callback_deliveries where id in (
      select unnest(${attempts.map(({ delivery }) => delivery.id)}::text[])
      union select d.id from callback_deliveries d join unnest(
        ${gone.map(({ delivery }) => delivery.account_id)}::text[], ${gone.map(({ delivery }) => delivery.url)}::text[]
      ) as g (account_id, url) using (account_id, url) where d.state = 'due'
    ) order by id for update`.execute(tx)
}

function stateAfter({ outcome, nextAt }: NotedAttempt): 'delivered' | 'given_up' | 'due' {
  if (outcome.is === 'delivered') return 'delivered'
  return nextAt === undefined ? 'given_up' : 'due'
}

async function silence(tx: Writer, { account_id, url }: ClaimedDelivery, now: Date): Promise<void> {
  await sql`
    insert into silenced_callbacks (account_id, url, silenced_at) values (${account_id}, ${url}, ${now})
    on conflict do nothing`.execute(tx)
  await sql`
    update callback_deliveries set state = 'given_up', next_attempt_at = null, finished_at = ${now}
    where account_id = ${account_id} and url = ${url} and state = 'due'`.execute(tx)
}

/** A delivery as its account sees it, without the content. */
export interface DeliveryView {
  id: string
  subject: string
  event: string
  url: string
  state: string
  attempts: number
  createdAt: Date
  nextAttemptAt: Date | null
  /** Why, where it told of a no. */
  reasons: ShownReason[]
  note: string
}

// The body of a callback is the resource alone (contract 5.2): why is in the event of the same moment.
const why = `(select e.detail from events e where e.subject_id = d.subject_id and e.account_id = d.account_id
  and e.kind in ('documents-sent-back', 'called-off', 'order-undone') and e.at = d.created_at
  order by e.kind <> case d.event when 'sendBack' then 'documents-sent-back' when 'cancel' then 'called-off'
    else 'order-undone' end, e.place limit 1)`
const viewColumns = sql.raw(`d.id, d.subject_id as subject, d.event, d.url, d.state, d.attempts,
  d.created_at as "createdAt", d.next_attempt_at as "nextAttemptAt",
  coalesce(${why} -> 'reasons', '[]'::json) as reasons, coalesce(${why} ->> 'note', '') as note`)

/** The same with what was, or will be, sent. */
export interface SentDelivery extends DeliveryView {
  contentType: string
  body: string
}

/** The account's deliveries, or those about one resource, newest first, after the last one of the page before. */
export async function listDeliveries(
  db: Reader,
  accountId: string,
  page: { failedOnly?: boolean; limit: number; after?: { at: Date; place: number } | undefined; about?: string },
): Promise<(DeliveryView & { place: number })[]> {
  const { failedOnly = false, limit, after, about } = page
  const which = failedOnly ? sql`and d.state = 'given_up'` : sql``
  const subject = about === undefined ? sql`` : sql`and d.subject_id = ${about}`
  const rest = after === undefined ? sql`` : sql`and (d.created_at, d.place) < (${after.at}, ${after.place})`
  const found = await sql<DeliveryView & { place: number }>`
    select ${viewColumns}, d.place from callback_deliveries d where d.account_id = ${accountId} ${which} ${subject} ${rest}
    order by d.created_at desc, d.place desc limit ${limit}`.execute(db)
  return found.rows
}

export interface AttemptView {
  attempt: number
  startedAt: Date
  outcome: string
  status: number | null
  elapsedMs: number
  reply: string | null
}

/** One delivery of the account, with what was sent and its attempts in order. */
export async function findDelivery(
  db: Reader,
  accountId: string,
  id: string,
): Promise<(SentDelivery & { history: AttemptView[] }) | undefined> {
  const found = await sql<SentDelivery>`
    select ${viewColumns}, d.content_type as "contentType", d.body
    from callback_deliveries d where d.account_id = ${accountId} and d.id = ${id}`.execute(db)
  const [delivery] = found.rows
  if (delivery === undefined) return undefined
  const attempts = await sql<AttemptView>`
    select attempt, started_at as "startedAt", outcome, status, elapsed_ms as "elapsedMs", reply
    from callback_attempts where delivery_id = ${id} order by attempt`.execute(db)
  return { ...delivery, history: attempts.rows }
}

/**
 * Makes what was given up due now, of deliveries that came to be since a moment, and removes the silence on their URLs;
 * the oldest first, at most `limit`. Returns how many.
 */
export async function redeliverFailed(
  tx: Writer,
  accountId: string,
  { since, limit }: { since: Date; limit: number },
  now: Date,
): Promise<number> {
  const due = await sql`
    with failed as (
      select id, account_id, url from callback_deliveries
      where account_id = ${accountId} and state = 'given_up' and id >= ${firstIdAt(since)}
      order by id limit ${limit} for update
    ), heard as (
      delete from silenced_callbacks s using failed where s.account_id = failed.account_id and s.url = failed.url
    )
    update callback_deliveries d set state = 'due', next_attempt_at = ${now}, finished_at = null, claimed_until = null
    from failed where d.id = failed.id`.execute(tx)
  return Number(due.numAffectedRows ?? 0n)
}

/** The ids of deliveries begin with the second they came to be. */
const firstIdAt = (since: Date) => `msg_${newResourceId(since).slice(0, 8)}`

/** Makes a delivery due now and removes the silence on its URL; false when the account has no such delivery. */
export async function redeliver(tx: Writer, accountId: string, id: string, now: Date): Promise<boolean> {
  const due = await sql`
    with due as (
      update callback_deliveries set state = 'due', next_attempt_at = ${now}, finished_at = null,
        -- One under way goes on; what another's 410 ended while it was in hand is free again.
        claimed_until = case when state = 'due' then claimed_until end
      where account_id = ${accountId} and id = ${id} returning account_id, url
    ), heard as (
      delete from silenced_callbacks s using due where s.account_id = due.account_id and s.url = due.url
    )
    select 1 from due`.execute(tx)
  return due.rows.length === 1
}
