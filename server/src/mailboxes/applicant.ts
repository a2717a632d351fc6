// What a mailbox says of its applicant and holder, and nothing else of it.
import { sql } from 'kysely'
import type { DeclaredMailbox } from '../model/mailbox-fields.ts'
import type { Reader } from '../store/database.ts'

const fields = [
  'codice_fiscale_richiedente',
  'nome_richiedente',
  'cognome_richiedente',
  'sesso_richiedente',
  'data_nascita_richiedente',
  'nazione_nascita_richiedente',
  'comune_nascita_richiedente',
  'provincia_nascita_richiedente',
  'cf_piva_titolare',
  'cap_titolare',
  'nazione_titolare',
  'provincia_titolare',
] as const

/** As declared at registration. */
export type ApplicantRow = Pick<DeclaredMailbox, (typeof fields)[number]>

/** The applicant of a mailbox of one account, or of any when `accountId` is undefined. */
export async function findApplicant(
  db: Reader,
  mailboxId: string,
  accountId: string | undefined,
): Promise<ApplicantRow | undefined> {
  const found = await sql<ApplicantRow>`
    select ${sql.raw(fields.join(', '))} from mailboxes
    where id = ${mailboxId} and account_id = coalesce(${accountId ?? null}, account_id)`.execute(db)
  return found.rows[0]
}
