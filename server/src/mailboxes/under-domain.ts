// The mailboxes under a certified domain.
import { sql } from 'kysely'
import type { CertifiedDomainRow } from '../certified-domains/table.ts'
import type { Reader, Writer } from '../store/database.ts'
import { mailboxColumns } from './table.ts'
import type { MailboxRow } from './table.ts'

/**
 * How many mailboxes of an account a name carries: those a renewal can bring back included, and those a provider is
 * being asked for.
 */
export async function countMailboxesUnder(db: Reader, accountId: string, dominio: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select (
      select count(*) from mailboxes where dominio = ${dominio} and account_id = ${accountId}
        and stato not in ('registrazione_annullata', 'chiusa')
    ) + (
      select count(*) from provider_orders where state = 'open' and subject_kind = 'address'
        and split_part(subject_id, '@', 2) = ${dominio}
    ) as count`.execute(db)
  return found.rows[0]?.count ?? 0
}

/**
 * Locks every mailbox under a domain that is not over, in order of id, before any wallet is. Revoked ones are waited for
 * too: their renewal may be under way.
 */
export async function lockMailboxesUnder(tx: Writer, { account_id, dominio }: CertifiedDomainRow): Promise<void> {
  await sql`
    select count(*) from (
      select from mailboxes where dominio = ${dominio} and account_id = ${account_id}
        and stato not in ('registrazione_annullata', 'chiusa') order by id for update
    ) locked`.execute(tx)
}

/** A batch of the mailboxes under a domain that are not over, in order of id; locked before. */
export async function mailboxesUnder(
  tx: Writer,
  { account_id, dominio }: CertifiedDomainRow,
  after: string,
  limit: number,
): Promise<MailboxRow[]> {
  const found = await sql<MailboxRow>`
    select ${mailboxColumns} from mailboxes where dominio = ${dominio} and account_id = ${account_id}
      and stato not in ('registrazione_annullata', 'chiusa') and id > ${after}
    order by id limit ${limit}`.execute(tx)
  return found.rows
}
