// Mailboxes by what falls due for them: each question is the first row of an index, each answer a bounded batch.
import { sql } from 'kysely'
import type { MailboxState } from '../model/mailbox.lifecycle.ts'
import type { Reader, Writer } from '../store/database.ts'
import { mailboxColumns } from './table.ts'
import type { MailboxRow } from './table.ts'
import { mailboxHasNothingPending } from '../provider-operations/table.ts'

/** A mailbox with the moment that made it due. */
export type DueMailbox = MailboxRow & { due_at: Date }

/** When the next automatic renewal is to be tried. */
export async function nextRenewal(db: Reader): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(renew_at) as at from mailboxes where renew_at is not null and stato = 'evasa'`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/**
 * Mailboxes at those providers whose automatic renewal is to be tried by `until`, in order, locked; those others hold
 * are left to them.
 */
export async function lockRenewals(
  tx: Writer,
  until: Date,
  limit: number,
  providers: readonly string[],
): Promise<DueMailbox[]> {
  const found = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, renew_at as due_at from mailboxes
    where renew_at <= ${until} and stato = 'evasa' and provider = any(${[...providers]}::text[])
    order by renew_at limit ${limit} for update skip locked`.execute(tx)
  return found.rows
}

/** The same at all other providers, those with an open order left out. */
export async function lockRemoteRenewals(
  tx: Writer,
  until: Date,
  limit: number,
  inProcess: readonly string[],
): Promise<DueMailbox[]> {
  const found = await sql<DueMailbox>`
    select ${sql.raw(mailboxColumns)}, renew_at as due_at from mailboxes
    where renew_at <= ${until} and stato = 'evasa' and provider <> all(${[...inProcess]}::text[])
      and ${mailboxHasNothingPending}
    order by renew_at limit ${limit} for update skip locked`.execute(tx)
  return found.rows
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
 * Mailboxes of a state that passed their expiry by `afterMs` at `until`, in order, locked. One whose renewal is still to
 * be tried by then is left out: the last try comes first.
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
      and (renew_at is null or renew_at > scadenza + make_interval(secs => ${afterMs / 1000})) and ${mailboxHasNothingPending}
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
