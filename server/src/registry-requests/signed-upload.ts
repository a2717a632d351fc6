// Judges what is handed in for the Business Register: signed, and by whom, and whether over what was issued.
import type { Context } from '../context.ts'
import type { UploadedDocument } from '../documents/uploads.ts'
import { refusal } from '../errors/refusal.ts'
import type { Strictness } from '../model/strictness.ts'
import { faultsOf } from '../signatures/signature-report.ts'
import type { SignatureReport } from '../signatures/signature-report.ts'
import type { Reader } from '../store/database.ts'
import { findIssuedDocument, POWER_OF_ATTORNEY } from '../store/documents.ts'
import { registryRequests } from './resource.ts'
import type { SignatureCheck } from './signature-checks.ts'
import type { RegistryRequestRow } from './table.ts'

type Check = SignatureCheck<SignatureReport>

/** The person of the request, and who signs with them or for them. */
const MOST_SIGNERS = 3

interface Upload {
  db: Reader
  now: Date
  request: RegistryRequestRow
  documenti: readonly UploadedDocument[]
}

/**
 * What was found in each document, and the number the upload is refused with, if it is: 357 for what is no signed file,
 * 359 for one that is not the issued power of attorney signed by the person of the request (production).
 */
export interface Examined {
  checks: readonly Check[]
  number: 357 | 359 | undefined
}

/** Judges every document, up to the first that is refused. Refuses 111 when too many wait to be judged (production). */
export async function examineUpload(context: Context, { db, now, request, documenti }: Upload): Promise<Examined> {
  const issued = await findIssuedDocument(db, { kind: registryRequests.kind, id: request.id }, POWER_OF_ATTORNEY)
  // Signers go by the real clock, which a sandbox's may be ahead of.
  const issuedAt = issued && new Date(issued.issuedAt.getTime() - context.clock.offsetMs())
  const expectedContent = { sha256: issued?.sha256 ?? '', ...(issuedAt && { issuedAt }) }
  const anchors = await context.trust.anchors()
  const question = { at: now, anchors, expectedContent, expectedFiscalCode: request.cf, mostSigners: MOST_SIGNERS }
  const found: Omit<Check, 'taken'>[] = []
  let number: Examined['number']
  for (const [document, { bytes }] of documenti.entries()) {
    const report = await context.signatures.verifyP7m(bytes, question, request.account_id)
    if (report.readable.is === 'busy' && context.strictness.signedDocuments === 'p7m') throw refusal(111)
    found.push({ document, size_bytes: bytes.length, report, at: now })
    number = numberAgainst(report, bytes, context.strictness)
    // One that takes long to read has had its time; nobody sends many of them.
    if (number !== undefined || report.readable.is === 'timed out') break
  }
  return { number, checks: found.map((check) => ({ ...check, taken: number === undefined })) }
}

function numberAgainst(report: SignatureReport, bytes: Uint8Array, strictness: Strictness): 357 | 359 | undefined {
  if (strictness.signedDocuments === 'any')
    return report.readable.is === 'signed' || mayBeSigned(bytes) ? undefined : 357
  if (report.readable.is === 'not p7m') return 357
  return faultsOf(report, strictness).length === 0 ? undefined : 359
}

/** The sandbox's rule (contract 7.2): a PDF by its first bytes, as in the documented sample, or what begins like a p7m. */
function mayBeSigned(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64)).toString('latin1')
  return bytes[0] === 0x30 || head.startsWith('%PDF') || /^\s*-----BEGIN (PKCS7|CMS)-----/.test(head)
}
