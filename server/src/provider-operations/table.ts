// What remote providers were asked for. A subject has at most one pending operation, and an operation ends once.
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import { providerOperationLifecycle } from '../model/provider-operation.lifecycle.ts'
import type { ProviderOperationMove, ProviderOperationState } from '../model/provider-operation.lifecycle.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Reader, Writer } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'

/** What stands for a resource that is still to come: an address or a domain name nobody else may take meanwhile. */
const kindsToCome = {
  address: 'mailbox',
  'domain-name': 'certified-domain',
  filing: 'registry-request',
} as const satisfies Readonly<Record<string, ResourceKind>>

/** What an operation is about: a resource, or what stands for one that is still to come. */
export interface OperationSubject {
  kind: ResourceKind | keyof typeof kindsToCome
  id: string
}

/** What it takes to finish an operation when whoever asked is gone. */
export interface Asked {
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, unknown>>
  /** The query as it came. */
  asWritten?: Readonly<Record<string, unknown>>
  /** Of a renewal, the expiry the caller believed in. */
  renewalFrom?: string
  body: Readonly<Record<string, unknown>>
  requestId: string
  /** Names of the documents kept for it. */
  kept: string[]
  /** SHA-256 of the request, hex, when it came with an Idempotency-Key. */
  requestHash?: string
  author?: Author
}

export interface ProviderOperation {
  id: string
  account_id: string
  /** Name of the call, or of the job, that asked. */
  operation: string
  subject_kind: OperationSubject['kind']
  subject_id: string
  provider: string
  state: ProviderOperationState
  hold_id: number | null
  key: string | null
  asked: Asked
  attempts: number
}

const columns = sql.raw(
  'id, account_id, operation, subject_kind, subject_id, provider, state, hold_id, key, asked, attempts',
)

/** The resource an operation is about; one that is still to come has the operation's own id. */
export function resourceOf({ id, subject_kind, subject_id }: ProviderOperation): { kind: ResourceKind; id: string } {
  if (subject_kind === 'address' || subject_kind === 'domain-name' || subject_kind === 'filing')
    return { kind: kindsToCome[subject_kind], id }
  return { kind: subject_kind, id: subject_id }
}

/** Adds an operation that is about to be asked; undefined while its subject has another one pending. */
export async function insertOperation(
  tx: Writer,
  operation: Omit<ProviderOperation, 'state' | 'attempts'>,
  now: Date,
  askAgainAt: Date,
): Promise<ProviderOperation | undefined> {
  const added = await sql<ProviderOperation>`
    insert into provider_operations
      (id, account_id, operation, subject_kind, subject_id, provider, state, hold_id, key, asked, created_at, ask_again_at)
    values (${operation.id}, ${operation.account_id}, ${operation.operation}, ${operation.subject_kind},
      ${operation.subject_id}, ${operation.provider}, ${providerOperationLifecycle.initial}, ${operation.hold_id},
      ${operation.key}, ${JSON.stringify(operation.asked)}, ${now}, ${askAgainAt})
    on conflict (subject_kind, subject_id) where state = 'pending' do nothing
    returning ${columns}`.execute(tx)
  return added.rows[0]
}

/** The operation, locked until the transaction ends, if it is still pending. */
export async function lockPendingOperation(tx: Writer, id: string): Promise<ProviderOperation | undefined> {
  const found = await sql<ProviderOperation>`
    select ${columns} from provider_operations where id = ${id} and state = 'pending' for update`.execute(tx)
  return found.rows[0]
}

/** Ends a locked operation; from here nothing of what was asked is kept. */
export async function endOperation(
  tx: Writer,
  operation: ProviderOperation,
  move: ProviderOperationMove,
  now: Date,
  reason?: string,
): Promise<void> {
  const { from, to } = providerOperationLifecycle.moves[move]
  await sql`
    update provider_operations set state = ${to}, asked = null, ask_again_at = null, ended_at = ${now},
      reason = ${reason ?? null}
    where id = ${operation.id} and state = any(${[...from]}::text[])`.execute(tx)
}

/** Sets when to ask what became of a pending operation. */
export async function postponeOperation(tx: Writer, operation: ProviderOperation, askAgainAt: Date): Promise<void> {
  await sql`
    update provider_operations set attempts = attempts + 1, ask_again_at = ${askAgainAt}
    where id = ${operation.id} and state = 'pending'`.execute(tx)
}

/**
 * Takes pending operations at a provider that should be asked by `until` in hand, most overdue first: until `heldUntil`
 * they are not due for anybody else.
 */
export async function claimDueOperations(
  db: Reader,
  whose: Population,
  { provider, until, limit, heldUntil }: { provider: string; until: Date; limit: number; heldUntil: Date },
): Promise<ProviderOperation[]> {
  const found = await sql<ProviderOperation>`
    with due as (
      select id as due_id from provider_operations where state = 'pending' and provider = ${provider} and ask_again_at <= ${until}
        ${andOf(whose)}
      order by ask_again_at limit ${limit} for update skip locked
    )
    update provider_operations set ask_again_at = ${heldUntil} from due where id = due_id
    returning ${columns}`.execute(db)
  return found.rows
}

/** The same by provider, and since when the oldest is; those without any are missing. */
export async function countPendingByProvider(
  db: Reader,
): Promise<ReadonlyMap<string, { pending: number; oldest: Date }>> {
  const found = await sql<{ provider: string; pending: number; oldest: Date }>`
    select provider, count(*)::int as pending, min(created_at) as oldest from provider_operations
    where state = 'pending' group by provider`.execute(db)
  return new Map(found.rows.map(({ provider, ...counted }) => [provider, counted]))
}

/** Names of the providers at which something was ordered that is kept. */
export async function providersWithOrders(db: Reader): Promise<string[]> {
  const found = await sql<{ provider: string }>`
    select provider from mailboxes union select provider from certified_domains
    union select provider from registry_requests
    union select provider from provider_operations where state = 'pending' order by provider`.execute(db)
  return found.rows.map(({ provider }) => provider)
}

/** Pending operations that have held credit since before a moment, 100 at most, oldest first. */
export async function operationsHoldingSince(db: Reader, before: Date): Promise<{ id: string; provider: string }[]> {
  const found = await sql<{ id: string; provider: string }>`
    select id, provider from provider_operations
    where state = 'pending' and hold_id is not null and created_at < ${before} order by created_at limit 100`.execute(
    db,
  )
  return found.rows
}

/** The account's pending operations, locked until the transaction ends; one that is just being ended is left to end. */
export async function lockPendingOperationsOf(tx: Writer, accountId: string): Promise<ProviderOperation[]> {
  const found = await sql<ProviderOperation>`
    select ${columns} from provider_operations where account_id = ${accountId} and state = 'pending'
    order by id for update skip locked`.execute(tx)
  return found.rows
}

/** When the next pending operation wants one of those providers asked. */
export async function nextOperation(
  db: Reader,
  whose: Population,
  providers: readonly string[],
): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(ask_again_at) as at from provider_operations
    where state = 'pending' and provider = any(${[...providers]}::text[]) ${andOf(whose)}`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Whether an operation that was asked for under a key is pending. */
export async function isPendingUnder(db: Reader, accountId: string, key: string): Promise<boolean> {
  const found = await sql<{ any: boolean }>`
    select exists (
      select from provider_operations where state = 'pending' and account_id = ${accountId} and key = ${key}
    ) as any`.execute(db)
  return found.rows[0]?.any === true
}

/** Whether the subject has a pending operation, which alone may change it. */
export async function hasPendingOperation(db: Reader, subject: OperationSubject): Promise<boolean> {
  const found = await sql<{ pending: boolean }>`
    select exists (
      select from provider_operations
      where state = 'pending' and subject_kind = ${subject.kind} and subject_id = ${subject.id}
    ) as pending`.execute(db)
  return found.rows[0]?.pending === true
}

/** Whether the provider is being asked, right now and for the first time, for that operation on the subject. */
export async function isBeingAsked(db: Reader, subject: OperationSubject, operation: string): Promise<boolean> {
  const found = await sql<{ asked: boolean }>`
    select exists (
      select from provider_operations
      where state = 'pending' and subject_kind = ${subject.kind} and subject_id = ${subject.id}
        and operation = ${operation} and attempts = 0
    ) as asked`.execute(db)
  return found.rows[0]?.asked === true
}

/** For queries over `mailboxes`: none with a pending operation. */
export const mailboxHasNothingPending = sql`not exists (
  select from provider_operations o
  where o.state = 'pending' and o.subject_kind = 'mailbox' and o.subject_id = mailboxes.id)`
