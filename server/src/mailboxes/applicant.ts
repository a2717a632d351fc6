// What a mailbox says of its applicant and holder, and nothing else of it.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'
import type { RegistrationColumns } from '../store/schema.ts'

/** As declared at registration; members spelled as on the wire. */
export type ApplicantRow = Pick<
  RegistrationColumns,
  | 'codice_fiscale_richiedente'
  | 'nome_richiedente'
  | 'cognome_richiedente'
  | 'sesso_richiedente'
  | 'data_nascita_richiedente'
  | 'nazione_nascita_richiedente'
  | 'comune_nascita_richiedente'
  | 'provincia_nascita_richiedente'
  | 'cf_piva_titolare'
  | 'cap_titolare'
  | 'nazione_titolare'
  | 'provincia_titolare'
>

/** The applicant of a mailbox of one account, or of any when `accountId` is undefined. */
export async function findApplicant(
  db: Reader,
  mailboxId: string,
  accountId: string | undefined,
): Promise<ApplicantRow | undefined> {
  const found = await sql<ApplicantRow>`
    select codice_fiscale_richiedente, nome_richiedente, cognome_richiedente, sesso_richiedente,
      data_nascita_richiedente, nazione_nascita_richiedente, comune_nascita_richiedente, provincia_nascita_richiedente,
      cf_piva_titolare, cap_titolare, nazione_titolare, provincia_titolare
    from mailboxes where id = ${mailboxId} and account_id = coalesce(${accountId ?? null}, account_id)`.execute(db)
  return found.rows[0]
}
