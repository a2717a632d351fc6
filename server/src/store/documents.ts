// Rows of uploaded documents and issued forms; the bytes lie sealed in the object store.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Reader, Writer } from './database.ts'

export interface DocumentRow {
  object_key: string
  owner_kind: ResourceKind
  owner_id: string
  purpose: string
  name: string
  submission: number
  size_bytes: number
  sha256: string
  /** Of the key it is sealed with. */
  key_id: string
  findings: unknown
  created_at: Date
}

/** Adds the rows of one upload, in one statement. */
export async function insertDocuments(tx: Writer, rows: readonly DocumentRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => ({ ...row, findings: JSON.stringify(row.findings) }))
  await tx.insertInto('documents').values(values).execute()
}

/** The purpose of the power of attorney as it was issued. */
export const POWER_OF_ATTORNEY = 'procura_registro_imprese'

/** A document that was issued for an owner and kept, by its purpose; SHA-256 in hex, `issuedAt` by the product's clock. */
export async function findIssuedDocument(
  db: Reader,
  owner: { kind: ResourceKind; id: string },
  purpose: string,
): Promise<{ key: string; name: string; sha256: string; issuedAt: Date } | undefined> {
  const found = await sql<{ key: string; name: string; sha256: string; issuedAt: Date }>`
    select object_key as key, name, sha256, created_at as "issuedAt" from documents
    where owner_kind = ${owner.kind} and owner_id = ${owner.id} and purpose = ${purpose} and submission = 0`.execute(db)
  return found.rows[0]
}

/** Removes an upload that came to nothing, its newest under those names; gives the objects to discard. */
export async function removeDocuments(
  tx: Writer,
  ownerId: string,
  names: readonly string[],
): Promise<{ key: string }[]> {
  if (names.length === 0) return []
  const gone = await sql<{ key: string }>`
    delete from documents where owner_id = ${ownerId} and name = any(${[...names]}::text[]) and submission = (
      select max(submission) from documents where owner_id = ${ownerId} and name = any(${[...names]}::text[])
    ) returning object_key as key`.execute(tx)
  return gone.rows
}

const MOST_ISSUED_FILES = 50

/** Notes that a form was issued, and with which bytes; the same again changes nothing. The newest 50 files are kept. */
export async function noteIssuedForm(
  db: Reader,
  { ownerId, form, version, hash, bytes }: { ownerId: string; bytes: Uint8Array } & IssuedMark,
  now: Date,
): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await sql`
    with mark as (
      insert into issued_forms (owner_id, form, version, hash, issued_at)
      values (${ownerId}, ${form}, ${version}, ${hash}, ${now})
      on conflict do nothing
    ), forgotten as (
      delete from issued_form_files where owner_id = ${ownerId} and sha256 in (
        select sha256 from issued_form_files where owner_id = ${ownerId}
        order by issued_at desc, sha256 offset ${MOST_ISSUED_FILES - 1}
      )
    )
    insert into issued_form_files (owner_id, form, sha256, size_bytes, issued_at)
    values (${ownerId}, ${form}, ${sha256}, ${bytes.length}, ${now})
    on conflict do nothing`.execute(db)
}

/** A stored document with what is known of it, never its contents. `review` is data of whoever looked closely. */
export interface ListedDocument<Review> {
  key: string
  name: string
  purpose: string
  submission: number
  size_bytes: number
  sha256: string
  created_at: Date
  pages: number | null
  encrypted: boolean
  javascript: boolean
  attachments: boolean
  review: Review | null
}

/** The documents handed in for a mailbox, newest upload first; `Review` is what `noteReview` was given. */
export async function listMailboxDocuments<Review>(
  db: Reader,
  mailboxId: string,
  most: number,
): Promise<ListedDocument<Review>[]> {
  const found = await sql<ListedDocument<Review>>`
    select object_key as key, name, purpose, submission, size_bytes, sha256, created_at,
      (findings->>'pages')::int as pages,
      coalesce((findings->>'encrypted')::boolean, false) as encrypted,
      coalesce((findings->>'javascript')::boolean, false) as javascript,
      coalesce((findings->>'attachments')::boolean, false) as attachments,
      findings->'review' as review
    from documents where owner_kind = 'mailbox' and owner_id = ${mailboxId} and submission > 0
    order by created_at desc, name limit ${most}`.execute(db)
  return found.rows
}

/** Where a document of that name lies: of that submission, or of the newest. */
export async function findDocument(
  db: Reader,
  ownerId: string,
  name: string,
  submission: number | undefined,
): Promise<{ key: string; owner_kind: ResourceKind } | undefined> {
  const found = await sql<{ key: string; owner_kind: ResourceKind }>`
    select object_key as key, owner_kind from documents
    where owner_id = ${ownerId} and name = ${name} and (${submission ?? null}::int is null or submission = ${submission ?? null})
    order by submission desc limit 1`.execute(db)
  return found.rows[0]
}

/** What ties a form to the one that was issued, whoever writes it on a document. */
export interface IssuedMark {
  form: string
  version: string
  hash: string
}

/** A file that was given out; SHA-256 in hex, `issuedAt` by the product's clock. */
export interface IssuedFile {
  form: string
  sha256: string
  sizeBytes: number
  issuedAt: Date
}

/** The marks of the forms that were issued for an owner, and the files: ours, and those a provider brought. */
export async function listIssuedForms(
  db: Reader,
  { kind, id }: { kind: ResourceKind; id: string },
): Promise<{ marks: IssuedMark[]; files: IssuedFile[] }> {
  const marks = await db
    .selectFrom('issued_forms')
    .select(['form', 'version', 'hash'])
    .where('owner_id', '=', id)
    .execute()
  const files = await sql<IssuedFile>`
    select form, sha256, size_bytes as "sizeBytes", issued_at as "issuedAt"
    from issued_form_files where owner_id = ${id}
    union all
    select purpose, sha256, size_bytes, created_at
    from documents where owner_kind = ${kind} and owner_id = ${id} and submission = 0`.execute(db)
  return { marks, files: files.rows }
}

/** Adds what a closer look found to what the scanner saw. */
export async function noteReview(db: Reader, objectKey: string, review: unknown): Promise<void> {
  await sql`
    update documents set findings = (findings::jsonb || jsonb_build_object('review', ${JSON.stringify(review)}::jsonb))::json
    where object_key = ${objectKey}`.execute(db)
}

/** The newest documents under those names, in their order; where each lies and what is known of it. */
export async function readDocumentHandles(
  db: Reader,
  owner: { kind: ResourceKind; id: string },
  names: readonly string[],
): Promise<{ key: string; name: string; sizeBytes: number; sha256: string }[]> {
  const found = await sql<{ key: string; name: string; sizeBytes: number; sha256: string }>`
    select distinct on (name) object_key as key, name, size_bytes as "sizeBytes", sha256 from documents
    where owner_kind = ${owner.kind} and owner_id = ${owner.id} and name = any(${[...names]}::text[])
    order by name, submission desc`.execute(db)
  return names.flatMap((name) => found.rows.filter((row) => row.name === name))
}
