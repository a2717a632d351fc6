// What was found in documents handed in for the Business Register, those refused included; the newest are kept.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'

/** One document of one upload, with what was found in it. `report` is data of the signatures room. */
export interface SignatureCheck<Report> {
  document: number
  taken: boolean
  size_bytes: number
  report: Report
  at: Date
}

const KEPT_AT_MOST = 50

/** Notes what was found in the documents of one upload; the oldest beyond 50 of the request are forgotten. */
export async function noteSignatureChecks(
  db: Reader,
  requestId: string,
  checks: readonly SignatureCheck<unknown>[],
): Promise<void> {
  if (checks.length === 0) return
  const rows = JSON.stringify(checks)
  await sql`
    with forgotten as (
      delete from signature_checks where request_id = ${requestId} and id not in (
        select id from signature_checks where request_id = ${requestId}
        order by id desc limit greatest(0, ${KEPT_AT_MOST - checks.length})
      )
    )
    insert into signature_checks (request_id, document, taken, size_bytes, report, at)
    select ${requestId}, document, taken, size_bytes, report, at from json_to_recordset(${rows}::json)
      as c (document int, taken boolean, size_bytes int, report json, at timestamptz)
    order by document`.execute(db)
}

/** What was found for a request, newest first; `Report` is what was noted. */
export async function listSignatureChecks<Report>(db: Reader, requestId: string): Promise<SignatureCheck<Report>[]> {
  const found = await sql<SignatureCheck<Report>>`
    select document, taken, size_bytes, report, at from signature_checks
    where request_id = ${requestId} order by id desc`.execute(db)
  return found.rows
}
