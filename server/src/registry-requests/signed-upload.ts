// Judges what is handed in for the Business Register, and keeps what was found: of what is taken, and of what is not.
import type { Context } from '../context.ts'
import type { UploadedDocument } from '../documents/uploads.ts'
import type { RefusalNumber } from '../errors/catalogue.ts'
import { Refusal, refusal } from '../errors/refusal.ts'
import type { Strictness } from '../model/strictness.ts'
import { faultsOf } from '../signatures/signature-report.ts'
import type { SignatureReport } from '../signatures/signature-report.ts'
import type { Reader } from '../store/database.ts'
import { findPowerOfAttorney } from '../store/documents.ts'
import type { RegistryRequestRow } from './table.ts'
import { noteSignatureChecks } from './signature-checks.ts'
import type { SignatureCheck } from './signature-checks.ts'
import type { Operation } from '../pipeline/operation.ts'

type Check = SignatureCheck<SignatureReport>

interface Upload {
  db: Reader
  now: Date
  request: RegistryRequestRow
  documents: readonly UploadedDocument[]
}

/** An upload that is not taken, with what was found in it. */
class UploadRefused extends Refusal {
  readonly requestId: string
  readonly checks: readonly Check[]

  constructor(number: RefusalNumber, text: string, requestId: string, checks: readonly Check[]) {
    super(number, text)
    this.requestId = requestId
    this.checks = checks
  }
}

/** What was found in each document, and the number the upload is refused with, if it is. */
interface Examined {
  checks: readonly Check[]
  number: 357 | 359 | undefined
}

const examined = new WeakMap<readonly UploadedDocument[], Examined>()

/** What was found in documents that were examined. */
export const checkedUpload = (documents: readonly UploadedDocument[]): readonly Check[] =>
  examined.get(documents)?.checks ?? []

/** Judges every document, up to the first that is refused. Refuses 111 when too many wait to be judged (production). */
export async function examineUpload(context: Context, upload: Upload): Promise<Examined> {
  const { db, now, request, documents } = upload
  const issued = await findPowerOfAttorney(db, request.id)
  const expectedContent = { sha256: issued?.sha256 ?? '' }
  const question = { at: now, anchors: await context.trust.anchors(), expectedContent, expectedFiscalCode: request.cf }
  const found: Omit<Check, 'taken'>[] = []
  let number: Examined['number']
  for (const [document, { bytes }] of documents.entries()) {
    const report = await context.signatures.verifyP7m(bytes, question)
    if (report.readable.is === 'busy' && context.strictness.signedDocuments === 'p7m') throw refusal(111)
    found.push({ document, size_bytes: bytes.length, report, at: now })
    number = numberAgainst(report, bytes, context.strictness)
    // One that takes long to read has had its time; nobody sends many of them.
    if (number !== undefined || report.readable.is === 'timed out') break
  }
  const result = { number, checks: found.map((check) => ({ ...check, taken: number === undefined })) }
  examined.set(documents, result)
  return result
}

/**
 * Refuses documents that may not be handed in: 357 for what is no signed file, 359 for one that is not the issued power
 * of attorney signed by the person of the request (production).
 */
export async function mustBeTaken(context: Context, upload: Upload): Promise<void> {
  const { number, checks } = examined.get(upload.documents) ?? (await examineUpload(context, upload))
  if (number !== undefined) throw new UploadRefused(number, refusal(number).text, upload.request.id, checks)
}

/** The operation, which also keeps what was found in uploads it refused; after its own transaction has ended. */
export function keepingRefusedChecks(operation: Operation): Operation {
  return {
    ...operation,
    async run(call, context) {
      try {
        return await operation.run(call, context)
      } catch (error) {
        if (error instanceof UploadRefused)
          await noteSignatureChecks(context.database.kysely, error.requestId, error.checks)
        throw error
      }
    },
  }
}

function numberAgainst(
  report: SignatureReport,
  bytes: Uint8Array,
  { signedDocuments }: Strictness,
): 357 | 359 | undefined {
  if (signedDocuments === 'any') return report.readable.is === 'signed' || mayBeSigned(bytes) ? undefined : 357
  if (report.readable.is === 'not p7m') return 357
  return faultsOf(report).length === 0 ? undefined : 359
}

/** The sandbox's rule (contract 7.2): a PDF by its first bytes, as in the documented sample, or what begins like a p7m. */
function mayBeSigned(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64)).toString('latin1')
  return bytes[0] === 0x30 || head.startsWith('%PDF') || /^\s*-----BEGIN (PKCS7|CMS)-----/.test(head)
}
