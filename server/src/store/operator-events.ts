// What operators should know: ids and words of ours, never what an account declared.
import { sql } from 'kysely'
import type { Reader } from './database.ts'

export interface OperatorEvent {
  kind: string
  /** Id of what it is about. */
  subject: string
  detail: object
  at: Date
}

/** Adds events, in their order. */
export async function noteOperatorEvents(db: Reader, events: readonly OperatorEvent[]): Promise<void> {
  if (events.length === 0) return
  const list = <T>(of: (event: OperatorEvent) => T) => events.map(of)
  await sql`
    insert into operator_events (kind, subject, detail, at)
    select * from unnest(
      ${list(({ kind }) => kind)}::text[], ${list(({ subject }) => subject)}::text[],
      ${list(({ detail }) => JSON.stringify(detail))}::json[], ${list(({ at }) => at)}::timestamptz[])`.execute(db)
}

/** The operators' events, newest first. */
export async function listOperatorEvents(
  db: Reader,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<(OperatorEvent & { id: string })[]> {
  const found = await sql<OperatorEvent & { id: string }>`
    select id::text as id, kind, subject, detail, at from operator_events
    ${before === undefined ? sql`` : sql`where operator_events.id < ${before}`}
    order by operator_events.id desc limit ${limit}`.execute(db)
  return found.rows
}
