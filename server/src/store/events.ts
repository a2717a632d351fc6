// What happened without a change of state, for the account to read.
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import { newResourceId } from '../model/resource-id.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Reader } from './database.ts'

export interface EventView {
  id: string
  subject: string
  kind: string
  detail: unknown
  at: Date
}

/** What happened to which resource, when, and whose decision it goes back to. */
export interface NewEvent {
  accountId: string
  resource: { kind: ResourceKind; id: string }
  kind: string
  detail: unknown
  author?: Author | undefined
  at: Date
}

/** Adds events, each at its own moment; the same kind at the same moment for the same resource once. */
export async function insertEvents(db: Reader, events: readonly NewEvent[]): Promise<void> {
  const list = <T>(of: (event: NewEvent) => T) => events.map(of)
  await sql`
    insert into events (id, account_id, subject_kind, subject_id, kind, detail, author, at)
    select * from unnest(
      ${list(({ at }) => `evt_${newResourceId(at)}`)}::text[], ${list((one) => one.accountId)}::text[],
      ${list(({ resource }) => resource.kind)}::text[], ${list(({ resource }) => resource.id)}::text[],
      ${list((one) => one.kind)}::text[], ${list(({ detail }) => JSON.stringify(detail))}::json[],
      ${list(({ author }) => (author === undefined ? null : JSON.stringify(author)))}::json[],
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
    order by at desc, place desc limit ${page.limit} offset ${page.skip}`.execute(db)
  return found.rows
}
