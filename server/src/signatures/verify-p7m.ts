// The verdict about a signed file (CAdES, RFC 5652): pure, for a worker or for a command that has no server.
import { fromBER } from 'asn1js'
import { ContentInfo, SignedData } from 'pkijs'
import { envelopeLimits, skimLimits } from './ber.ts'
import { digestOf } from './crypto-engine.ts'
import { JudgingWork } from './judging-work.ts'
import { knownAnchors } from './known-anchors.ts'
import type { KnownAnchors } from './known-anchors.ts'
import { looksSigned, openSignedFile } from './p7m-file.ts'
import type { SignedFile } from './p7m-file.ts'
import { toDer, toDerOfContent } from './p7m-text.ts'
import type { ContentAnswer, Readable, SignatureReport, SignerReport } from './signature-report.ts'
import { judgeSigner } from './signer.ts'
import type { SignerQuestion } from './signer.ts'
import type { TrustAnchors } from './trust.ts'

/** What is asked about a signed file. `at` is when it is judged, in the product's time. */
export interface SignatureQuestion {
  at: Date
  anchors: TrustAnchors
  /** SHA-256 in hex of what the innermost content should be, and when it was issued. */
  expectedContent?: { sha256: string; issuedAt?: Date }
  expectedFiscalCode?: string
  /** See `SignerQuestion`. */
  judgedFor?: 'now'
  /** Largest file, in bytes; 32 MB when absent. */
  maxBytes?: number
  /** Most signers of one layer; 20 when absent. */
  mostSigners?: number
}

/** A report, and the innermost content when the file could be read and holds one. */
export interface OpenedP7m {
  report: SignatureReport
  content?: Uint8Array<ArrayBuffer>
}

const MOST_LAYERS = 3
const MOST_BYTES = 32_000_000

type AskedOf = Omit<SignatureQuestion, 'anchors'>
type Times = Pick<SignerQuestion, 'claimedAt' | 'issuedAt'>
type Unread = Exclude<Readable, { is: 'signed' }>
type Layers = { readable: Readable; signers: SignerReport[]; content?: Uint8Array<ArrayBuffer> | undefined }

/**
 * Reads and judges a p7m: DER, BER, PEM or base64, up to three files in each other. Never throws for any bytes.
 * Reads long files without pause: call it in a worker (`SignatureReader`) where others wait.
 */
export async function openP7m(bytes: Uint8Array, question: SignatureQuestion): Promise<OpenedP7m> {
  return openWith(bytes, question, knownAnchors(question.anchors))
}

/** The same with anchors read before. */
export async function openWith(bytes: Uint8Array, question: AskedOf, anchors: KnownAnchors): Promise<OpenedP7m> {
  const { readable, signers, content } = await readLayers(bytes, question, anchors)
  if (readable.is !== 'signed') return { report: { readable, signers: [] } }
  const report = { readable, content: contentAnswer(content, question.expectedContent), signers }
  return { report, ...(content === undefined ? {} : { content }) }
}

/**
 * Judges a detached signature (DER, perhaps followed by zeros a PDF pads with) over `content`. `claimedAt` is when it was
 * made by what stands beside it, in what it covers; `issuedAt` when what it covers was issued. Never throws.
 */
export async function judgeDetached(
  cms: Uint8Array,
  content: Uint8Array,
  question: AskedOf & Times,
  { anchors, work }: { anchors: KnownAnchors; work: JudgingWork },
): Promise<{ readable: Readable; signers: SignerReport[] }> {
  const opened = openSignedFile(cms, question.mostSigners)
  if (opened.is !== 'opened') return { readable: opened, signers: [] }
  const layer = { ...opened.file, number: 1, content: ownBytes(content) }
  const judged = await judgeLayer(layer, askedOfSigners(question, anchors, work))
  if (!Array.isArray(judged)) return { readable: judged, signers: [] }
  return { readable: { is: 'signed', encoding: 'DER', layers: 1 }, signers: judged }
}

async function readLayers(bytes: Uint8Array, question: AskedOf, anchors: KnownAnchors): Promise<Layers> {
  const limit = question.maxBytes ?? MOST_BYTES
  const unread = (readable: Readable): Layers => ({ readable, signers: [] })
  if (bytes.length > limit) return unread({ is: 'too large', what: 'bytes', limit })
  if (bytes.length === 0) return unread({ is: 'not p7m', why: 'empty' })
  const outer = toDer(bytes)
  if (outer === undefined) return unread({ is: 'not p7m', why: 'not DER, PEM or base64' })
  const signers: SignerReport[] = []
  const { issuedAt } = question.expectedContent ?? {}
  const work = new JudgingWork(bytes.length)
  const asked = askedOfSigners({ ...question, ...(issuedAt === undefined ? {} : { issuedAt }) }, anchors, work)
  const limits = skimLimits(bytes.length)
  let { der } = outer
  for (let number = 1; number <= MOST_LAYERS; number += 1) {
    const opened = openSignedFile(der, question.mostSigners, limits)
    if (opened.is !== 'opened') return unread(opened)
    const content = opened.file.content && ownBytes(opened.file.content)
    const judged = await judgeLayer({ ...opened.file, number, content }, asked)
    if (!Array.isArray(judged)) return unread(judged)
    signers.push(...judged)
    const inner = content && innerFile(content)
    if (inner === undefined) {
      return { readable: { is: 'signed', encoding: outer.encoding, layers: number }, signers, content }
    }
    der = inner
  }
  return unread({ is: 'too deep' })
}

/** A signed file inside the content, in whatever writing; nothing when it is something else. */
function innerFile(content: Uint8Array): Uint8Array | undefined {
  const begin = Buffer.from(content.subarray(0, 16)).toString('latin1')
  // A PEM, the base64 of DER, and the base64 of these two: all else would be many megabytes looked at for nothing.
  if (content[0] !== 0x30 && !/^(-----BEGIN|MI|LS0t|TU)/.test(begin)) return undefined
  const inner = toDerOfContent(content)
  return inner !== undefined && looksSigned(inner.der) ? inner.der : undefined
}

type Layer = SignedFile & { number: number; content: Uint8Array<ArrayBuffer> | undefined }

const malformed: Unread = { is: 'not p7m', why: 'malformed' }

/** Why not, when the library cannot read the envelope or it would cost too much. */
async function judgeLayer(file: Layer, question: SignerQuestion): Promise<SignerReport[] | Unread> {
  const signed = signedDataOf(file)
  if (signed === undefined) return malformed
  const layer = { ...file, signed }
  const { work } = question
  if (file.content !== undefined && !work.payForDigests(signed.signerInfos, file.content))
    return { is: 'too large', what: 'bytes to be hashed', limit: work.mostBytes }
  const reports: SignerReport[] = []
  try {
    for (const index of signed.signerInfos.keys()) reports.push(await judgeSigner(layer, index, question))
    return reports
  } catch {
    // The library reads parts of a certificate late, and stumbles over malformed ones in ways of its own.
    return malformed
  }
}

function signedDataOf({ envelope }: SignedFile): SignedData | undefined {
  try {
    // Octet strings are left closed: what is in them would count as elements, and nobody here looks at it that way.
    const limits = { maxNodes: 2 * envelopeLimits.elements, parseEmbedded: false }
    const { result } = fromBER(envelope.buffer, limits)
    return new SignedData({ schema: new ContentInfo({ schema: result }).content })
  } catch {
    return undefined
  }
}

function askedOfSigners(
  { at, expectedFiscalCode, issuedAt, judgedFor, claimedAt }: AskedOf & Times,
  anchors: KnownAnchors,
  work: JudgingWork,
): SignerQuestion {
  return {
    at,
    anchors,
    work,
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(judgedFor === undefined ? {} : { judgedFor }),
    ...(expectedFiscalCode === undefined ? {} : { expectedFiscalCode }),
    ...(claimedAt === undefined ? {} : { claimedAt }),
  }
}

function contentAnswer(
  content: Uint8Array<ArrayBuffer> | undefined,
  expected: { sha256: string } | undefined,
): ContentAnswer {
  if (content === undefined) return { is: 'detached' }
  const sha256 = digestOf('SHA-256', content).toString('hex')
  const is = expected === undefined ? 'not asked' : sha256 === expected.sha256.toLowerCase() ? 'matches' : 'differs'
  return { is, sha256, sizeBytes: content.length }
}

/** pkijs takes whole buffers only. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
