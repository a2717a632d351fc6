// Callback deliveries: inserted in the transaction that changes the state, claimed by one process at a time.
import { sql } from 'kysely'
import type { Callback } from '../model/callback.ts'
import { newResourceId } from '../model/resource-id.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Reader, Writer } from '../store/database.ts'
import { callbackBody } from './body.ts'
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

/** A delivery claimed for one attempt. */
export interface ClaimedDelivery {
  id: string
  account_id: string
  url: string
  content_type: string
  body: string
  /** Number of attempts before this one. */
  attempts: number
  /** When it became due. */
  due_at: Date
}

// A claimed delivery is not due while its attempt runs. If the process dies, it is retried after this time.
const CLAIMED_FOR_MS = 60_000

/** Inserts deliveries, each due at its own time; returns the ids of those whose URL is not silenced by a 410. */
export async function noteDeliveries(tx: Writer, notices: readonly (Notice & { at: Date })[]): Promise<string[]> {
  const list = <T>(of: (notice: Notice & { at: Date }) => T) => notices.map(of)
  const bodies = notices.map(({ callback, resource }) => callbackBody(callback, resource))
  const noted = await sql<{ id: string }>`
    insert into callback_deliveries
      (id, account_id, subject_kind, subject_id, scope, event, url, content_type, body, state, next_attempt_at, created_at)
    select id, account_id, subject_kind, subject_id, scope, event, url, content_type, body, 'due', at, at from unnest(
      ${list(({ at }) => `msg_${newResourceId(at)}`)}::text[], ${list((one) => one.accountId)}::text[],
      ${list(({ subject }) => subject.kind)}::text[], ${list(({ subject }) => subject.id)}::text[],
      ${list((one) => one.scope)}::text[], ${list((one) => one.event)}::text[],
      ${list(({ callback }) => callback.url)}::text[], ${bodies.map((one) => one.contentType)}::text[],
      ${bodies.map((one) => one.body)}::text[], ${list(({ at }) => at)}::timestamptz[]
    ) as n (id, account_id, subject_kind, subject_id, scope, event, url, content_type, body, at)
    where not exists (select from silenced_callbacks s where s.account_id = n.account_id and s.url = n.url)
    returning id`.execute(tx)
  return noted.rows.map((row) => row.id)
}

/** Claims deliveries due by `until`, most overdue first; `only` restricts it to that delivery. */
export async function claimDeliveries(
  db: Reader,
  until: Date,
  options: { limit: number; only?: string | undefined },
): Promise<ClaimedDelivery[]> {
  const claimedUntil = new Date(until.getTime() + CLAIMED_FOR_MS)
  const which = options.only === undefined ? sql`` : sql`and id = ${options.only}`
  const claimed = await sql<ClaimedDelivery>`
    with due as (
      select id, next_attempt_at as due_at from callback_deliveries
      where state = 'due' and next_attempt_at <= ${until} ${which}
      order by next_attempt_at limit ${options.limit} for update skip locked
    )
    update callback_deliveries d set next_attempt_at = ${claimedUntil} from due where d.id = due.id
    returning d.id, account_id, url, content_type, body, attempts, due_at`.execute(db)
  return claimed.rows
}

/** When the next delivery is due. */
export async function nextDeliveryDue(db: Reader): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(next_attempt_at) as at from callback_deliveries where state = 'due'`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/**
 * Records an attempt and its consequence: delivered, due again at `nextAt`, or given up. A URL that answered 410
 * receives nothing more.
 */
export async function noteAttempt(
  tx: Writer,
  delivery: ClaimedDelivery,
  outcome: AttemptOutcome,
  at: { startedAt: Date; now: Date; nextAt: Date | undefined },
): Promise<void> {
  const state = outcome.is === 'delivered' ? 'delivered' : at.nextAt === undefined ? 'given_up' : 'due'
  const attempt = delivery.attempts + 1
  await sql`
    with attempted as (
      insert into callback_attempts (delivery_id, attempt, started_at, outcome, status, elapsed_ms)
      values (${delivery.id}, ${attempt}, ${at.startedAt}, ${outcome.is === 'failed' ? outcome.why : outcome.is},
        ${'status' in outcome ? outcome.status : null}, ${Math.round(outcome.elapsedMs)})
      on conflict do nothing
    )
    update callback_deliveries set attempts = ${attempt}, state = ${state},
      next_attempt_at = ${state === 'due' ? (at.nextAt ?? null) : null}::timestamptz,
      finished_at = ${state === 'due' ? null : at.now}::timestamptz
    where id = ${delivery.id} and state = 'due'`.execute(tx)
  if (outcome.is === 'refused' && outcome.gone) await silence(tx, delivery, at.now)
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
