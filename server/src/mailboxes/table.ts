// The mailboxes table: what finds rows, and the one statement that adds one.
import { sql } from 'kysely'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import type { MailboxState } from '../model/mailbox.lifecycle.ts'
import type { Reader, Writer } from '../store/database.ts'
import { lengthOf } from '../store/pages.ts'
import type { Page } from '../store/pages.ts'
import type { Callback, MailboxUser, RegistrationColumns } from '../store/schema.ts'

/** A mailbox as read: instants are Unix seconds, dates are dd/mm/yyyy in Europe/Rome ('' or null when not yet). */
export interface MailboxRow extends RegistrationColumns {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  version: number
  stato: MailboxState
  dominio: string
  callback: Callback | null
  autorinnovo: boolean
  cod_attivazione: string
  uid: string
  conservazione: boolean
  sms: boolean
  storico: boolean
  spazio_conservazione: number
  spazio_disco: number
  spazio_storico: number
  documenti_attivazione: string[] | null
  documenti_conservazione: string[] | null
  multiutenza: MailboxUser[] | null
  registrazione: number
  ultima_modifica: number
  evasione: number | null
  scadenza: number | null
  revoca: number | null
  data_attivazione: string | null
  data_scadenza: string
  submissions: number
  submitted_at: number | null
  check_at: Date | null
}

/** What a list shows of a mailbox (contract 2.3). */
export type MailboxListRow = Pick<
  MailboxRow,
  | 'id'
  | 'casella_pec'
  | 'tipo_casella'
  | 'stato'
  | 'data_scadenza'
  | 'registrazione'
  | 'ultima_modifica'
  | 'evasione'
  | 'scadenza'
  | 'revoca'
>

/** Everything a new row needs; instants as Date, cut to the second. */
export interface NewMailbox extends RegistrationColumns {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  dominio: string
  callback: Callback | null
  autorinnovo: boolean
  cod_attivazione: string
  uid: string | undefined
  check_at: Date | undefined
}

const seconds = (column: string) => `extract(epoch from ${column})::int8 as ${column}`
const romeDate = (column: string) => `to_char(${column} at time zone 'Europe/Rome', 'DD/MM/YYYY')`

const listed = [
  'id, casella_pec, tipo_casella, stato',
  `coalesce(${romeDate('scadenza')}, '') as data_scadenza`,
  ...['registrazione', 'ultima_modifica', 'evasione', 'scadenza', 'revoca'].map(seconds),
].join(', ')

/** Column list of a whole row, for statements that answer one. */
export const mailboxColumns = sql.raw(`${listed},
  account_id, provider, provider_ref, version, dominio, tipo_cliente, sottotipo_cliente, sottotipo_cliente_altro,
  nome_richiedente, cognome_richiedente, email, telefono, cellulare, codice_fiscale_richiedente,
  data_nascita_richiedente, sesso_richiedente, nazione_nascita_richiedente, comune_nascita_richiedente,
  provincia_nascita_richiedente, denominazione_titolare, cf_piva_titolare, indirizzo_titolare, comune_titolare,
  cap_titolare, nazione_titolare, provincia_titolare, tipo_documento, numero_documento, data_scadenza_documento,
  documento_rilasciato_da, data_rilascio_documento, callback, autorinnovo, cod_attivazione, uid, conservazione, sms,
  storico, spazio_conservazione, spazio_disco, spazio_storico, documenti_attivazione, documenti_conservazione,
  multiutenza, ${romeDate('evasione')} as data_attivazione, submissions, ${seconds('submitted_at')}, check_at`)

const listColumns = sql.raw(listed)

/** The account's mailbox of that id, if any; locked until the transaction ends when `lock` is asked for. */
export async function findMailbox(
  db: Reader,
  id: string,
  accountId: string,
  lock: 'lock' | 'plain' = 'plain',
): Promise<MailboxRow | undefined> {
  const found = await sql<MailboxRow>`
    select ${mailboxColumns} from mailboxes where id = ${id} and account_id = ${accountId}${lockClause(lock)}`.execute(
    db,
  )
  return found.rows[0]
}

/** Any account's mailbox, locked until the transaction ends; one another process holds is skipped, or waited for. */
export async function lockMailbox(
  tx: Writer,
  id: string,
  held: 'skip' | 'wait' = 'skip',
): Promise<MailboxRow | undefined> {
  const skip = sql.raw(held === 'skip' ? ' skip locked' : '')
  const found = await sql<MailboxRow>`
    select ${mailboxColumns} from mailboxes where id = ${id} for update${skip}`.execute(tx)
  return found.rows[0]
}

const lockClause = (lock: 'lock' | 'plain') => sql.raw(lock === 'lock' ? ' for update' : '')

/** One page of the account's mailboxes, newest first. */
export async function listMailboxes(db: Reader, accountId: string, page: Page): Promise<MailboxListRow[]> {
  return (await mailboxPage(accountId, page).execute(db)).rows
}

/** The statement of a page; it reads the page's rows and no others, however far down the list. */
export const mailboxPage = (accountId: string, { skip, limit }: Page) => sql<MailboxListRow>`
    select ${listColumns} from mailboxes
    where account_id = ${accountId} and place <= ${lengthOf('mailboxes', accountId)} - ${skip}::int
    order by place desc limit ${limit}`

/** Whether the account owns any mailbox at all. */
export async function ownsMailboxes(db: Reader, accountId: string): Promise<boolean> {
  const found = await sql<{ any: boolean }>`
    select exists (select from mailboxes where account_id = ${accountId}) as any`.execute(db)
  return found.rows[0]?.any === true
}

/** Is there a mailbox with that id, whoever owns it. */
export async function isMailbox(db: Reader, id: string): Promise<boolean> {
  const found = await sql<{ one: number }>`select 1 as one from mailboxes where id = ${id}`.execute(db)
  return found.rows.length > 0
}

/** Whether the address belongs, or ever belonged, to a mailbox that came to life or still may. */
export async function isAddressTaken(db: Reader, casella_pec: string): Promise<boolean> {
  const found = await sql<{ taken: boolean }>`
    select exists (
      select from mailboxes where casella_pec = ${casella_pec} and stato <> 'registrazione_annullata'
    ) or exists (
      select from provider_orders where state = 'open' and subject_kind = 'address' and subject_id = ${casella_pec}
    ) as taken`.execute(db)
  return found.rows[0]?.taken === true
}

/** Ids of mailboxes whose provider should be asked by now, most overdue first. */
export async function mailboxesToCheck(db: Reader, now: Date, limit: number): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from mailboxes where check_at <= ${now} order by check_at limit ${limit}`.execute(db)
  return found.rows.map((row) => row.id)
}

/** The mailbox, if its provider should be asked by now. */
export async function findDueMailbox(db: Reader, id: string, now: Date): Promise<MailboxRow | undefined> {
  const found = await sql<MailboxRow>`
    select ${mailboxColumns} from mailboxes where id = ${id} and check_at <= ${now}`.execute(db)
  return found.rows[0]
}

/** When the next mailbox wants its provider asked. */
export async function nextMailboxCheck(db: Reader): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`select min(check_at) as at from mailboxes`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Sets when to ask the provider again, or that there is nothing to ask; unless the mailbox has moved on. */
export async function askAgainAt(db: Reader, mailbox: MailboxRow, at: Date | null): Promise<void> {
  await sql`update mailboxes set check_at = ${at} where id = ${mailbox.id} and version = ${mailbox.version}`.execute(db)
}

/**
 * Adds a registered mailbox with its first history row, in one statement.
 * Gives undefined when the address is taken; the transaction must then be rolled back.
 */
export async function insertMailbox(tx: Writer, mailbox: NewMailbox, now: Date): Promise<MailboxRow | undefined> {
  const { uid, check_at, callback, ...rest } = mailbox
  const row: Record<string, unknown> = {
    ...rest,
    ...(uid === undefined ? {} : { uid }),
    check_at: check_at ?? null,
    callback: callback === null ? null : JSON.stringify(callback),
    stato: mailboxLifecycle.initial,
    registrazione: now,
    ultima_modifica: now,
  }
  const columns = sql.raw(Object.keys(row).join(', '))
  const values = sql.join(Object.values(row))
  const added = await sql<MailboxRow>`
    with added as (
      insert into mailboxes (${columns}) values (${values})
      on conflict (casella_pec) where stato <> 'registrazione_annullata' do nothing
      returning *
    ), noted as (
      insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, at)
      select 'mailbox', id, version, 'register', null, stato, 'customer', registrazione from added
    )
    select ${mailboxColumns} from added`.execute(tx)
  return added.rows[0]
}

/** The next user code of the one number space (contract 1.4). */
export async function nextUid(db: Reader): Promise<string> {
  const next = await sql<{ uid: string }>`
    select 'MA' || lpad(nextval('mailbox_uids')::text, 6, '0') as uid`.execute(db)
  const uid = next.rows[0]?.uid
  if (uid === undefined) throw new Error('the sequence of user codes gave none')
  return uid
}

/** Sets when each automatic renewal is tried again; null when it never is. */
export async function setRenewals(
  tx: Writer,
  renewals: readonly { id: string; renew_at: Date | null }[],
): Promise<void> {
  await sql`
    update mailboxes m set renew_at = r.renew_at
    from unnest(${renewals.map(({ id }) => id)}::text[], ${renewals.map((one) => one.renew_at)}::timestamptz[])
      as r (id, renew_at)
    where m.id = r.id`.execute(tx)
}
