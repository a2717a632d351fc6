// Signatures inside a PDF (PAdES, ISO 32000-1, 12.8): each found by its byte range, each judged as a detached one.
import { asBuffer, isCount, latin1, PdfReader, PdfScanEnd, PdfWork, pdfLimits } from '../documents/pdf-syntax.ts'
import { BerError, endOf } from './ber.ts'
import { JudgingWork } from './judging-work.ts'
import type { KnownAnchors } from './known-anchors.ts'
import { signatureDictionary } from './pdf-signature-dictionary.ts'
import type { ByteRange } from './pdf-signature-dictionary.ts'
import type { Readable, SignerReport } from './signature-report.ts'
import { judgeDetached } from './verify-p7m.ts'
import type { SignatureQuestion } from './verify-p7m.ts'

/** One signature of a PDF. */
export interface PdfSignature {
  /** What it covers: `does not cover the whole file`: something was added after it. */
  coverage: 'whole file' | 'does not cover the whole file' | 'byte range wrong'
  /** A time stamp is said to be there, and not judged. */
  kind: 'signature' | 'time stamp'
  readable: Readable
  signers: SignerReport[]
}

/** What is asked about the signatures; `issuedAt` when what they cover was issued, which nobody signed before. */
export type PdfSignatureQuestion = Omit<SignatureQuestion, 'anchors'> & { issuedAt?: Date }

const MOST_SIGNATURES = 10
/** Of each signature, which has a field of its own (ETSI EN 319 142-1, 4.1). */
const MOST_SIGNERS = 1
const MOST_CMS_BYTES = 500_000
const NEAR = 4_096

/**
 * Finds and judges the signatures of a PDF, ten at the most. Never throws for any bytes. They may be many megabytes,
 * hashed once a signature: call it in a worker.
 */
export async function judgePdfSignatures(
  pdf: Uint8Array,
  question: PdfSignatureQuestion,
  anchors: KnownAnchors,
): Promise<PdfSignature[]> {
  const found: PdfSignature[] = []
  const means = { anchors, work: new JudgingWork(pdf.length) }
  for (const at of placesOf(pdf)) found.push(await judgeAt(pdf, at, question, means))
  return found
}

function placesOf(pdf: Uint8Array): number[] {
  const text = asBuffer(pdf)
  const places: number[] = []
  for (let at = text.indexOf('/ByteRange'); at !== -1; at = text.indexOf('/ByteRange', at + 10)) {
    if (places.push(at) >= MOST_SIGNATURES) break
  }
  return places
}

async function judgeAt(
  pdf: Uint8Array,
  at: number,
  question: PdfSignatureQuestion,
  means: { anchors: KnownAnchors; work: JudgingWork },
): Promise<PdfSignature> {
  const range = byteRangeAt(pdf, at)
  const cms = range && cmsIn(pdf, range)
  const unread = { readable: { is: 'not p7m', why: 'malformed' }, signers: [] } as const
  if (range === undefined || cms === undefined)
    return { coverage: 'byte range wrong', kind: 'signature', ...unread, signers: [] }
  const coverage = range.to === pdf.length ? 'whole file' : 'does not cover the whole file'
  const { isTimeStamp, claimedAt } = signatureDictionary(pdf, at, range)
  if (isTimeStamp) {
    return { coverage, kind: 'time stamp', readable: { is: 'signed', encoding: 'DER', layers: 1 }, signers: [] }
  }
  const content = Buffer.concat([pdf.subarray(0, range.holeFrom), pdf.subarray(range.holeTo, range.to)])
  const asked = { ...question, mostSigners: MOST_SIGNERS, ...(claimedAt === undefined ? {} : { claimedAt }) }
  return { coverage, kind: 'signature', ...(await judgeDetached(cms, content, asked, means)) }
}

/** `[0 a b c]`: from the beginning to `a`, from `b` for `c` bytes. Nothing when it is anything else. */
function byteRangeAt(pdf: Uint8Array, at: number): ByteRange | undefined {
  const value = readValue(pdf, at + '/ByteRange'.length)
  if (typeof value !== 'object' || value?.is !== 'array') return undefined
  const [from, holeFrom, holeTo, length, ...more] = value.items
  if (from !== 0 || !isCount(holeFrom) || !isCount(holeTo) || !isCount(length) || more.length > 0) return undefined
  const to = holeTo + length
  return holeFrom > 0 && holeTo > holeFrom && to <= pdf.length ? { holeFrom, holeTo, to } : undefined
}

function readValue(pdf: Uint8Array, at: number) {
  try {
    return new PdfReader(pdf.subarray(at, at + NEAR), 0, new PdfWork({ ...pdfLimits, steps: 1_000 })).value()
  } catch (error) {
    if (error instanceof PdfScanEnd) return undefined
    throw error
  }
}

/** The hole is a hex string and nothing else; writers fill it up with zeros. */
function cmsIn(pdf: Uint8Array, { holeFrom, holeTo }: ByteRange): Uint8Array | undefined {
  if (pdf[holeFrom] !== 0x3c || pdf[holeTo - 1] !== 0x3e || holeTo - holeFrom > 2 * MOST_CMS_BYTES) return undefined
  const hex = latin1(pdf, holeFrom + 1, holeTo - 1).replace(/\s+/g, '')
  if (hex.length === 0 || /[^0-9a-fA-F]/.test(hex)) return undefined
  const padded = Buffer.from(hex, 'hex')
  try {
    const end = endOf(padded, 0)
    return padded.subarray(end).every((byte) => byte === 0) ? padded.subarray(0, end) : undefined
  } catch (error) {
    if (error instanceof BerError) return undefined
    throw error
  }
}
