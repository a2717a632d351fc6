// The wallet. Append-only, in integer cents. The balance is the sum of the entries; the credit is the balance less open
// holds.
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import type { Reader, Writer } from '../store/database.ts'

/** The kind of a ledger entry. */
type EntryKind = 'top-up' | 'hold' | 'capture' | 'release' | 'refund'

/** Available credit and total balance, in cents. */
export interface Wallet {
  balanceCents: number
  availableCents: number
}

export type Spent = { is: 'spent'; entryId: number } | { is: 'free' } | { is: 'insufficient'; availableCents: number }

/** Who pays, how much and why. The cause is unique within the account, so the same cause never pays twice. */
export interface Movement {
  accountId: string
  amountCents: number
  cause: string
  /** Who decided it; undefined for what happens automatically. */
  author?: Author | undefined
}

const textOf = (author: Author | undefined) => (author === undefined ? null : JSON.stringify(author))

/** Returns the account's wallet; an account without entries has an empty one. */
export async function readWallet(db: Reader, accountId: string): Promise<Wallet> {
  const found = await sql<{ balance_cents: number; held_cents: number }>`
    select balance_cents, held_cents from wallets where account_id = ${accountId}`.execute(db)
  const { balance_cents = 0, held_cents = 0 } = found.rows[0] ?? {}
  return { balanceCents: balance_cents, availableCents: balance_cents - held_cents }
}

/** Reserves credit until `capture` or `release`; `entryId` names the hold. An amount of 0 needs no hold. */
export async function hold(tx: Writer, movement: Movement, now: Date): Promise<Spent> {
  const { accountId, amountCents, cause, author } = movement
  if (amountCents === 0) return { is: 'free' }
  const held = await sql<{ id: number }>`
    with paid as (
      update wallets set held_cents = held_cents + ${amountCents}
      where account_id = ${accountId} and balance_cents - held_cents >= ${amountCents} returning account_id
    )
    insert into ledger_entries (account_id, kind, amount_cents, cause, author, created_at)
    select account_id, 'hold', ${amountCents}, ${cause}, ${textOf(author)}::json, ${now} from paid
    returning id`.execute(tx)
  return spentOr(tx, accountId, held.rows[0]?.id)
}

/** Ends a hold by spending it; returns the id of the capture. Throws when the hold is unknown or already ended. */
export async function capture(tx: Writer, holdId: number, now: Date): Promise<number> {
  return endHold(tx, holdId, 'capture', now)
}

/** Ends a hold by returning the credit. Throws when the hold is unknown or already ended. */
export async function release(tx: Writer, holdId: number, now: Date): Promise<number> {
  return endHold(tx, holdId, 'release', now)
}

/**
 * Holds and captures in one statement, for what takes effect in the same transaction. `entryId` names the capture; an
 * amount of 0 writes no entry.
 */
export async function spend(tx: Writer, movement: Movement, now: Date): Promise<Spent> {
  const { accountId, amountCents, cause, author } = movement
  if (amountCents === 0) return { is: 'free' }
  const spent = await sql<{ id: number }>`
    with paid as (
      update wallets set balance_cents = balance_cents - ${amountCents}
      where account_id = ${accountId} and balance_cents - held_cents >= ${amountCents} returning account_id
    ), held as (
      insert into ledger_entries (account_id, kind, amount_cents, cause, author, created_at)
      select account_id, 'hold', ${amountCents}, ${cause}, ${textOf(author)}::json, ${now} from paid
      returning id, account_id
    )
    insert into ledger_entries (account_id, kind, amount_cents, ends_id, cause, author, created_at)
    select account_id, 'capture', ${amountCents}, id, ${cause}, ${textOf(author)}::json, ${now} from held
    returning id`.execute(tx)
  return spentOr(tx, accountId, spent.rows[0]?.id)
}

/** Adds credit; returns false when the same cause already added it. */
export async function topUp(tx: Writer, movement: Movement & { reason: string }, now: Date): Promise<boolean> {
  const { accountId, amountCents, cause, reason, author } = movement
  const added = await sql`
    with added as (
      insert into ledger_entries (account_id, kind, amount_cents, cause, reason, author, created_at)
      values (${accountId}, 'top-up', ${amountCents}, ${cause}, ${reason}, ${textOf(author)}::json, ${now})
      on conflict (account_id, kind, cause) do nothing returning account_id
    )
    update wallets w set balance_cents = balance_cents + ${amountCents}
    from added where w.account_id = added.account_id`.execute(tx)
  return added.numAffectedRows === 1n
}

/**
 * Refunds what a cause captured, once. Returns the cents refunded: 0 when nothing was captured or it was already
 * refunded.
 */
export async function refund(
  tx: Writer,
  { accountId, cause, reason, author }: Omit<Movement, 'amountCents'> & { reason: string },
  now: Date,
): Promise<number> {
  const refunded = await sql<{ amount_cents: number }>`
    with captured as (
      select id, account_id, amount_cents, cause from ledger_entries
      where account_id = ${accountId} and kind = 'capture' and cause = ${cause}
    ), added as (
      insert into ledger_entries (account_id, kind, amount_cents, ends_id, cause, reason, author, created_at)
      select account_id, 'refund', amount_cents, id, cause, ${reason}, ${textOf(author)}::json, ${now} from captured
      on conflict do nothing returning account_id, amount_cents
    )
    update wallets w set balance_cents = w.balance_cents + added.amount_cents
    from added where w.account_id = added.account_id returning added.amount_cents`.execute(tx)
  return refunded.rows[0]?.amount_cents ?? 0
}

/** Returns accounts whose balance is not the sum of their entries. The list should be empty. */
export async function unbalancedWallets(db: Reader): Promise<string[]> {
  const found = await sql<{ account_id: string }>`
    select w.account_id from wallets w left join (
      select account_id,
        sum(case kind when 'top-up' then amount_cents when 'refund' then amount_cents
          when 'capture' then -amount_cents else 0 end) as balance,
        sum(case kind when 'hold' then amount_cents when 'capture' then -amount_cents
          when 'release' then -amount_cents else 0 end) as held
      from ledger_entries group by account_id
    ) e on e.account_id = w.account_id
    where w.balance_cents <> coalesce(e.balance, 0) or w.held_cents <> coalesce(e.held, 0)`.execute(db)
  return found.rows.map((row) => row.account_id)
}

async function endHold(tx: Writer, holdId: number, kind: EntryKind & ('capture' | 'release'), now: Date) {
  const spent = kind === 'capture' ? sql`amount_cents` : sql`0`
  const ended = await sql<{ id: number }>`
    with ended as (
      insert into ledger_entries (account_id, kind, amount_cents, ends_id, cause, author, created_at)
      select account_id, ${kind}, amount_cents, id, cause, author, ${now} from ledger_entries
      where id = ${holdId} and kind = 'hold' returning id, account_id, amount_cents
    ), paid as (
      update wallets w set held_cents = w.held_cents - ended.amount_cents,
        balance_cents = w.balance_cents - (select ${spent} from ended)
      from ended where w.account_id = ended.account_id returning w.account_id
    )
    select ended.id from ended, paid`.execute(tx)
  const id = ended.rows[0]?.id
  if (id === undefined) throw new Error(`hold ${holdId} cannot end: unknown`)
  return id
}

async function spentOr(tx: Writer, accountId: string, entryId: number | undefined): Promise<Spent> {
  if (entryId !== undefined) return { is: 'spent', entryId }
  const { availableCents } = await readWallet(tx, accountId)
  return { is: 'insufficient', availableCents }
}

/** One purchase of a batch, with its own date. */
export type DatedMovement = Movement & { at: Date }

/**
 * Spends for a batch in the given order, each only if the account's credit still covers it. Returns the causes that
 * were paid.
 */
export async function spendMany(tx: Writer, movements: readonly DatedMovement[]): Promise<Set<string>> {
  const available = await lockWallets(tx, movements)
  const paid = movements.filter(({ accountId, amountCents }) => {
    const left = (available.get(accountId) ?? 0) - amountCents
    if (left < 0) return false
    available.set(accountId, left)
    return true
  })
  const costly = paid.filter((one) => one.amountCents > 0)
  if (costly.length > 0) await enterMany(tx, costly)
  return new Set(paid.map((one) => one.cause))
}

async function enterMany(tx: Writer, movements: readonly DatedMovement[]): Promise<void> {
  const list = <T>(of: (one: DatedMovement) => T) => movements.map(of)
  await sql`
    with movement as (
      select * from unnest(
        ${list((one) => one.accountId)}::text[], ${list((one) => one.amountCents)}::bigint[],
        ${list((one) => one.cause)}::text[], ${list((one) => one.at)}::timestamptz[]
      ) as m (account_id, amount_cents, cause, at)
    ), held as (
      insert into ledger_entries (account_id, kind, amount_cents, cause, created_at)
      select account_id, 'hold', amount_cents, cause, at from movement returning id, account_id, amount_cents, cause, created_at
    ), captured as (
      insert into ledger_entries (account_id, kind, amount_cents, ends_id, cause, created_at)
      select account_id, 'capture', amount_cents, id, cause, created_at from held
    )
    update wallets w set balance_cents = w.balance_cents - total.cents
    from (select account_id, sum(amount_cents)::bigint as cents from movement group by account_id) total
    where w.account_id = total.account_id`.execute(tx)
}

/**
 * Refunds what many causes captured, each once and with its own date. Skips causes that captured nothing or were
 * already refunded.
 */
export async function refundMany(
  tx: Writer,
  refunds: readonly { accountId: string; cause: string; at: Date }[],
  reason: string,
): Promise<void> {
  if (refunds.length === 0) return
  await lockWallets(tx, refunds)
  const list = <T>(of: (one: { accountId: string; cause: string; at: Date }) => T) => refunds.map(of)
  await sql`
    with wanted as (
      select * from unnest(
        ${list((one) => one.accountId)}::text[], ${list((one) => one.cause)}::text[], ${list((one) => one.at)}::timestamptz[]
      ) as r (account_id, cause, at)
    ), added as (
      insert into ledger_entries (account_id, kind, amount_cents, ends_id, cause, reason, created_at)
      select e.account_id, 'refund', e.amount_cents, e.id, e.cause, ${reason}, wanted.at
      from wanted join ledger_entries e on e.account_id = wanted.account_id and e.kind = 'capture' and e.cause = wanted.cause
      on conflict do nothing returning account_id, amount_cents
    )
    update wallets w set balance_cents = w.balance_cents + total.cents
    from (select account_id, sum(amount_cents)::bigint as cents from added group by account_id) total
    where w.account_id = total.account_id`.execute(tx)
}

/** Locks the wallets of several accounts, always in the same order; returns the available credit of each, in cents. */
async function lockWallets(tx: Writer, of: readonly { accountId: string }[]): Promise<Map<string, number>> {
  const accounts = [...new Set(of.map((one) => one.accountId))].sort()
  const locked = await sql<{ account_id: string; available: number }>`
    select account_id, balance_cents - held_cents as available from wallets
    where account_id = any(${accounts}) order by account_id for update`.execute(tx)
  return new Map(locked.rows.map((row) => [row.account_id, row.available]))
}
