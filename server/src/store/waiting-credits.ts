// Credit that waits for a second operator, and what became of it. One past its end was never given.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'

/** What became of it. `expired` is read off the end: nobody writes it. */
export type CreditState = 'waiting' | 'confirmed' | 'rejected' | 'expired'

export interface NewCredit {
  id: string
  accountId: string
  amountCents: number
  reason: string
  /** The operator. */
  askedBy: string
  askedAt: Date
  expiresAt: Date
}

export interface CreditRow {
  id: string
  account_id: string
  amount_cents: number
  reason: string
  asked_by: string
  asked_at: Date
  expires_at: Date
  state: CreditState
  decided_by: string | null
  decided_at: Date | null
  decision_reason: string
}

const rowAt = (now: Date) => sql`id, account_id, amount_cents, reason, asked_by, asked_at, expires_at,
  ${stateAt(now)} as state, decided_by, decided_at, decision_reason`

const stateAt = (now: Date) =>
  sql`case when state = 'waiting' and expires_at <= ${now}::timestamptz then 'expired' else state end`

/** Adds a credit that waits. */
export async function insertCredit(tx: Writer, credit: NewCredit): Promise<void> {
  await sql`
    insert into credits (id, account_id, amount_cents, reason, asked_by, asked_at, expires_at)
    values (${credit.id}, ${credit.accountId}, ${credit.amountCents}, ${credit.reason}, ${credit.askedBy},
      ${credit.askedAt}, ${credit.expiresAt})`.execute(tx)
}

/** A credit by its id, locked until the transaction ends. */
export async function lockCredit(tx: Writer, id: string, now: Date): Promise<CreditRow | undefined> {
  const found = await sql<CreditRow>`select ${rowAt(now)} from credits where id = ${id} for update`.execute(tx)
  return found.rows[0]
}

/** Writes what an operator decided on a locked credit. */
export async function decideCredit(
  tx: Writer,
  { id, state, by, reason, at }: { id: string; state: 'confirmed' | 'rejected'; by: string; reason: string; at: Date },
): Promise<CreditRow | undefined> {
  const decided = await sql<CreditRow>`
    update credits set state = ${state}, decided_by = ${by}, decided_at = ${at}, decision_reason = ${reason}
    where id = ${id} and state = 'waiting' returning ${rowAt(at)}`.execute(tx)
  return decided.rows[0]
}

/** Rejects what waits for an account. `free`: as far as nobody else has it in hand. */
export async function rejectWaiting(
  tx: Writer,
  { accountId, by, reason, at }: { accountId: string; by: string; reason: string; at: Date },
  which: 'all' | 'free',
): Promise<void> {
  await sql`
    with waiting as (
      select id from credits where account_id = ${accountId} and state = 'waiting' and expires_at > ${at}::timestamptz
      order by id for update ${sql.raw(which === 'free' ? 'skip locked' : '')}
    )
    update credits c set state = 'rejected', decided_by = ${by}, decided_at = ${at}, decision_reason = ${reason}
    from waiting where c.id = waiting.id`.execute(tx)
}

/** A page of the credits in a state, the newest first. */
export async function listCredits(
  db: Reader,
  {
    state,
    now,
    limit,
    cursor,
  }: { state: CreditState; now: Date; limit: number; cursor: { at: Date; id: string } | undefined },
): Promise<CreditRow[]> {
  const kept = state === 'expired' ? 'waiting' : state
  const end =
    state === 'waiting'
      ? sql`and expires_at > ${now}::timestamptz`
      : state === 'expired'
        ? sql`and expires_at <= ${now}::timestamptz`
        : sql``
  const after = cursor === undefined ? sql`` : sql`and (asked_at, id) < (${cursor.at}::timestamptz, ${cursor.id}::text)`
  const found = await sql<CreditRow>`
    select ${rowAt(now)} from credits where state = ${kept} ${end} ${after}
    order by asked_at desc, id desc limit ${limit}`.execute(db)
  return found.rows
}

/** How many wait, `limit` at most, and since when. */
export async function countWaitingCredits(
  db: Reader,
  now: Date,
  limit: number,
): Promise<{ waiting: number; oldest: Date | null }> {
  const found = await sql<{ waiting: number; oldest: Date | null }>`
    select count(*)::int as waiting, min(asked_at) as oldest from (
      select asked_at from credits where state = 'waiting' and expires_at > ${now} limit ${limit}) c`.execute(db)
  return found.rows[0] ?? { waiting: 0, oldest: null }
}
