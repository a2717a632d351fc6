// The mailboxes under a certified domain.
import { sql } from 'kysely'
import { mailboxHasNothingPending } from '../provider-operations/table.ts'
import type { Reader, Writer } from '../store/database.ts'
import { mailboxColumns } from './table.ts'
import type { MailboxRow } from './table.ts'

/** A name, and whose it is. */
interface OwnName {
  account_id: string
  dominio: string
}

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
      select count(*) from provider_operations where state = 'pending' and subject_kind = 'address'
        and split_part(subject_id, '@', 2) = ${dominio}
    ) as count`.execute(db)
  return found.rows[0]?.count ?? 0
}

/**
 * Locks every mailbox under a domain that is not over, in order of id, before any wallet is; returns how many of them have
 * an operation pending. Revoked ones are waited for too: their renewal may be under way.
 */
export async function lockMailboxesUnder(tx: Writer, { account_id, dominio }: OwnName): Promise<{ pending: number }> {
  const found = await sql<{ pending: number }>`
    with locked as (
      select id from mailboxes where dominio = ${dominio} and account_id = ${account_id}
        and stato not in ('registrazione_annullata', 'chiusa') order by id for update
    )
    select count(*)::int as pending from locked join provider_operations o
      on o.state = 'pending' and o.subject_kind = 'mailbox' and o.subject_id = locked.id`.execute(tx)
  return { pending: found.rows[0]?.pending ?? 0 }
}

/** A batch of the mailboxes under a domain that are not over and have nothing pending, in order of id; locked before. */
export async function idleMailboxesUnder(
  tx: Writer,
  { account_id, dominio }: OwnName,
  after: string,
  limit: number,
): Promise<MailboxRow[]> {
  const found = await sql<MailboxRow>`
    select ${sql.raw(mailboxColumns)} from mailboxes where dominio = ${dominio} and account_id = ${account_id}
      and stato not in ('registrazione_annullata', 'chiusa') and id > ${after} and ${mailboxHasNothingPending}
    order by id limit ${limit}`.execute(tx)
  return found.rows
}

/** The mailboxes that were revoked with a domain at that moment and still are, in order of id; locked before. */
export async function mailboxesRevokedWith(
  tx: Writer,
  { account_id, dominio }: OwnName,
  revoked: Date,
): Promise<MailboxRow[]> {
  const found = await sql<MailboxRow>`
    select ${sql.raw(mailboxColumns)} from mailboxes where dominio = ${dominio} and account_id = ${account_id}
      and stato = 'revocata' and revoca = ${revoked} and exists (
        select from history h where h.subject_kind = 'mailbox' and h.subject_id = mailboxes.id
          and h.sequence = mailboxes.version and h.move = 'revokeWithDomain'
      )
    order by id`.execute(tx)
  return found.rows
}
