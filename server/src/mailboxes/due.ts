// Mailboxes by what falls due for them: each question is the first row of an index, each answer a bounded batch.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { YearlyPrices } from '../ledger/prices.ts'
import type { MailboxState } from '../model/mailbox.lifecycle.ts'
import type { Reader, Writer } from '../store/database.ts'
import { BEGINNING } from '../store/resource.ts'
import { mailboxColumns } from './table.ts'
import type { MailboxRow } from './table.ts'
import { mailboxHasNothingPending } from '../provider-operations/table.ts'

/** A mailbox with the moment that made it due. */
export type DueMailbox = MailboxRow & { due_at: Date }

/**
 * When the next automatic renewal is to be tried, not before `since`, or could be made now that there is credit. Rows that
 * were tried lately are thereby not walked over again, which is slow while an old transaction keeps them.
 */
export async function nextRenewal(db: Reader, prices: YearlyPrices, since = BEGINNING): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select least(
      (select min(renew_at) from mailboxes where ${tried} and renew_at >= ${since}),
      (select min(${affordableSince}) from mailboxes where ${affordable(prices)})
    ) as at`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/**
 * Mailboxes at those providers whose automatic renewal is to be tried by `until`, not before `since`, in order, locked: working ones, and
 * expired ones their account can pay for. Those others hold are left to them.
 */
export async function lockRenewals(
  tx: Writer,
  prices: YearlyPrices,
  until: Date,
  limit: number,
  providers: readonly string[],
  since = BEGINNING,
): Promise<DueMailbox[]> {
  return lockDue(tx, prices, { since, until }, limit, sql`provider = any(${[...providers]}::text[])`)
}

/** The same at all other providers, those with an open order left out. */
export async function lockRemoteRenewals(
  tx: Writer,
  prices: YearlyPrices,
  until: Date,
  limit: number,
  inProcess: readonly string[],
): Promise<DueMailbox[]> {
  const elsewhere = sql`provider <> all(${[...inProcess]}::text[])`
  return lockDue(tx, prices, { since: BEGINNING, until }, limit, sql`${elsewhere} and ${mailboxHasNothingPending}`)
}

/** Working mailboxes whose renewal is to be tried; at the latest at their expiry. */
const tried = sql`renew_at is not null and stato = 'evasa' and renew_at <= scadenza`

/** From when on an expired mailbox can be renewed: since its account's credit last rose, or since it is to be tried again. */
const affordableSince = sql`greatest(renew_at, (
  select max(created_at) from ledger_entries e
  where e.account_id = mailboxes.account_id and e.kind in ('top-up', 'refund', 'release')))`

/**
 * Expired mailboxes that wait for credit and whose account has it by now. The others are not looked at, however many
 * they are. One under a domain of its owner comes back only while that works.
 */
function affordable(prices: YearlyPrices) {
  const [types, cents] = [Object.keys(prices), Object.values(prices)]
  return sql`stato = 'revocata' and renew_at is not null
    and (account_id, tipo_casella) in (
      select w.account_id, p.tipo_casella from wallets w
      join unnest(${types}::text[], ${cents}::bigint[]) as p (tipo_casella, cents)
        on w.balance_cents - w.held_cents >= p.cents)
    and ${mailboxHasNothingPending}
    and (not exists (select from certified_domains d where d.account_id = mailboxes.account_id and d.dominio = mailboxes.dominio)
      or exists (select from certified_domains d where d.account_id = mailboxes.account_id
        and d.dominio = mailboxes.dominio and d.stato = 'evaso' and d.suspended_at is null))`
}

async function lockDue(
  tx: Writer,
  prices: YearlyPrices,
  { since, until }: { since: Date; until: Date },
  limit: number,
  which: RawBuilder<unknown>,
): Promise<DueMailbox[]> {
  const working = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, renew_at as due_at from mailboxes
    where ${tried} and renew_at between ${since} and ${until} and ${which}
    order by renew_at limit ${limit} for update skip locked`.execute(tx)
  const expired = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, ${affordableSince} as due_at from mailboxes
    where ${affordable(prices)} and renew_at <= ${until} and ${affordableSince} <= ${until} and ${which}
    order by due_at, renew_at, id limit ${limit} for update skip locked`.execute(tx)
  // What one of them pays the other no longer has: the earlier first.
  const inOrder = [...working.rows, ...expired.rows].sort((one, other) => one.due_at.getTime() - other.due_at.getTime())
  return inOrder.slice(0, limit)
}

/** One mailbox that fell due at a moment known from elsewhere, locked. */
export async function lockDueMailbox(tx: Writer, id: string, due_at: Date): Promise<DueMailbox | undefined> {
  const found = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, ${due_at}::timestamptz as due_at from mailboxes where id = ${id} for update`.execute(
    tx,
  )
  return found.rows[0]
}

// A state as a value would leave a prepared statement's plan without the partial index of that state.

/** When the next mailbox of a state passes its expiry by `afterMs`. */
export async function nextExpiry(db: Reader, stato: MailboxState, afterMs: number): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(scadenza) as at from mailboxes where stato = ${sql.lit(stato)}`.execute(db)
  const at = found.rows[0]?.at
  return at ? new Date(at.getTime() + afterMs) : undefined
}

/**
 * Mailboxes of a state that passed their expiry by `afterMs` at `until`, in order, locked. A working one whose renewal is
 * still to be tried is left out: the last try comes first.
 */
export async function lockExpired(
  tx: Writer,
  stato: MailboxState,
  afterMs: number,
  until: Date,
  limit: number,
): Promise<DueMailbox[]> {
  const expiredBefore = new Date(until.getTime() - afterMs)
  const found = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, scadenza + make_interval(secs => ${afterMs / 1000}) as due_at from mailboxes
    where stato = ${sql.lit(stato)} and scadenza <= ${expiredBefore}
      and (stato = 'revocata' or renew_at is null or renew_at > scadenza) and ${mailboxHasNothingPending}
    order by scadenza limit ${limit} for update skip locked`.execute(tx)
  return found.rows
}

/** When the next registration has waited `afterMs` for its documents. */
export async function nextAbandonmentAt(db: Reader, afterMs: number): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(registrazione) as at from mailboxes where stato in ('registrata', 'documenti_errati')`.execute(db)
  const at = found.rows[0]?.at
  return at ? new Date(at.getTime() + afterMs) : undefined
}

/** Registrations that have waited `afterMs` at `until`, in order, locked. */
export async function lockAbandoned(tx: Writer, afterMs: number, until: Date, limit: number): Promise<DueMailbox[]> {
  const before = new Date(until.getTime() - afterMs)
  const found = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, registrazione + make_interval(secs => ${afterMs / 1000}) as due_at from mailboxes
    where stato in ('registrata', 'documenti_errati') and registrazione <= ${before} and ${mailboxHasNothingPending}
    order by registrazione limit ${limit} for update skip locked`.execute(tx)
  return found.rows
}
