// The wallet. Append-only, in integer cents. The balance is the sum of the entries; the credit is the balance less open
// holds.
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import type { Reader, Writer } from '../store/database.ts'
import { returnPayment } from '../store/token-limits.ts'
import { fallen, lowBalanceAfter, tellFallen } from './low-balance.ts'
import type { Fallen, Fell } from './low-balance.ts'

/** The kind of a ledger entry. */
type EntryKind = 'top-up' | 'hold' | 'capture' | 'release' | 'refund'

/** Available credit and total balance, in cents. */
export interface Wallet {
  balanceCents: number
  availableCents: number
  /** Credit under which an event tells so; null: it is never told. */
  lowBalanceCents: number | null
  /** True while it pays for nothing new. */
  isFrozen: boolean
}

/** What came of a debit. `frozen`: whatever the credit, the account is suspended or closed. */
export type Spent =
  { is: 'spent'; entryId: number } | { is: 'free' } | { is: 'insufficient'; availableCents: number } | { is: 'frozen' }

/** Who pays, how much and why. The cause is unique within the account and its era (new-era.ts), so the same cause never pays twice. */
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
  const found = await sql<Wallet>`
    select balance_cents as "balanceCents", balance_cents - held_cents as "availableCents",
      low_balance_cents as "lowBalanceCents", is_frozen as "isFrozen"
    from wallets where account_id = ${accountId}`.execute(db)
  return found.rows[0] ?? { balanceCents: 0, availableCents: 0, lowBalanceCents: null, isFrozen: false }
}

/** Locks the account's wallet until the transaction ends. */
export async function lockWallet(tx: Writer, accountId: string): Promise<void> {
  await sql`select from wallets where account_id = ${accountId} for update`.execute(tx)
}

/** Sets under which credit an event tells so; null: it is never told. */
export async function setLowBalance(tx: Writer, accountId: string, lowBalanceCents: number | null): Promise<void> {
  await sql`update wallets set low_balance_cents = ${lowBalanceCents} where account_id = ${accountId}`.execute(tx)
}

/** Lets the wallet pay for nothing more than what is held already. */
export async function freezeWallet(tx: Writer, accountId: string): Promise<void> {
  await sql`update wallets set is_frozen = true where account_id = ${accountId}`.execute(tx)
}

/** Lets a frozen wallet pay again. */
export async function thawWallet(tx: Writer, accountId: string, now: Date): Promise<void> {
  await sql`update wallets set is_frozen = false, thawed_at = ${now} where account_id = ${accountId}`.execute(tx)
}

/** Reserves credit until `capture` or `release`; `entryId` names the hold. An amount of 0 needs no hold. */
export async function hold(tx: Writer, movement: Movement, now: Date): Promise<Spent> {
  const { accountId, amountCents, cause, author } = movement
  if (amountCents === 0) return free(tx, movement)
  const held = await sql<{ id: number; fell: Fell | null }>`
    with paid as (
      update wallets set held_cents = held_cents + ${amountCents}
      where account_id = ${accountId} and not is_frozen and balance_cents - held_cents >= ${amountCents}
      returning account_id, ${lowBalanceAfter(amountCents)} as fell
    )
    insert into ledger_entries (account_id, kind, amount_cents, cause, author, created_at)
    select account_id, 'hold', ${amountCents}, ${cause}, ${textOf(author)}::json, ${now} from paid
    returning id, (select fell from paid) as fell`.execute(tx)
  return spentOr(tx, movement, held.rows[0], now)
}

/** Ends a hold by spending it; returns the id of the capture. Throws when the hold is unknown or already ended. */
export async function capture(tx: Writer, holdId: number, now: Date): Promise<number> {
  return endHold(tx, holdId, 'capture', now)
}

/** Ends a hold by returning the credit. Throws when the hold is unknown or already ended. */
export async function release(tx: Writer, holdId: number, now: Date): Promise<number> {
  const id = await endHold(tx, holdId, 'release', now)
  await returnPayment(tx, holdId)
  return id
}

/** A debit that is no purchase. `reason`: why, where an operator decided it. */
export interface Debit extends Movement {
  reason?: string
  /** Also from a frozen wallet. */
  evenFrozen?: boolean
  /** Without an event, however little is left. */
  untold?: boolean
}

/**
 * Holds and captures in one statement, for what takes effect in the same transaction. `entryId` names the capture; an
 * amount of 0 writes no entry.
 */
export async function spend(tx: Writer, debit: Debit, now: Date): Promise<Spent> {
  const { accountId, amountCents, cause, reason = '', author, evenFrozen = false, untold = false } = debit
  if (amountCents === 0) return free(tx, debit)
  const spent = await sql<{ id: number; fell: Fell | null }>`
    with paid as (
      update wallets set balance_cents = balance_cents - ${amountCents}
      where account_id = ${accountId} and (${evenFrozen} or not is_frozen)
        and balance_cents - held_cents >= ${amountCents}
      returning account_id, ${lowBalanceAfter(amountCents)} as fell
    ), held as (
      insert into ledger_entries (account_id, kind, amount_cents, cause, author, created_at)
      select account_id, 'hold', ${amountCents}, ${cause}, ${textOf(author)}::json, ${now} from paid
      returning id, account_id
    )
    insert into ledger_entries (account_id, kind, amount_cents, ends_id, cause, reason, author, created_at)
    select account_id, 'capture', ${amountCents}, id, ${cause}, ${reason}, ${textOf(author)}::json, ${now} from held
    returning id, (select fell from paid) as fell`.execute(tx)
  const [entry] = spent.rows
  return spentOr(tx, debit, entry && { ...entry, ...(untold && { fell: null }) }, now)
}

/** Adds credit; returns false when the same cause already added it. */
export async function topUp(tx: Writer, movement: Movement & { reason: string }, now: Date): Promise<boolean> {
  const { accountId, amountCents, cause, reason, author } = movement
  const added = await sql`
    with added as (
      insert into ledger_entries (account_id, kind, amount_cents, cause, reason, author, created_at)
      values (${accountId}, 'top-up', ${amountCents}, ${cause}, ${reason}, ${textOf(author)}::json, ${now})
      on conflict (account_id, era, kind, cause) do nothing returning account_id
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
        and era = (select era from wallets where account_id = ${accountId})
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

async function spentOr(
  tx: Writer,
  { accountId, author, evenFrozen = false }: Debit,
  entry: { id: number; fell: Fell | null } | undefined,
  at: Date,
): Promise<Spent> {
  if (entry === undefined) return whyUnpaid(tx, accountId, evenFrozen)
  if (entry.fell !== null) await tellFallen(tx, [{ accountId, fell: entry.fell, at, author }])
  return { is: 'spent', entryId: entry.id }
}

/** What costs nothing is not had by a frozen wallet either; it is locked, so that nobody freezes it meanwhile. */
async function free(db: Reader, { accountId, evenFrozen = false }: Debit): Promise<Spent> {
  if (evenFrozen) return { is: 'free' }
  const found = await sql<{ is_frozen: boolean }>`
    select is_frozen from wallets where account_id = ${accountId} for update`.execute(db)
  return { is: found.rows[0]?.is_frozen === true ? 'frozen' : 'free' }
}

async function whyUnpaid(db: Reader, accountId: string, evenFrozen: boolean): Promise<Spent> {
  const { isFrozen, availableCents } = await readWallet(db, accountId)
  return isFrozen && !evenFrozen ? { is: 'frozen' } : { is: 'insufficient', availableCents }
}

/** Sorts by account, the order in which everybody locks wallets; what is of one account stays in its order. */
export function inOrderOfWallets(one: { account_id: string }, other: { account_id: string }): number {
  return one.account_id < other.account_id ? -1 : Number(one.account_id > other.account_id)
}

/** One purchase of a batch, with its own date. */
export type DatedMovement = Movement & { at: Date }

/**
 * Spends for a batch in the given order, each only if the account's credit still covers it. Returns the causes that
 * were paid.
 */
export async function spendMany(tx: Writer, movements: readonly DatedMovement[]): Promise<Set<string>> {
  const wallets = await lockWallets(tx, movements)
  const told: Fallen[] = []
  const paid = movements.filter(({ accountId, amountCents, at }) => {
    const wallet = wallets.get(accountId)
    if (wallet === undefined || wallet.is_frozen || wallet.available < amountCents) return false
    const before = wallet.available
    wallet.available -= amountCents
    const fell = fallen(wallet.low_balance_cents, before, wallet.available)
    if (fell !== undefined) told.push({ accountId, fell, at })
    return true
  })
  const costly = paid.filter((one) => one.amountCents > 0)
  if (costly.length > 0) await enterMany(tx, costly)
  if (told.length > 0) await tellFallen(tx, told)
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
      from wanted join wallets of on of.account_id = wanted.account_id
      join ledger_entries e on e.account_id = wanted.account_id and e.era = of.era and e.kind = 'capture'
        and e.cause = wanted.cause
      on conflict do nothing returning account_id, amount_cents
    )
    update wallets w set balance_cents = w.balance_cents + total.cents
    from (select account_id, sum(amount_cents)::bigint as cents from added group by account_id) total
    where w.account_id = total.account_id`.execute(tx)
}

interface LockedWallet {
  account_id: string
  /** In cents. */
  available: number
  is_frozen: boolean
  low_balance_cents: number | null
}

/** Locks the wallets of several accounts, always in the same order. */
async function lockWallets(tx: Writer, of: readonly { accountId: string }[]): Promise<Map<string, LockedWallet>> {
  const accounts = [...new Set(of.map((one) => one.accountId))].sort()
  const locked = await sql<LockedWallet>`
    select account_id, balance_cents - held_cents as available, is_frozen, low_balance_cents from wallets
    where account_id = any(${accounts}) order by account_id for update`.execute(tx)
  return new Map(locked.rows.map((row) => [row.account_id, row]))
}
