// The mailboxes table: its columns, and the statements that find rows.
import { sql } from 'kysely'
import type { Callback } from '../model/callback.ts'
import { declaredDocument, declaredTexts } from '../model/mailbox-fields.ts'
import type { DeclaredMailbox, MailboxUser, Spaces } from '../model/mailbox-fields.ts'
import type { MailboxState } from '../model/mailbox.lifecycle.ts'
import type { Reader, Writer } from '../store/database.ts'
import { lengthOf } from '../store/pages.ts'
import type { Page } from '../store/pages.ts'
import type { ResourceRow } from '../store/resource.ts'

/** A mailbox as read: instants are Unix seconds, null when not yet. */
export interface MailboxRow extends ResourceRow, DeclaredMailbox, Spaces {
  stato: MailboxState
  dominio: string
  autorinnovo: boolean
  cod_attivazione: string
  uid: string
  conservazione: boolean
  sms: boolean
  storico: boolean
  documenti_attivazione: string[] | null
  documenti_conservazione: string[] | null
  multiutenza: MailboxUser[] | null
  registrazione: number
  ultima_modifica: number
  evasione: number | null
  scadenza: number | null
  revoca: number | null
  /** How many times documents were handed in, and when last. */
  submissions: number
  submitted_at: number | null
}

/** Columns a step may set beside the state; undefined leaves a column as it is. */
export interface MailboxChanges extends Partial<Spaces> {
  tipo_casella?: MailboxRow['tipo_casella']
  cod_attivazione?: string | undefined
  uid?: string | undefined
  autorinnovo?: boolean
  conservazione?: boolean
  sms?: boolean
  storico?: boolean
  documenti_attivazione?: string[]
  documenti_conservazione?: string[] | null
  multiutenza?: MailboxUser[] | null
  evasione?: Date
  scadenza?: Date
  revoca?: Date | null
  submissions?: number
  submitted_at?: Date
  check_at?: Date | null
  /** The provider's last word on documents it sent back, for people. */
  rejection?: string[] | null
  renew_at?: Date | null
  remind_at?: Date | null
}

/** Everything a new row needs; `uid` undefined: the next of our own number space. */
export interface NewMailbox extends DeclaredMailbox {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  dominio: string
  callback: Callback | null
  autorinnovo: boolean
  cod_attivazione: string
  uid: string | undefined
  check_at: Date | null
}

/** What a list shows of a mailbox (contract 2.3). */
export type MailboxListRow = Pick<
  MailboxRow,
  | 'id'
  | 'casella_pec'
  | 'tipo_casella'
  | 'stato'
  | 'registrazione'
  | 'ultima_modifica'
  | 'evasione'
  | 'scadenza'
  | 'revoca'
>

// Not extract(), which goes through numeric, and no dates as texts: for a hundred rows both took longer than finding them.
const seconds = (column: string) => `date_part('epoch', ${column})::int8 as ${column}`

/** Select list of what a list shows. */
export const listedColumns = [
  'id, casella_pec, tipo_casella, stato',
  ...['registrazione', 'ultima_modifica', 'evasione', 'scadenza', 'revoca'].map(seconds),
].join(', ')

/** Select list of a whole row. */
export const mailboxColumns = [
  listedColumns,
  'account_id, provider, provider_ref, version, dominio, callback, autorinnovo, cod_attivazione, uid',
  ...declaredTexts.filter((name) => name !== 'casella_pec'),
  ...declaredDocument,
  'conservazione, sms, storico, spazio_conservazione, spazio_disco, spazio_storico',
  'documenti_attivazione, documenti_conservazione, multiutenza',
  `submissions, ${seconds('submitted_at')}, check_at`,
].join(', ')

/** Which version of a row it is: every change, whoever makes it, leaves another transaction's number on the row. */
export interface RowVersion {
  id: string
  version: number
  changed_by: string
}

/** Which mailboxes are on one page of the account's list, newest first, each with its version. */
export async function pageOfMailboxes(db: Reader, accountId: string, page: Page): Promise<RowVersion[]> {
  return (await mailboxPage(accountId, page).execute(db)).rows
}

/** The statement of a page; it reads the page's rows and no others, however far down the list. */
export const mailboxPage = (accountId: string, { skip, limit }: Page) => sql<RowVersion>`
    select id, version, xmin as changed_by from mailboxes
    where account_id = ${accountId} and place <= ${lengthOf('mailboxes', accountId)} - ${skip}::int
    order by place desc limit ${limit}`

/** What a list shows of mailboxes, in no order. */
export async function listedMailboxes(db: Reader, ids: readonly string[]): Promise<(MailboxListRow & RowVersion)[]> {
  const found = await sql<MailboxListRow & RowVersion>`
    select ${sql.raw(listedColumns)}, version, xmin as changed_by from mailboxes where id = any(${[...ids]}::text[])`.execute(
    db,
  )
  return found.rows
}

/** Whether the address belongs, or ever belonged, to a mailbox that came to life or still may, or is known to be taken. */
export async function isAddressTaken(db: Reader, casella_pec: string): Promise<boolean> {
  const found = await sql<{ taken: boolean }>`
    select exists (
      select from mailboxes where casella_pec = ${casella_pec} and stato <> 'registrazione_annullata'
    ) or exists (
      select from taken_addresses where casella_pec = ${casella_pec}
    ) or exists (
      select from provider_operations
      where state = 'pending' and subject_kind = 'address' and subject_id = ${casella_pec}
    ) as taken`.execute(db)
  return found.rows[0]?.taken === true
}

/** The next user code of the one number space (contract 1.4). */
export async function nextUid(db: Reader): Promise<string> {
  const next = await sql<{ uid: string }>`
    select 'MA' || lpad(nextval('mailbox_uids')::text, 6, '0') as uid`.execute(db)
  const uid = next.rows[0]?.uid
  if (uid === undefined) throw new Error('the sequence of user codes gave none')
  return uid
}

/**
 * Sets when each automatic renewal is tried again; null when it never is. Returns the ids for which that was set: not of
 * those that are another version by now, whose dates are younger.
 */
export async function setRenewals(
  tx: Writer,
  renewals: readonly { id: string; version: number; renew_at: Date | null }[],
): Promise<ReadonlySet<string>> {
  const set = await sql<{ id: string }>`
    update mailboxes m set renew_at = r.renew_at
    from unnest(${renewals.map(({ id }) => id)}::text[], ${renewals.map(({ version }) => version)}::int[],
      ${renewals.map((one) => one.renew_at)}::timestamptz[]) as r (id, version, renew_at)
    where m.id = r.id and m.version = r.version returning m.id`.execute(tx)
  return new Set(set.rows.map(({ id }) => id))
}
