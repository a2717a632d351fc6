// What happened without a change of state; the account reads it in its feed (feed.ts).
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import { newResourceId } from '../model/resource-id.ts'
import type { SubjectKind } from '../model/resource-kind.ts'
import type { Reader } from './database.ts'

/** What an event is about: a resource, the account, a member, or a token. */
export interface EventSubject {
  kind: SubjectKind | 'member' | 'token'
  id: string
}

/** What happened to what, when, and whose decision it goes back to. */
export interface NewEvent {
  accountId: string
  resource: EventSubject
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
