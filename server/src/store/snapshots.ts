// What a sandbox account had at a moment, row by row, and how it is brought back. The account is locked by the caller.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Reader, Writer } from './database.ts'

const KEPT_AT_MOST = 10

/** A snapshot: what was in it, and what the account's wallet had. */
export interface SnapshotRow {
  id: string
  created_at: Date
  balance_cents: number
  mailboxes: number
  domains: number
  requests: number
}

const ownedBy = (accountId: string) => sql`(
  select id from mailboxes where account_id = ${accountId}
  union all select id from registry_requests where account_id = ${accountId}
  union all select id from certified_domains where account_id = ${accountId}
)`

/** The tables of an account's state in the order in which they are filled, and which rows of each are the account's. */
const kept: readonly (readonly [table: string, isTheirs: (accountId: string) => RawBuilder<unknown>])[] = [
  ['list_lengths', (accountId) => sql`account_id = ${accountId}`],
  ['certified_domains', (accountId) => sql`account_id = ${accountId}`],
  ['domain_checks', (accountId) => sql`domain_id in ${ownedBy(accountId)}`],
  ['mailboxes', (accountId) => sql`account_id = ${accountId}`],
  ['registry_requests', (accountId) => sql`account_id = ${accountId}`],
  ['signature_checks', (accountId) => sql`request_id in ${ownedBy(accountId)}`],
  ['documents', (accountId) => sql`owner_id in ${ownedBy(accountId)}`],
  ['issued_forms', (accountId) => sql`owner_id in ${ownedBy(accountId)}`],
  ['issued_form_files', (accountId) => sql`owner_id in ${ownedBy(accountId)}`],
  ['history', (accountId) => sql`subject_id in ${ownedBy(accountId)}`],
  ['tasks', (accountId) => sql`account_id = ${accountId}`],
  ['events', (accountId) => sql`account_id = ${accountId}`],
  ['feed', (accountId) => sql`account_id = ${accountId}`],
]

/** Keeps the account's state; only the newest 10 snapshots stay. Returns the objects no row names any more. */
export async function keepSnapshot(tx: Writer, accountId: string, id: string, now: Date): Promise<{ key: string }[]> {
  await sql`
    insert into sandbox_snapshots (id, account_id, created_at, balance_cents, era, first_entry, last_entry)
    select ${id}, w.account_id, ${now}, w.balance_cents, w.era,
      coalesce((select last_entry from emptied_accounts e where e.account_id = w.account_id), 0),
      coalesce((select max(id) from ledger_entries e where e.account_id = w.account_id), 0)
    from wallets w where w.account_id = ${accountId}`.execute(tx)
  for (const [table, isTheirs] of kept)
    await sql`
      insert into sandbox_snapshot_rows (snapshot_id, source, content)
      select ${id}, ${table}, row_to_json(t) from ${sql.table(table)} t where ${isTheirs(accountId)}`.execute(tx)
  return forgetOldest(tx, accountId)
}

async function forgetOldest(tx: Writer, accountId: string): Promise<{ key: string }[]> {
  const old = sql`(
    select id from sandbox_snapshots where account_id = ${accountId} order by place desc offset ${KEPT_AT_MOST}
  )`
  const unnamed = await sql<{ key: string }>`
    select distinct content ->> 'object_key' as key from sandbox_snapshot_rows r
    where source = 'documents' and snapshot_id in ${old}
      and not exists (select from documents d where d.object_key = r.content ->> 'object_key')
      and not exists (
        select from sandbox_snapshot_rows o where o.source = 'documents' and o.snapshot_id not in ${old}
          and o.content ->> 'object_key' = r.content ->> 'object_key'
      )`.execute(tx)
  await sql`delete from sandbox_snapshots where id in ${old}`.execute(tx)
  return unnamed.rows
}

/** The account's snapshots, newest first; of one id alone where it is given. */
export async function listSnapshots(db: Reader, accountId: string, id?: string): Promise<SnapshotRow[]> {
  const count = (source: string) => sql`(
    select count(*)::int from sandbox_snapshot_rows r where r.snapshot_id = s.id and r.source = ${source})`
  const found = await sql<SnapshotRow>`
    select id, created_at, balance_cents, ${count('mailboxes')} as mailboxes, ${count('certified_domains')} as domains,
      ${count('registry_requests')} as requests
    from sandbox_snapshots s where account_id = ${accountId} and (${id ?? null}::text is null or id = ${id ?? null})
    order by place desc`.execute(db)
  return found.rows
}

/** Brings the rows of a snapshot back into the account, which was emptied. Fails where another account has a name of it. */
export async function restoreRows(tx: Writer, snapshotId: string): Promise<void> {
  // By a lateral join: `(json_populate_record(…)).*` would read every row again for each of its columns.
  for (const [table] of kept)
    await sql`
      insert into ${sql.table(table)} overriding system value
      select t.* from sandbox_snapshot_rows r
      cross join lateral json_populate_record(null::${sql.table(table)}, r.content) t
      where r.snapshot_id = ${snapshotId} and r.source = ${table}`.execute(tx)
  // They may have been sealed with another key since.
  await sql`
    update documents set key_id = null where object_key in (
      select content ->> 'object_key' from sandbox_snapshot_rows where snapshot_id = ${snapshotId} and source = 'documents'
    )`.execute(tx)
}

/** The feed goes on after what it was brought back to: that rows are there again is nothing that happened. */
export async function goOnAfterRestore(tx: Writer, accountId: string): Promise<void> {
  await sql`delete from feed_drafts where written_by = txid_current()`.execute(tx)
  await sql`
    update feed_heads h set last_number = f.last_number, last_at = f.last_at
    from (select max(number) as last_number, max(kept_from) as last_at from feed where account_id = ${accountId}) f
    where h.account_id = ${accountId} and f.last_number is not null`.execute(tx)
}
