// What was handed in for a mailbox, as whoever reviews it sees it; never the contents.
import { Type } from 'typebox'
import type { Context } from '../context.ts'
import { bothLanguages, literals } from '../model/wire-schemas.ts'
import { coverageOutcomes, coverageWords, formOutcomes, formWords, notExamined } from '../signatures/pdf-words.ts'
import { linesOf, reportChecks, reportOutcomes } from '../signatures/report-words.ts'
import type { IssuedForms } from '../signatures/form-match.ts'
import type { PdfReport } from '../signatures/signature-reader.ts'
import type { TrustAnchors } from '../signatures/trust.ts'
import { listIssuedForms, listMailboxDocuments, noteReview } from '../store/documents.ts'
import type { ListedDocument } from '../store/documents.ts'
import { mailboxes } from './resource.ts'

const MOST_LISTED = 60
/** Looking closely costs a second or so each: the rest is looked at when asked for again. */
const MOST_READ = 10
/** Raised when something else is found in the same document, so that all are looked at again. */
const REPORT_VERSION = 3
/** What could not be looked at may only have met a busy machine. */
const TRIED_AGAIN_AFTER_MS = 600_000

const Signature = Type.Object({
  coverage: Type.Object({
    outcome: literals(coverageOutcomes, 'how much of the document it covers'),
    ...bothLanguages,
  }),
  answers: Type.Array(
    Type.Object({
      check: literals(reportChecks, 'what was checked'),
      signer: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
      outcome: literals(reportOutcomes, 'not_assessed: nothing at hand to judge by'),
      ...bothLanguages,
    }),
  ),
})

/** A document handed in for a mailbox, with what was found in it. */
export const ReviewedDocument = Type.Object({
  name: Type.String(),
  purpose: Type.String({ description: 'attivazione or conservazione' }),
  submission: Type.Integer({ minimum: 1, description: 'which upload it came with' }),
  at: Type.String({ format: 'date-time', description: 'when it was handed in' }),
  size_bytes: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ description: 'of the document, in hexadecimal digits' }),
  pages: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  encrypted: Type.Boolean(),
  javascript: Type.Boolean(),
  attachments: Type.Boolean(),
  form: Type.Union(
    [
      Type.Object({
        outcome: literals(
          formOutcomes,
          'issued: it begins with the very bytes; mark_found: it has the mark, which anybody can copy; not_examined: none was found, and not all of it could be looked at',
        ),
        ...bothLanguages,
      }),
      Type.Null(),
    ],
    {
      description: 'which form it is; null when it could not be looked at yet',
    },
  ),
  signatures: Type.Union([Type.Array(Signature), Type.Null()], {
    description: 'the digital signatures in it; null when it could not be looked at, or not yet',
  }),
})

/** The documents handed in for a mailbox, newest first, as `ReviewedDocument` has them; looked at now where they were not. */
export async function reviewDocuments(context: Context, id: string, now: Date) {
  const rows = await listMailboxDocuments<Review>(context.database.kysely, id, MOST_LISTED)
  const reports = await reportsOn(context, id, rows, now)
  return rows.map((row) => documentOf(row, reports.get(row.key)))
}

/**
 * A report, and what it rests on: who was trusted, which forms had been issued, was revocation asked for. Null: the
 * document could not be looked at, at that time.
 */
type Review = { basis: string } & ({ report: PdfReport } | { report: null; at: string })
type Row = ListedDocument<Review>

/** What is known of each document, looked at now where it was not before, or where its basis has changed since. */
async function reportsOn(
  context: Context,
  id: string,
  rows: readonly Row[],
  now: Date,
): Promise<Map<string, Review['report']>> {
  const anchors = await context.trust.anchors()
  const { marks, files } = await listIssuedForms(context.database.kysely, { kind: mailboxes.kind, id })
  // Signers go by the real clock, which a sandbox's may be ahead of.
  const offsetMs = context.clock.offsetMs()
  const realFiles = files.map((file) => ({ ...file, issuedAt: new Date(file.issuedAt.getTime() - offsetMs) }))
  const issued = { id, marks, files: realFiles }
  const basis = `${REPORT_VERSION} ${anchors.id} ${marks.length} ${context.settings.REVOCATION_CHECKS}`
  const reports = new Map<string, Review['report']>()
  let read = 0
  for (const row of rows) {
    const kept = row.review?.basis === basis && isStillGood(row.review, now) ? row.review : undefined
    if (kept === undefined && (read += 1) > MOST_READ) break
    const report = kept === undefined ? await lookAt(context, row, { anchors, issued }) : kept.report
    if (report === 'busy') break
    reports.set(row.key, report)
    if (kept !== undefined) continue
    const review: Review = report === null ? { basis, report, at: now.toISOString() } : { basis, report }
    await noteReview(context.database.kysely, row.key, review)
  }
  return reports
}

function isStillGood(review: Review, now: Date): boolean {
  return review.report !== null || now.getTime() - new Date(review.at).getTime() < TRIED_AGAIN_AFTER_MS
}

/** Null for a document that cannot be opened or costs too much: it shall not stand before the others. */
async function lookAt(
  { vault, signatures, log }: Context,
  { key, name, created_at }: Row,
  { anchors, issued }: { anchors: TrustAnchors; issued: IssuedForms },
): Promise<PdfReport | null | 'busy'> {
  try {
    const bytes = await vault.read({ key, name, owner: { kind: 'mailbox', id: issued.id } })
    const answer = await signatures.readPdf(bytes, { at: created_at, anchors, issued })
    if (answer.is === 'read') return { signatures: answer.signatures, form: answer.form }
    return answer.is === 'busy' ? 'busy' : null
  } catch (error) {
    log.warn({ err: error }, 'a document could not be looked at')
    return null
  }
}

function documentOf(row: Row, report: Review['report'] | undefined) {
  const { name, purpose, submission, size_bytes, sha256, pages, encrypted, javascript, attachments } = row
  return {
    name,
    purpose,
    submission,
    at: row.created_at.toISOString(),
    size_bytes,
    sha256,
    pages,
    encrypted,
    javascript,
    attachments,
    form: report === undefined ? null : report === null ? notExamined : formWords(report.form),
    signatures: report?.signatures.map((one) => ({ coverage: coverageWords(one), answers: linesOf(one) })) ?? null,
  }
}
