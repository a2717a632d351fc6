// What people have to do at a provider after the customer was answered. A task ends once: confirmed, or failed and undone.
import { sql } from 'kysely'
import type { ResourceKind } from '../model/resource-kind.ts'
import { taskDueAt } from '../model/task-due.ts'
import { taskLifecycle } from '../model/task.lifecycle.ts'
import type { TaskMove } from '../model/task.lifecycle.ts'
import type { Reader, Writer } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'

/** Columns of a resource as they are read. */
export type Columns = Readonly<Record<string, unknown>>

/** An open task. */
export interface Task {
  id: string
  account_id: string
  provider: string
  resource_kind: ResourceKind
  resource_id: string
  /** Name of the call, or of the job, that caused it. */
  operation: string
  /** The columns that changed, as they were and as they became. */
  before: Columns
  after: Columns
  /** Of the debit that paid for it; null for what was free. */
  cause: string | null
  created_at: Date
  due_at: Date
}

const columns = sql.raw(
  'id, account_id, provider, resource_kind, resource_id, operation, before, after, cause, created_at, due_at',
)

/** What every change sets anew, and what is only ours. */
const notTold = new Set([
  ...['version', 'ultima_modifica', 'timestamp', 'check_at', 'broken_since'],
  ...['data_scadenza', 'data_certificazione', 'due_at'],
])

/** A change of a resource that somebody has to repeat at its provider. */
export interface Change {
  /** Our reference of what was ordered. */
  id: string
  operation: string
  before: ResourceRow
  after: ResourceRow
  cause: string | null
  at: Date
}

/** The task a change makes; undefined where nothing changed, or where the resource now waits for its provider's decision. */
export function taskOf({ kind, lifecycle }: Resource, change: Change): Task | undefined {
  const { id, operation, before, after, cause, at } = change
  if (after.version === before.version || lifecycle.states[after.stato]?.waitsFor === 'provider') return undefined
  const [was, is]: Columns[] = [{ ...before }, { ...after }]
  const changed = Object.keys(is ?? {}).filter((name) => !notTold.has(name) && !isSame(was?.[name], is?.[name]))
  const of = (row: Columns = {}) => Object.fromEntries(changed.map((name) => [name, row[name] ?? null]))
  const lapses = changed.includes('scadenza') && typeof was?.scadenza === 'number' ? was.scadenza : null
  return {
    id,
    account_id: after.account_id,
    provider: after.provider,
    resource_kind: kind,
    resource_id: after.id,
    operation,
    before: of(was),
    after: of(is),
    cause,
    created_at: at,
    due_at: taskDueAt(at, lapses),
  }
}

/** Whether two values of a column are the same. */
export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Adds tasks, in one statement. */
export async function insertTasks(tx: Writer, tasks: readonly Task[]): Promise<void> {
  if (tasks.length === 0) return
  const list = <T>(of: (task: Task) => T) => tasks.map(of)
  await sql`
    insert into tasks (id, account_id, provider, resource_kind, resource_id, operation, state, before, after, cause,
      created_at, due_at)
    select id, account_id, provider, resource_kind, resource_id, operation, ${taskLifecycle.initial}::text, before, after,
      cause, created_at, due_at
    from unnest(
      ${list((one) => one.id)}::text[], ${list((one) => one.account_id)}::text[], ${list((one) => one.provider)}::text[],
      ${list((one) => one.resource_kind)}::text[], ${list((one) => one.resource_id)}::text[],
      ${list((one) => one.operation)}::text[], ${list((one) => JSON.stringify(one.before))}::json[],
      ${list((one) => JSON.stringify(one.after))}::json[], ${list((one) => one.cause)}::text[],
      ${list((one) => one.created_at)}::timestamptz[], ${list((one) => one.due_at)}::timestamptz[]
    ) as t (id, account_id, provider, resource_kind, resource_id, operation, before, after, cause, created_at, due_at)`.execute(
    tx,
  )
}

/** The open task of that id, as it is just now. */
export async function findTask(db: Reader, id: string): Promise<Task | undefined> {
  const found = await sql<Task>`select ${columns} from tasks where id = ${id} and state = 'open'`.execute(db)
  return found.rows[0]
}

/** The same, locked until the transaction ends; its resource is locked before. */
export async function lockTask(tx: Writer, id: string): Promise<Task | undefined> {
  const found = await sql<Task>`select ${columns} from tasks where id = ${id} and state = 'open' for update`.execute(tx)
  return found.rows[0]
}

/** The other open tasks of its resource, which is locked, oldest first. */
export async function openBeside(tx: Writer, { id, resource_id }: Task): Promise<Task[]> {
  const found = await sql<Task>`
    select ${columns} from tasks where resource_id = ${resource_id} and state = 'open' and id <> ${id}
    order by created_at, id`.execute(tx)
  return found.rows
}

/** Ends a locked task; from here nothing of what was ordered is kept. */
export async function endTask(tx: Writer, id: string, move: TaskMove, now: Date, reason: string | null): Promise<void> {
  const { from, to } = taskLifecycle.moves[move]
  await sql`
    update tasks set state = ${to}, before = null, after = null, ended_at = ${now}, reason = ${reason}
    where id = ${id} and state = any(${[...from]}::text[])`.execute(tx)
}

/** A task nobody has done in time. */
export type OverdueTask = Pick<Task, 'id' | 'operation' | 'provider' | 'resource_kind' | 'resource_id' | 'due_at'>

/** When the next task is overdue that was not noted yet. */
export async function nextOverdue(db: Reader, whose: Population): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(due_at) as at from tasks where state = 'open' and overdue_noted_at is null
      ${andOf(whose)}`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Notes tasks that are overdue at `until`, each once; returns those it noted. */
export async function noteOverdue(db: Reader, whose: Population, until: Date, limit: number): Promise<OverdueTask[]> {
  const noted = await sql<OverdueTask>`
    with overdue as (
      select id as overdue_id from tasks where state = 'open' and overdue_noted_at is null and due_at <= ${until}
        ${andOf(whose)}
      order by due_at limit ${limit} for update skip locked
    )
    update tasks set overdue_noted_at = due_at from overdue where id = overdue_id
    returning id, operation, provider, resource_kind, resource_id, due_at`.execute(db)
  return noted.rows
}
