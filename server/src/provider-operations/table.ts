// What remote providers were asked for. A subject has at most one open order, and an order ends once.
import { sql } from 'kysely'
import { providerOrderLifecycle } from '../model/provider-order.lifecycle.ts'
import type { ProviderOrderMove, ProviderOrderState } from '../model/provider-order.lifecycle.ts'
import type { Reader, Writer } from '../store/database.ts'

/** What an order is about. */
export interface OrderSubject {
  kind: string
  id: string
}

/** What it takes to finish an order when whoever asked is gone. */
export interface Asked {
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, unknown>>
  body: Readonly<Record<string, unknown>>
  requestId: string
  /** Names of the documents kept for it. */
  kept: string[]
  /** SHA-256 of the request, hex, when it came with an Idempotency-Key. */
  requestHash?: string
}

export interface OrderRow {
  id: string
  account_id: string
  operation: string
  subject_kind: string
  subject_id: string
  provider: string
  state: ProviderOrderState
  hold_id: number | null
  key: string | null
  asked: Asked
  attempts: number
}

const columns = sql.raw(
  'id, account_id, operation, subject_kind, subject_id, provider, state, hold_id, key, asked, attempts',
)

/** Notes an order that is about to be asked; undefined while its subject has another one open. */
export async function noteOrder(
  tx: Writer,
  order: Omit<OrderRow, 'state' | 'attempts'>,
  now: Date,
  askAgainAt: Date,
): Promise<OrderRow | undefined> {
  const noted = await sql<OrderRow>`
    insert into provider_orders
      (id, account_id, operation, subject_kind, subject_id, provider, state, hold_id, key, asked, created_at, ask_again_at)
    values (${order.id}, ${order.account_id}, ${order.operation}, ${order.subject_kind}, ${order.subject_id},
      ${order.provider}, ${providerOrderLifecycle.initial}, ${order.hold_id}, ${order.key},
      ${JSON.stringify(order.asked)}, ${now}, ${askAgainAt})
    on conflict (subject_kind, subject_id) where state = 'open' do nothing
    returning ${columns}`.execute(tx)
  return noted.rows[0]
}

/** The order, locked until the transaction ends, if it is still open. */
export async function lockOpenOrder(tx: Writer, id: string): Promise<OrderRow | undefined> {
  const found = await sql<OrderRow>`
    select ${columns} from provider_orders where id = ${id} and state = 'open' for update`.execute(tx)
  return found.rows[0]
}

/** Ends a locked order; from here nothing of what was asked is kept. */
export async function endOrder(
  tx: Writer,
  order: OrderRow,
  move: ProviderOrderMove,
  now: Date,
  reason?: string,
): Promise<void> {
  const { from, to } = providerOrderLifecycle.moves[move]
  await sql`
    update provider_orders set state = ${to}, asked = null, ask_again_at = null, ended_at = ${now},
      reason = ${reason ?? null}
    where id = ${order.id} and state = any(${[...from]}::text[])`.execute(tx)
}

/** Sets when to ask what became of an open order. */
export async function postponeOrder(tx: Writer, order: OrderRow, askAgainAt: Date): Promise<void> {
  await sql`
    update provider_orders set attempts = attempts + 1, ask_again_at = ${askAgainAt}
    where id = ${order.id} and state = 'open'`.execute(tx)
}

/** Open orders whose provider should be asked by `until`, most overdue first. */
export async function dueOrders(db: Reader, until: Date, limit: number, only?: string): Promise<OrderRow[]> {
  const found = await sql<OrderRow>`
    select ${columns} from provider_orders where state = 'open' and ask_again_at <= ${until}
      and (${only ?? null}::text is null or id = ${only ?? null})
    order by ask_again_at limit ${limit}`.execute(db)
  return found.rows
}

/** How many orders are open. */
export async function countOpenOrders(db: Reader): Promise<number> {
  const found = await sql<{ open: number }>`
    select count(*)::int as open from provider_orders where state = 'open'`.execute(db)
  return found.rows[0]?.open ?? 0
}

/** When the next open order wants its provider asked. */
export async function nextOrder(db: Reader): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(ask_again_at) as at from provider_orders where state = 'open'`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Whether the subject has an open order. */
export async function isOnOrder(db: Reader, subject: OrderSubject): Promise<boolean> {
  const found = await sql<{ open: boolean }>`
    select exists (
      select from provider_orders where state = 'open' and subject_kind = ${subject.kind} and subject_id = ${subject.id}
    ) as open`.execute(db)
  return found.rows[0]?.open === true
}

/** Whether the provider is being asked, right now and for the first time, for that operation on the subject. */
export async function isBeingAsked(db: Reader, subject: OrderSubject, operation: string): Promise<boolean> {
  const found = await sql<{ asked: boolean }>`
    select exists (
      select from provider_orders where state = 'open' and subject_kind = ${subject.kind} and subject_id = ${subject.id}
        and operation = ${operation} and attempts = 0
    ) as asked`.execute(db)
  return found.rows[0]?.asked === true
}

/** Whether a request with that Idempotency-Key is still with a provider. */
export async function isKeyAtWork(db: Reader, accountId: string, key: string): Promise<boolean> {
  const found = await sql<{ open: boolean }>`
    select exists (
      select from provider_orders where state = 'open' and account_id = ${accountId} and key = ${key}
    ) as open`.execute(db)
  return found.rows[0]?.open === true
}

/** For queries over `mailboxes`: none with an open order, which alone may change it. */
export const mailboxNotOnOrder = sql`not exists (
  select from provider_orders o where o.state = 'open' and o.subject_kind = 'mailbox' and o.subject_id = mailboxes.id)`
