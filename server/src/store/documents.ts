// Rows of uploaded documents and issued forms; the bytes lie sealed in the object store.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'

export interface DocumentRow {
  object_key: string
  owner_kind: 'mailbox' | 'request'
  owner_id: string
  purpose: string
  name: string
  submission: number
  size_bytes: number
  sha256: string
  findings: unknown
  created_at: Date
}

/** Adds the rows of one upload, in one statement. */
export async function insertDocuments(tx: Writer, rows: readonly DocumentRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => ({ ...row, findings: JSON.stringify(row.findings) }))
  await tx.insertInto('documents').values(values).execute()
}

/** The documents of the newest upload of a purpose, in upload order. */
export async function latestDocuments(db: Reader, ownerId: string, purpose: string): Promise<DocumentRow[]> {
  const found = await sql<DocumentRow>`
    select object_key, owner_kind, owner_id, purpose, name, submission, size_bytes, sha256, findings, created_at
    from documents d where owner_id = ${ownerId} and purpose = ${purpose}
      and submission = (select max(submission) from documents where owner_id = d.owner_id and purpose = d.purpose)
    order by name`.execute(db)
  return found.rows
}

/** Notes that a form was issued; the same form again changes nothing. */
export async function noteIssuedForm(
  db: Reader,
  issued: { ownerId: string; form: string; version: string; hash: string },
  now: Date,
): Promise<void> {
  await sql`
    insert into issued_forms (owner_id, form, version, hash, issued_at)
    values (${issued.ownerId}, ${issued.form}, ${issued.version}, ${issued.hash}, ${now})
    on conflict do nothing`.execute(db)
}

/** Whether that very form was issued for the resource. */
export async function wasFormIssued(
  db: Reader,
  issued: { ownerId: string; form: string; version: string; hash: string },
): Promise<boolean> {
  const found = await sql<{ was: boolean }>`
    select exists (select from issued_forms where owner_id = ${issued.ownerId} and form = ${issued.form}
      and version = ${issued.version} and hash = ${issued.hash}) as was`.execute(db)
  return found.rows[0]?.was === true
}
