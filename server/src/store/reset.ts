// Empties a sandbox account. The ledger stays: it is append-only, also here.
import { sql } from 'kysely'
import type { Writer } from './database.ts'

const MOST_ROUNDS = 20

/**
 * Locks everything of the account that may change, in the order in which everybody locks. What is added before the wallet
 * is locked may be in somebody's hands who waits for the wallet: then all is let go, and locked anew.
 */
export async function lockAccount(tx: Writer, accountId: string): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await sql`savepoint unlocked`.execute(tx)
    for (const table of resourceTables)
      await sql`select from ${sql.table(table)} where account_id = ${accountId} order by id for update`.execute(tx)
    await sql`select from tasks where account_id = ${accountId} order by id for update`.execute(tx)
    await sql`select from wallets where account_id = ${accountId} for update`.execute(tx)
    if (!(await isAnyHeld(tx, accountId))) return
    await sql`rollback to savepoint unlocked`.execute(tx)
  }
  throw new Error('the account is too busy to be emptied')
}

const resourceTables = ['certified_domains', 'mailboxes', 'registry_requests'] as const

/** Whether somebody else holds a resource of the account; those that are free are locked. */
async function isAnyHeld(tx: Writer, accountId: string): Promise<boolean> {
  for (const table of resourceTables) {
    const found = await sql<{ held: number }>`
      with locked as (select from ${sql.table(table)} where account_id = ${accountId} for update skip locked)
      select (select count(*) from ${sql.table(table)} where account_id = ${accountId}) - (select count(*) from locked) as held`.execute(
      tx,
    )
    if (found.rows[0]?.held !== 0) return true
  }
  return false
}

/**
 * Removes the account's mailboxes, domains, requests to the Business Register and all that hangs on them; gives how many
 * mailboxes, and the objects to discard. The account is locked.
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
  await sql`delete from list_lengths where account_id = ${accountId}`.execute(tx)
  await sql`
    insert into emptied_accounts (account_id, last_entry)
    select ${accountId}, coalesce(max(id), 0) from ledger_entries where account_id = ${accountId}
    on conflict (account_id) do update set last_entry = excluded.last_entry`.execute(tx)
  const documents = await sql<{ key: string }>`
    with gone as (delete from documents where owner_id in ${owned} returning object_key as key)
    select key from gone where not exists (
      select from sandbox_snapshot_rows where source = 'documents' and content ->> 'object_key' = key
    )`.execute(tx)
  await sql`delete from issued_forms where owner_id in ${owned}`.execute(tx)
  await sql`delete from issued_form_files where owner_id in ${owned}`.execute(tx)
  await sql`delete from signature_checks where request_id in ${owned}`.execute(tx)
  await sql`delete from history where subject_id in ${owned}`.execute(tx)
  await sql`delete from events where account_id = ${accountId}`.execute(tx)
  // Its numbers are not given again: the feed begins after them.
  await sql`delete from feed where account_id = ${accountId}`.execute(tx)
  await sql`delete from provider_operations where account_id = ${accountId} and state <> 'pending'`.execute(tx)
  await sql`
    delete from queue_claims where item_id in ${owned} or item_id in (select id from tasks where account_id = ${accountId})`.execute(
    tx,
  )
  await sql`delete from tasks where account_id = ${accountId}`.execute(tx)
  await sql`delete from provider_differences where account_id = ${accountId}`.execute(tx)
  await sql`delete from kept_answers where owner_id = ${accountId}`.execute(tx)
  await sql`delete from callback_deliveries where account_id = ${accountId}`.execute(tx)
  await sql`delete from bulks where account_id = ${accountId}`.execute(tx)
  await sql`delete from sandbox_inbox where account_id = ${accountId}`.execute(tx)
  await sql`delete from silenced_callbacks where account_id = ${accountId}`.execute(tx)
  // What a scenario found to be somebody else's.
  await sql`
    delete from taken_addresses where casella_pec in (
      select casella_pec from mailboxes where account_id = ${accountId} and stato = 'registrazione_annullata'
    )`.execute(tx)
  await sql`delete from registry_requests where account_id = ${accountId}`.execute(tx)
  await sql`delete from certified_domains where account_id = ${accountId}`.execute(tx)
  const gone = await sql`delete from mailboxes where account_id = ${accountId}`.execute(tx)
  return { mailboxes: Number(gone.numAffectedRows ?? 0n), documents: documents.rows }
}
