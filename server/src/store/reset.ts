// Empties a sandbox account. The ledger stays: it is append-only, also here.
import { sql } from 'kysely'
import type { Writer } from './database.ts'

/**
 * Removes the account's mailboxes, domains, requests to the Business Register and all that hangs on them; gives how many
 * mailboxes, and the objects to discard.
 */
export async function emptyAccount(
  tx: Writer,
  accountId: string,
): Promise<{ mailboxes: number; documents: { key: string }[] }> {
  const owned = sql`(
    select id from mailboxes where account_id = ${accountId}
    union all select id from registry_requests where account_id = ${accountId}
    union all select id from certified_domains where account_id = ${accountId}
  )`
  // Domains, mailboxes, wallet, lists: in the order in which everybody locks. Whoever adds a row is waited for, and its
  // row is seen below.
  await sql`select from certified_domains where account_id = ${accountId} order by id for update`.execute(tx)
  await sql`select from mailboxes where account_id = ${accountId} order by id for update`.execute(tx)
  await sql`select from wallets where account_id = ${accountId} for update`.execute(tx)
  await sql`delete from list_lengths where account_id = ${accountId}`.execute(tx)
  await sql`
    insert into emptied_accounts (account_id, last_entry)
    select ${accountId}, coalesce(max(id), 0) from ledger_entries where account_id = ${accountId}
    on conflict (account_id) do update set last_entry = excluded.last_entry`.execute(tx)
  const documents = await sql<{ key: string }>`
    delete from documents where owner_id in ${owned} returning object_key as key`.execute(tx)
  await sql`delete from issued_forms where owner_id in ${owned}`.execute(tx)
  await sql`delete from signature_checks where request_id in ${owned}`.execute(tx)
  await sql`delete from history where subject_id in ${owned}`.execute(tx)
  await sql`delete from events where account_id = ${accountId}`.execute(tx)
  await sql`delete from provider_operations where account_id = ${accountId} and state <> 'pending'`.execute(tx)
  await sql`delete from kept_answers where owner_id = ${accountId}`.execute(tx)
  await sql`delete from callback_deliveries where account_id = ${accountId}`.execute(tx)
  await sql`delete from silenced_callbacks where account_id = ${accountId}`.execute(tx)
  await sql`delete from registry_requests where account_id = ${accountId}`.execute(tx)
  await sql`delete from certified_domains where account_id = ${accountId}`.execute(tx)
  const gone = await sql`delete from mailboxes where account_id = ${accountId}`.execute(tx)
  return { mailboxes: Number(gone.numAffectedRows ?? 0n), documents: documents.rows }
}
