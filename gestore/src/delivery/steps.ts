// What is to be done next with messages, as rows (docs/decisions/0021): a step ends in the transaction that has its effect.
import { sql } from 'kysely'
import type { Reader } from '../../../server/src/store/database.ts'
import { andOf } from '../../../server/src/store/population.ts'
import type { Population } from '../../../server/src/store/population.ts'

/**
 * - `accept`: a submitted message, by its identifier: acceptance and envelope, or a refusal
 * - `relay`: a message of ours (`bodyId`) on its way to the other gestore, for `recipient` or all of `about` there
 * - `receive`: what arrived from outside, by its arrival
 * - `deliver`: an envelope to one recipient; `about` is an identifier, or an arrival
 * - `notice-12`, `notice-24`: nothing was heard of one recipient
 */
export type StepKind = 'accept' | 'relay' | 'receive' | 'deliver' | 'notice-12' | 'notice-24'

export interface Step {
  id: string
  accountId: string
  dueAt: Date
  kind: StepKind
  about: string
  recipient: string | undefined
  bodyId: string | undefined
  /** Which gestore takes the step. */
  gestore: 'first' | 'other'
  firstDueAt: Date
  attempts: number
}

export interface NewStep {
  accountId: string | undefined
  dueAt: Date
  kind: StepKind
  about: string
  gestore: 'first' | 'other'
  recipient?: string
  bodyId?: string
}

/** Adds steps. Accounts without a clock of their own go by everybody's, as does what is nobody's. */
export async function addSteps(tx: Reader, steps: readonly NewStep[]): Promise<void> {
  if (steps.length === 0) return
  const column = <T>(of: (step: NewStep) => T) => steps.map(of)
  await sql`
    insert into gestore.steps (account_id, due_at, first_due_at, kind, about, gestore, recipient, body_id)
    select account_id, due_at, due_at, kind, about, gestore, recipient, body_id from unnest(
      ${column(({ accountId }) => accountId ?? '')}::text[], ${column(({ dueAt }) => dueAt)}::timestamptz[],
      ${column(({ kind }) => kind)}::text[], ${column(({ about }) => about)}::text[],
      ${column(({ gestore }) => gestore)}::text[], ${column(({ recipient }) => recipient ?? null)}::text[],
      ${column(({ bodyId }) => bodyId ?? null)}::uuid[]
    ) as given (account_id, due_at, kind, about, gestore, recipient, body_id)`.execute(tx)
}

export const addStep = (tx: Reader, step: NewStep): Promise<void> => addSteps(tx, [step])

type StepRow = Omit<Step, 'recipient' | 'bodyId'> & { recipient: string | null; bodyId: string | null }

/** Locks the step that is due first and that nobody has in hand. */
export async function lockStep(tx: Reader, whose: Population, until: Date): Promise<Step | undefined> {
  const found = await sql<StepRow>`
    select id::text as id, account_id as "accountId", due_at as "dueAt", kind, about, gestore, recipient,
      body_id as "bodyId", first_due_at as "firstDueAt", attempts
    from gestore.steps
    where due_at <= ${until} ${andOf(whose)} and (claimed_until is null or claimed_until < clock_timestamp())
    order by due_at, id limit 1 for update skip locked`.execute(tx)
  const step = found.rows[0]
  return step && { ...step, recipient: step.recipient ?? undefined, bodyId: step.bodyId ?? undefined }
}

/** Takes a step in hand that is done outside of a transaction: for a minute, should the process die. */
export async function claimStep(tx: Reader, { id }: Step): Promise<void> {
  await sql`
    update gestore.steps set claimed_until = clock_timestamp() + interval '60 seconds' where id = ${id}`.execute(tx)
}

/** Lets go of what a process before this one had in hand. */
export async function releaseSteps(db: Reader): Promise<void> {
  await sql`update gestore.steps set claimed_until = null where claimed_until is not null`.execute(db)
}

export async function endStep(tx: Reader, { id }: Step): Promise<void> {
  await sql`delete from gestore.steps where id = ${id}`.execute(tx)
}

/** Puts off a step that failed. */
export async function putOffStep(db: Reader, { id }: Step, dueAt: Date): Promise<void> {
  await sql`
    update gestore.steps set due_at = ${dueAt}, attempts = attempts + 1, claimed_until = null where id = ${id}`.execute(
    db,
  )
}

/** Which of these accounts have steps. */
export async function accountsWithSteps(db: Reader, accountIds: readonly string[]): Promise<string[]> {
  if (accountIds.length === 0) return []
  const found = await sql<{ id: string }>`
    select distinct account_id as id from gestore.steps where account_id = any(${[...accountIds]}::text[])`.execute(db)
  return found.rows.map(({ id }) => id)
}

/** When the next step is due; undefined when there is none. */
export async function nextStepDue(db: Reader, whose: Population): Promise<Date | undefined> {
  const found = await sql<{ due: Date | null }>`
    select min(due_at) as due from gestore.steps where true ${andOf(whose)}`.execute(db)
  return found.rows[0]?.due ?? undefined
}

/**
 * No notice is due any more of a recipient whose outcome is known. One that somebody has in hand waits for that outcome,
 * and is not waited for: it will find that it is late.
 */
export async function dropNotices(tx: Reader, identifier: string, recipient: string): Promise<void> {
  await sql`
    delete from gestore.steps where id in (
      select id from gestore.steps
      where about = ${identifier} and recipient = ${recipient} and kind in ('notice-12', 'notice-24')
      for update skip locked)`.execute(tx)
}
