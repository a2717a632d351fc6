// What happened without a change of state, for the account to read.
import { sql } from 'kysely'
import { newResourceId } from '../model/resource-id.ts'
import type { Reader } from './database.ts'

export interface EventView {
  id: string
  subject: string
  kind: string
  detail: unknown
  at: Date
}

/** What happened to whom, and when. */
export interface NewEvent {
  accountId: string
  subject: { kind: string; id: string }
  kind: string
  detail: unknown
  at: Date
}

/** Notes an event; the same kind at the same moment for the same subject is noted once. */
export function noteEvent(db: Reader, event: Omit<NewEvent, 'at'>, at: Date): Promise<void> {
  return noteEvents(db, [{ ...event, at }])
}

/** Notes events, each at its own moment; the same kind at the same moment for the same subject once. */
export async function noteEvents(db: Reader, events: readonly NewEvent[]): Promise<void> {
  const list = <T>(of: (event: NewEvent) => T) => events.map(of)
  await sql`
    insert into events (id, account_id, subject_kind, subject_id, kind, detail, at)
    select * from unnest(
      ${list(({ at }) => `evt_${newResourceId(at)}`)}::text[], ${list((one) => one.accountId)}::text[],
      ${list(({ subject }) => subject.kind)}::text[], ${list(({ subject }) => subject.id)}::text[],
      ${list((one) => one.kind)}::text[], ${list(({ detail }) => JSON.stringify(detail))}::json[],
      ${list(({ at }) => at)}::timestamptz[]
    )
    on conflict do nothing`.execute(db)
}

/** The account's events, newest first. */
export async function listEvents(
  db: Reader,
  accountId: string,
  page: { skip: number; limit: number },
): Promise<EventView[]> {
  const found = await sql<EventView>`
    select id, subject_id as subject, kind, detail, at from events where account_id = ${accountId}
    order by id desc limit ${page.limit} offset ${page.skip}`.execute(db)
  return found.rows
}
