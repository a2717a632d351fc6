// Certified domains by what falls due for them: each question is the first row of an index, each answer a bounded batch.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'

/** When the next domain expires. */
export async function nextDomainExpiry(db: Reader): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(scadenza) as at from certified_domains where stato <> 'revocato'`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Ids of domains expired at `until`, in order. */
export async function expiredDomains(db: Reader, until: Date, limit: number): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from certified_domains where stato <> 'revocato' and scadenza <= ${until}
    order by scadenza limit ${limit}`.execute(db)
  return found.rows.map((row) => row.id)
}

/** When the next owner of a domain is to be reminded. */
export async function nextDomainReminder(db: Reader): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(remind_at) as at from certified_domains where remind_at is not null`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** As `remind` does for mailboxes: one event each, dated its own moment, and the next moment noted. */
export async function remindOfDomains(
  db: Reader,
  days: readonly number[],
  until: Date,
  limit: number,
): Promise<number> {
  const reminded = await sql<{ id: string }>`
    with due as (
      select id, account_id, scadenza, remind_at from certified_domains where remind_at <= ${until}
      order by remind_at limit ${limit} for update skip locked
    ), told as (
      insert into events (id, account_id, subject_kind, subject_id, kind, detail, at)
      select 'evt_' || lpad(to_hex(extract(epoch from remind_at)::bigint), 8, '0') || substr(md5(random()::text || id), 1, 16),
        account_id, 'certified-domain', id, 'expiry-reminder',
        json_build_object('days', ceil(extract(epoch from scadenza - remind_at) / 86400)::int), remind_at
      from due on conflict do nothing
    )
    update certified_domains d set remind_at = (
      select min(d.scadenza - make_interval(hours => 24 * n)) from unnest(${[...days]}::int[]) n
      where d.scadenza - make_interval(hours => 24 * n) > d.remind_at
    )
    from due where d.id = due.id returning d.id`.execute(db)
  return reminded.rows.length
}
