// GET /v1/operator/mailboxes/{id}/documents: what was handed in for a mailbox, for who reviews it; never the contents.
import { Type } from 'typebox'
import type { Context } from '../../../../context.ts'
import { bothLanguages, literals } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { coverageOutcomes, coverageWords, formOutcomes, formWords } from '../../../../signatures/pdf-words.ts'
import { linesOf, reportChecks, reportOutcomes } from '../../../../signatures/report-words.ts'
import type { IssuedForms } from '../../../../signatures/form-match.ts'
import type { PdfReport } from '../../../../signatures/signature-reader.ts'
import type { TrustAnchors } from '../../../../signatures/trust.ts'
import { listIssuedForms, listMailboxDocuments as listed, noteReview } from '../../../../store/documents.ts'
import type { ListedDocument } from '../../../../store/documents.ts'
import { mailboxes } from '../../../../mailboxes/resource.ts'

const MOST_LISTED = 60
/** Looking closely costs a second or so each: the rest is looked at when asked for again. */
const MOST_READ = 10

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

const Document = Type.Object({
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
    [Type.Object({ outcome: literals(formOutcomes, 'what was found'), ...bothLanguages }), Type.Null()],
    {
      description: 'which form it is; null when it could not be looked at yet',
    },
  ),
  signatures: Type.Union([Type.Array(Signature), Type.Null()], {
    description: 'the digital signatures in it; null when it could not be looked at yet',
  }),
})

export const listMailboxDocuments = reads({
  route: 'GET /v1/operator/mailboxes/{id}/documents',
  name: 'listMailboxDocuments',
  tag: 'Operator',
  access: 'operator',
  summary: 'Say what was handed in for a mailbox: findings, signatures and which form it is; information, no refusal',
  resource: mailboxes,
  refusals: { wrongId: 109, unknown: 109 },
  answers: Type.Object({ id: Type.String(), documents: Type.Array(Document, { description: 'newest first' }) }),

  async read({ context, db, row: { id } }) {
    const rows = await listed<Review>(db, id, MOST_LISTED)
    const reports = await reportsOn(context, id, rows)
    return { data: { id, documents: rows.map((row) => documentOf(row, reports.get(row.key))) } }
  },
})

/** A report, and what it rests on: who was trusted, which forms had been issued, was revocation asked for. */
interface Review {
  basis: string
  report: PdfReport
}
type Row = ListedDocument<Review>

/** What is known of each document, looked at now where it was not before, or where its basis has changed since. */
async function reportsOn(context: Context, id: string, rows: readonly Row[]): Promise<Map<string, PdfReport>> {
  const anchors = await context.trust.anchors()
  const issued = { id, forms: await listIssuedForms(context.database.kysely, id) }
  const basis = `${anchors.id} ${issued.forms.length} ${context.settings.REVOCATION_CHECKS}`
  const reports = new Map<string, PdfReport>()
  let read = 0
  for (const row of rows) {
    const kept = row.review?.basis === basis ? row.review.report : undefined
    if (kept === undefined && (read += 1) > MOST_READ) break
    const report = kept ?? (await lookAt(context, row, { anchors, issued }))
    if (report === undefined) break
    if (kept === undefined) await noteReview(context.database.kysely, row.key, { basis, report } satisfies Review)
    reports.set(row.key, report)
  }
  return reports
}

async function lookAt(
  { vault, signatures }: Context,
  { key, name, created_at }: Row,
  { anchors, issued }: { anchors: TrustAnchors; issued: IssuedForms },
): Promise<PdfReport | undefined> {
  const bytes = await vault.read({ key, name, owner: { kind: 'mailbox', id: issued.id } })
  const answer = await signatures.readPdf(bytes, { at: created_at, anchors, issued })
  return answer.is === 'read' ? { signatures: answer.signatures, form: answer.form } : undefined
}

function documentOf(row: Row, report: PdfReport | undefined) {
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
    form: report === undefined ? null : formWords(report.form),
    signatures: report?.signatures.map((one) => ({ coverage: coverageWords(one), answers: linesOf(one) })) ?? null,
  }
}
