// Callback deliveries: inserted in the transaction that changes the state; what becomes of each is noted here.
import { sql } from 'kysely'
import type { Callback } from '../model/callback.ts'
import { newResourceId } from '../model/resource-id.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import { parseHttpUrl } from '../network/http-url.ts'
import type { Reader, Writer } from '../store/database.ts'
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
    ) as n (id, account_id, subject_kind, subject_id, scope, event, url, origin, content_type, body, at)
    where not exists (select from silenced_callbacks s where s.account_id = n.account_id and s.url = n.url)
    returning id`.execute(tx)
  return noted.rows.map((row) => row.id)
}

/** Scheme, host and port. What is unreadable is a receiver of its own; attempts at it fail. */
function originOf(url: string): string {
  const parsed = parseHttpUrl(url)
  return parsed.is === 'url' ? parsed.url.origin : '?'
}

/** When the next delivery that nobody is attempting is due, not before `since`. */
export async function nextDeliveryDue(db: Reader, since = BEGINNING): Promise<Date | undefined> {
  const found = await sql<{ at: Date }>`
    select next_attempt_at as at from callback_deliveries
    where state = 'due' and next_attempt_at >= ${since} and (claimed_until is null or claimed_until < clock_timestamp())
    order by next_attempt_at limit 1`.execute(db)
  return found.rows[0]?.at
}

/**
 * Records attempts and their consequences: delivered, due again, or given up. A URL that answered 410 receives nothing
 * more. One that was attempted by another process meanwhile stays as that left it.
 */
export async function noteAttempts(tx: Writer, attempts: readonly NotedAttempt[]): Promise<void> {
  const list = <T>(of: (attempt: NotedAttempt) => T) => attempts.map(of)
  await sql`
    with noted as (
      select * from unnest(
        ${list(({ delivery }) => delivery.id)}::text[], ${list(({ delivery }) => delivery.attempts + 1)}::int[],
        ${list(({ startedAt }) => startedAt)}::timestamptz[], ${list(({ endedAt }) => endedAt)}::timestamptz[],
        ${list(({ nextAt }) => nextAt ?? null)}::timestamptz[],
        ${list(({ outcome }) => (outcome.is === 'failed' ? outcome.why : outcome.is))}::text[],
        ${list(({ outcome }) => ('status' in outcome ? outcome.status : null))}::int[],
        ${list(({ outcome }) => Math.round(outcome.elapsedMs))}::int[], ${list(stateAfter)}::text[]
      ) as n (delivery_id, attempt, started_at, ended_at, next_at, outcome, status, elapsed_ms, state)
    ), attempted as (
      insert into callback_attempts (delivery_id, attempt, started_at, outcome, status, elapsed_ms)
      select delivery_id, attempt, started_at, outcome, status, elapsed_ms from noted
      on conflict do nothing
    )
    update callback_deliveries d set attempts = n.attempt, state = n.state, claimed_until = null,
      next_attempt_at = case when n.state = 'due' then n.next_at end,
      finished_at = case when n.state = 'due' then null else n.ended_at end
    from noted n where d.id = n.delivery_id and d.state = 'due' and d.attempts = n.attempt - 1`.execute(tx)
  for (const { delivery, outcome, endedAt } of attempts)
    if (outcome.is === 'refused' && outcome.gone) await silence(tx, delivery, endedAt)
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
}

const viewColumns = sql.raw(`id, subject_id as subject, event, url, state, attempts,
  created_at as "createdAt", next_attempt_at as "nextAttemptAt"`)

/** The account's deliveries, newest first. */
export async function listDeliveries(
  db: Reader,
  accountId: string,
  page: { skip: number; limit: number },
): Promise<DeliveryView[]> {
  const found = await sql<DeliveryView>`
    select ${viewColumns} from callback_deliveries where account_id = ${accountId}
    order by created_at desc, place desc limit ${page.limit} offset ${page.skip}`.execute(db)
  return found.rows
}

export interface AttemptView {
  attempt: number
  startedAt: Date
  outcome: string
  status: number | null
  elapsedMs: number
}

/** One delivery of the account, with its attempts in order. */
export async function findDelivery(
  db: Reader,
  accountId: string,
  id: string,
): Promise<(DeliveryView & { history: AttemptView[] }) | undefined> {
  const found = await sql<DeliveryView>`
    select ${viewColumns} from callback_deliveries where account_id = ${accountId} and id = ${id}`.execute(db)
  const [delivery] = found.rows
  if (delivery === undefined) return undefined
  const attempts = await sql<AttemptView>`
    select attempt, started_at as "startedAt", outcome, status, elapsed_ms as "elapsedMs"
    from callback_attempts where delivery_id = ${id} order by attempt`.execute(db)
  return { ...delivery, history: attempts.rows }
}

/** Makes a delivery due now and removes the silence on its URL; false when the account has no such delivery. */
export async function redeliver(tx: Writer, accountId: string, id: string, now: Date): Promise<boolean> {
  const due = await sql`
    with due as (
      update callback_deliveries set state = 'due', next_attempt_at = ${now}, finished_at = null
      where account_id = ${accountId} and id = ${id} returning account_id, url
    ), heard as (
      delete from silenced_callbacks s using due where s.account_id = due.account_id and s.url = due.url
    )
    select 1 from due`.execute(tx)
  return due.rows.length === 1
}
