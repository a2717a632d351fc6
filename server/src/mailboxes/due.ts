// Mailboxes by what falls due for them: each question is the first row of an index, each answer a bounded batch.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { laterPriceChange, ownListsAt, pricesInForceSince } from '../ledger/price-lists.ts'
import type { YearlyPrices } from '../ledger/prices.ts'
import type { MailboxState } from '../model/mailbox.lifecycle.ts'
import type { Reader, Writer } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'
import { BEGINNING } from '../store/resource.ts'
import { mailboxColumns } from './table.ts'
import type { MailboxRow } from './table.ts'
import { mailboxHasNothingPending } from '../provider-operations/table.ts'

/** A mailbox with the moment that made it due. */
export type DueMailbox = MailboxRow & { due_at: Date }

/** What a year costs at a moment whoever has no list of their own. */
export interface Pricing {
  yearly: YearlyPrices
  at: Date
}

/**
 * When the next automatic renewal at those providers is to be tried, not before `since`, or could be made now that there is
 * credit, or by prices to come. Rows that were tried lately are thereby not walked over again, which is slow while an old transaction keeps them.
 */
export async function nextRenewal(
  db: Reader,
  whose: Population,
  pricing: Pricing,
  providers: readonly string[],
  since = BEGINNING,
): Promise<Date | undefined> {
  const there = sql`provider = any(${[...providers]}::text[]) ${andOf(whose)}`
  const found = await sql<{ at: Date | null }>`
    select least(
      (select min(renew_at) from mailboxes where ${tried} and renew_at >= ${since} and ${there}),
      (select min(${affordableSince(pricing)}) from mailboxes where ${affordable(pricing)} and ${there}),
      case when exists (select from mailboxes where ${awaitingCredit} and ${there}) then ${laterPriceChange(pricing.at)} end
    ) as at`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/**
 * Mailboxes at those providers whose automatic renewal is to be tried by `until`, not before `since`, in order, locked: working ones, and
 * expired ones their account can pay for. Those others hold are left to them.
 */
export async function lockRenewals(
  tx: Writer,
  whose: Population,
  pricing: Pricing,
  until: Date,
  limit: number,
  providers: readonly string[],
  since = BEGINNING,
): Promise<DueMailbox[]> {
  const there = sql`provider = any(${[...providers]}::text[]) ${andOf(whose)}`
  return lockDue(tx, pricing, { since, until }, limit, there)
}

/** The same at one over the network, those with a pending operation left out. */
export async function lockRemoteRenewals(
  tx: Writer,
  whose: Population,
  pricing: Pricing,
  until: Date,
  limit: number,
  provider: string,
): Promise<DueMailbox[]> {
  const there = sql`provider = ${provider} and ${mailboxHasNothingPending} ${andOf(whose)}`
  return lockDue(tx, pricing, { since: BEGINNING, until }, limit, there)
}

/** Working mailboxes whose renewal waits for a provider that may not be asked. */
const waitingAt = (whose: Population, providers: readonly string[]) =>
  sql`${tried} and provider = any(${[...providers]}::text[]) and ${mailboxHasNothingPending} ${andOf(whose)}`

/** When the next of them expires. */
export async function nextMissedRenewal(
  db: Reader,
  whose: Population,
  providers: readonly string[],
): Promise<Date | undefined> {
  if (providers.length === 0) return undefined
  const found = await sql<{ at: Date | null }>`
    select min(scadenza) as at from mailboxes where ${waitingAt(whose, providers)}`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Those that have expired at `until`, in order, locked; due at their expiry. */
export async function lockMissedRenewals(
  tx: Writer,
  whose: Population,
  until: Date,
  limit: number,
  providers: readonly string[],
): Promise<DueMailbox[]> {
  const found = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, mailboxes.scadenza as due_at from mailboxes
    where ${waitingAt(whose, providers)} and mailboxes.scadenza <= ${until}
    order by mailboxes.scadenza limit ${limit} for update skip locked`.execute(tx)
  return found.rows
}

/** Working mailboxes whose renewal is to be tried; at the latest at their expiry. */
const tried = sql`renew_at is not null and stato = 'evasa' and renew_at <= scadenza`

/** Expired mailboxes whose renewal waits for credit. */
const awaitingCredit = sql`stato = 'revocata' and renew_at is not null`

/**
 * From when on an expired mailbox can be renewed: since its account's credit last rose, its wallet could pay again or its
 * prices changed, or since it is to be tried again.
 */
const affordableSince = ({
  at,
}: Pricing) => sql`greatest(renew_at, ${pricesInForceSince(sql`mailboxes.account_id`, at)}, (
  select thawed_at from wallets w where w.account_id = mailboxes.account_id), (
  select max(created_at) from ledger_entries e
  where e.account_id = mailboxes.account_id and e.kind in ('top-up', 'refund', 'release')))`

/**
 * Expired mailboxes that wait for credit and whose account has it by now. The others are not looked at, however many
 * they are. One under a domain of its owner comes back only while that works.
 */
function affordable({ yearly, at }: Pricing) {
  const [types, cents] = [Object.keys(yearly), Object.values(yearly)]
  return sql`${awaitingCredit}
    and (account_id, tipo_casella) in (
      select w.account_id, p.tipo_casella from wallets w
      cross join unnest(${types}::text[], ${cents}::bigint[]) as p (tipo_casella, cents)
      left join ${ownListsAt(at)} own on own.account_id = w.account_id
      left join price_list_items i on i.list_id = own.list_id and i.item = 'mailbox ' || p.tipo_casella
      where not w.is_frozen and w.balance_cents - w.held_cents >= coalesce(i.cents, p.cents))
    and ${mailboxHasNothingPending}
    and (not exists (select from certified_domains d where d.account_id = mailboxes.account_id and d.dominio = mailboxes.dominio)
      or exists (select from certified_domains d where d.account_id = mailboxes.account_id
        and d.dominio = mailboxes.dominio and d.stato = 'evaso' and d.suspended_at is null))`
}

async function lockDue(
  tx: Writer,
  pricing: Pricing,
  { since, until }: { since: Date; until: Date },
  limit: number,
  which: RawBuilder<unknown>,
): Promise<DueMailbox[]> {
  const working = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, renew_at as due_at from mailboxes
    where ${tried} and renew_at between ${since} and ${until} and ${which}
    order by renew_at, id limit ${limit} for update skip locked`.execute(tx)
  const expired = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, ${affordableSince(pricing)} as due_at from mailboxes
    where ${affordable(pricing)} and renew_at <= ${until} and ${affordableSince(pricing)} <= ${until} and ${which}
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
export async function nextExpiry(
  db: Reader,
  whose: Population,
  stato: MailboxState,
  afterMs: number,
): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(scadenza) as at from mailboxes where stato = ${sql.lit(stato)} ${andOf(whose)}`.execute(db)
  const at = found.rows[0]?.at
  return at ? new Date(at.getTime() + afterMs) : undefined
}

/**
 * Mailboxes of a state that passed their expiry by `afterMs` at `until`, in order, locked. A working one whose renewal is
 * still to be tried is left out: the last try comes first.
 */
export async function lockExpired(
  tx: Writer,
  whose: Population,
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
      ${andOf(whose)}
    order by scadenza limit ${limit} for update skip locked`.execute(tx)
  return found.rows
}

/** When the next registration has waited `afterMs` for its documents. */
export async function nextAbandonmentAt(db: Reader, whose: Population, afterMs: number): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(registrazione) as at from mailboxes where stato in ('registrata', 'documenti_errati')
      ${andOf(whose)}`.execute(db)
  const at = found.rows[0]?.at
  return at ? new Date(at.getTime() + afterMs) : undefined
}

/** Registrations that have waited `afterMs` at `until`, in order, locked. */
export async function lockAbandoned(
  tx: Writer,
  whose: Population,
  afterMs: number,
  until: Date,
  limit: number,
): Promise<DueMailbox[]> {
  const before = new Date(until.getTime() - afterMs)
  const found = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, registrazione + make_interval(secs => ${afterMs / 1000}) as due_at from mailboxes
    where stato in ('registrata', 'documenti_errati') and registrazione <= ${before} and ${mailboxHasNothingPending}
      ${andOf(whose)}
    order by registrazione limit ${limit} for update skip locked`.execute(tx)
  return found.rows
}
