// Everything that waits for a person: documents, filings and domains to judge, and tasks. What is to be judged is read off
// the resources themselves; an item of that kind has its resource's id.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { isResourceId } from '../model/resource-id.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import { reviewDueMs } from '../model/task-due.ts'
import type { Providers } from '../providers/routing.ts'
import type { Settings } from '../settings.ts'
import type { Reader } from '../store/database.ts'

export const itemKinds = ['review', 'task'] as const
export type ItemKind = (typeof itemKinds)[number]

/** `unclaimed`: nobody has it in hand; `mine`: who asks has it; `overdue`: past its date, whoever has it. */
export const itemStates = ['unclaimed', 'claimed', 'mine', 'overdue'] as const
export type ItemState = (typeof itemStates)[number]

export interface Item {
  id: string
  kind: ItemKind
  /** Name of the call, or of the job, that caused it. */
  operation: string
  resource_kind: ResourceKind
  resource_id: string
  account_id: string
  provider: string
  /** The address or the domain it is about. */
  name: string
  /** Of its resource, just now. */
  version: number
  created_at: Date
  due_at: Date
  claimed_by: string | null
  /** Name of that operator. */
  claimed_by_name: string | null
  claimed_until: Date | null
}

/** Where an item stands in the order of the queue. */
export interface Place {
  dueAt: Date
  id: string
}

export interface ItemFilter {
  now: Date
  /** Names of the providers whose orders people do. */
  providers: readonly string[]
  /** Hours documents may wait. */
  reviewHours: number
  id?: string
  kind?: ItemKind | undefined
  state?: ItemState | undefined
  /** Who asks. */
  operatorId?: string
  after?: Place | undefined
}

export interface ItemCounts {
  review: number
  task: number
  claimed: number
  overdue: number
}

/** What is to be judged: read off the state of a resource. */
export interface Reviewed {
  resource: ResourceKind
  table: string
  stato: string
  operation: string
  /** The column that dates its waiting. */
  since: string
}

export const reviewed: readonly Reviewed[] = [
  {
    resource: 'mailbox',
    table: 'mailboxes',
    stato: 'in_evasione',
    operation: 'activateMailbox',
    since: 'submitted_at',
  },
  {
    resource: 'certified-domain',
    table: 'certified_domains',
    stato: 'registrato',
    operation: 'orderCertifiedDomain',
    since: 'registrazione',
  },
  {
    resource: 'registry-request',
    table: 'registry_requests',
    stato: 'codice_in_richiesta',
    operation: 'createRegistryRequest',
    since: 'created_at',
  },
  {
    resource: 'registry-request',
    table: 'registry_requests',
    stato: 'documenti_caricati',
    operation: 'signRegistryRequest',
    since: 'submitted_at',
  },
]

function reviewsOf({ resource, table, stato, operation, since }: Reviewed, { providers, reviewHours, id }: ItemFilter) {
  // A state as a value would leave a prepared statement's plan without the partial index of that state.
  return sql`
    select id, 'review' as kind, ${operation}::text as operation, ${resource}::text as resource_kind, id as resource_id,
      account_id, provider, ${sql.ref(since)} as created_at,
      ${sql.ref(since)} + make_interval(secs => ${reviewDueMs(resource, reviewHours) / 1_000}) as due_at
    from ${sql.table(table)} where stato = ${sql.lit(stato)} and provider = any(${[...providers]}::text[])${withId(id)}`
}

const withId = (id: string | undefined) => (id === undefined ? sql`` : sql` and id = ${id}`)

const tasksOf = ({ providers, id }: ItemFilter) => sql`
  select id, 'task' as kind, operation, resource_kind, resource_id, account_id, provider, created_at, due_at
  from tasks where state = 'open' and provider = any(${[...providers]}::text[])${withId(id)}`

function waiting(filter: ItemFilter): RawBuilder<unknown> {
  const all = [tasksOf(filter), ...reviewed.map((one) => reviewsOf(one, filter))]
  return sql`(${sql.join(all, sql` union all `)}) i
    left join queue_claims c on c.item_id = i.id and c.until > ${filter.now}`
}

const inState: Readonly<Record<ItemState, (filter: ItemFilter) => RawBuilder<unknown>>> = {
  unclaimed: () => sql`c.item_id is null`,
  claimed: () => sql`c.item_id is not null`,
  mine: ({ operatorId = '' }) => sql`c.operator_id = ${operatorId}`,
  overdue: ({ now }) => sql`i.due_at <= ${now}`,
}

/** What decides which items there are, and by when: of the context. */
export interface Queue {
  providers: Providers
  settings: Pick<Settings, 'REVIEW_HOURS'>
}

/** The part of a filter that is the same for every question. */
export const ofQueue = ({ providers, settings }: Queue): Pick<ItemFilter, 'providers' | 'reviewHours'> => ({
  providers: providersByHand(providers),
  reviewHours: settings.REVIEW_HOURS,
})

/** Names of the providers whose orders people do. */
export function providersByHand({ all }: Providers): string[] {
  return all.filter(({ manifest }) => manifest.byHand === true).map(({ manifest }) => manifest.name)
}

/** A page of what waits, most urgent first. */
export async function listItems(db: Reader, filter: ItemFilter, limit: number): Promise<Item[]> {
  const { kind, state, after } = filter
  const found = await sql<Item>`
    select p.*, coalesce(m.casella_pec, d.dominio, r.casella_pec, '') as name,
      o.name as claimed_by_name,
      coalesce(m.version, d.version, r.version, 0) as version
    from (
      select i.*, c.operator_id as claimed_by, c.until as claimed_until from ${waiting(filter)}
      where (${kind ?? null}::text is null or i.kind = ${kind ?? null})
        and ${state === undefined ? sql`true` : inState[state](filter)}
        and ${after === undefined ? sql`true` : sql`(i.due_at, i.id) > (${after.dueAt}, ${after.id})`}
      order by i.due_at, i.id limit ${limit}
    ) p
    left join mailboxes m on m.id = p.resource_id
    left join certified_domains d on d.id = p.resource_id
    left join registry_requests r on r.id = p.resource_id
    left join operators o on o.id = p.claimed_by
    order by p.due_at, p.id`.execute(db)
  return found.rows
}

/** The item of that id, while it waits; undefined also for a text that is no id. */
export async function findItem(db: Reader, queue: Queue, id: string, now: Date): Promise<Item | undefined> {
  if (!isResourceId(id)) return undefined
  return (await listItems(db, { ...ofQueue(queue), now, id }, 1))[0]
}

/** How much waits, whatever the page shows. */
export async function countItems(db: Reader, filter: ItemFilter): Promise<ItemCounts> {
  const found = await sql<ItemCounts>`
    select count(*) filter (where i.kind = 'review')::int as review, count(*) filter (where i.kind = 'task')::int as task,
      count(c.item_id)::int as claimed, count(*) filter (where i.due_at <= ${filter.now})::int as overdue
    from ${waiting(filter)}`.execute(db)
  return found.rows[0] ?? { review: 0, task: 0, claimed: 0, overdue: 0 }
}

/** What waits of one kind at one provider; counts end at the limit of what was looked at. */
export interface WaitingItems {
  kind: ItemKind
  provider: string
  waiting: number
  overdue: number
  oldest: Date
}

/** The same by kind and provider, looking at no more than the `limit` most urgent of each kind and state. */
export async function waitingItems(db: Reader, filter: ItemFilter, limit: number): Promise<WaitingItems[]> {
  const tasks = sql`(${tasksOf(filter)} order by due_at limit ${limit})`
  const reviews = reviewed.map((one) => sql`(${reviewsOf(one, filter)} order by created_at limit ${limit})`)
  const found = await sql<WaitingItems>`
    select kind, provider, count(*)::int as waiting, count(*) filter (where due_at <= ${filter.now})::int as overdue,
      min(created_at) as oldest
    from (${sql.join([tasks, ...reviews], sql` union all `)}) i group by kind, provider`.execute(db)
  return found.rows
}
