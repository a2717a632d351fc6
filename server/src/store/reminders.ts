// Reminders of coming expiries: one event each, dated its own moment, and the next moment noted with it.
import { sql } from 'kysely'
import type { Reader } from './database.ts'
import { andOf } from './population.ts'
import type { Population } from './population.ts'
import type { Resource } from './resource.ts'

/** When the next owner of a resource of the kind is to be reminded. */
export async function nextReminder(db: Reader, whose: Population, { table }: Resource): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(remind_at) as at from ${sql.table(table)} where remind_at is not null ${andOf(whose)}`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/**
 * Reminds the owners whose moment came by `until`, `days` before expiry, longest first. Returns how many it reminded, at
 * most `limit`.
 */
export async function remindOwners(
  db: Reader,
  whose: Population,
  { table, kind }: Resource,
  days: readonly number[],
  until: Date,
  limit: number,
): Promise<number> {
  const reminded = await sql<{ id: string }>`
    with due as (
      select id, account_id, scadenza, remind_at from ${sql.table(table)} where remind_at <= ${until} ${andOf(whose)}
      order by remind_at limit ${limit} for update skip locked
    ), told as (
      insert into events (id, account_id, subject_kind, subject_id, kind, detail, at)
      select 'evt_' || lpad(to_hex(extract(epoch from remind_at)::bigint), 8, '0') || substr(md5(random()::text || id), 1, 16),
        account_id, ${kind}::text, id, 'expiry-reminder',
        json_build_object('days', ceil(extract(epoch from scadenza - remind_at) / 86400)::int), remind_at
      from due on conflict do nothing
    )
    update ${sql.table(table)} r set remind_at = (
      select min(r.scadenza - make_interval(hours => 24 * n)) from unnest(${[...days]}::int[]) n
      where r.scadenza - make_interval(hours => 24 * n) > r.remind_at
    )
    from due where r.id = due.id returning r.id`.execute(db)
  return reminded.rows.length
}
