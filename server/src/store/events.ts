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

/** Notes an event; the same kind at the same moment for the same subject is noted once. */
export async function noteEvent(
  db: Reader,
  event: { accountId: string; subject: { kind: string; id: string }; kind: string; detail: unknown },
  at: Date,
): Promise<void> {
  const { accountId, subject, kind, detail } = event
  await sql`
    insert into events (id, account_id, subject_kind, subject_id, kind, detail, at)
    values (${`evt_${newResourceId(at)}`}, ${accountId}, ${subject.kind}, ${subject.id}, ${kind}, ${JSON.stringify(detail)}, ${at})
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
