// The verdict about a signed file (CAdES, RFC 5652): pure, for a worker or for a command that has no server.
import { createHash } from 'node:crypto'
import { fromBER } from 'asn1js'
import { ContentInfo, SignedData } from 'pkijs'
import { envelopeLimits } from './ber.ts'
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
type Layers = { readable: Readable; signers: SignerReport[]; content?: Uint8Array | undefined }

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
  return { report, ...(content === undefined ? {} : { content: new Uint8Array(content) }) }
}

/**
 * Judges a detached signature (DER, perhaps followed by zeros a PDF pads with) over `content`. `claimedAt` is when it was
 * made by what stands beside it, in what it covers; `issuedAt` when what it covers was issued. Never throws.
 */
export async function judgeDetached(
  cms: Uint8Array,
  content: Uint8Array,
  question: AskedOf & Times,
  anchors: KnownAnchors,
): Promise<{ readable: Readable; signers: SignerReport[] }> {
  const opened = openSignedFile(cms)
  if (opened.is !== 'opened') return { readable: opened, signers: [] }
  const signers = await judgeLayer({ ...opened.file, content }, 1, askedOfSigners(question, anchors))
  if (signers === undefined) return { readable: { is: 'not p7m', why: 'malformed' }, signers: [] }
  return { readable: { is: 'signed', encoding: 'DER', layers: 1 }, signers }
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
  const asked = askedOfSigners({ ...question, ...(issuedAt === undefined ? {} : { issuedAt }) }, anchors)
  let { der } = outer
  for (let layer = 1; layer <= MOST_LAYERS; layer += 1) {
    const opened = openSignedFile(der, question.mostSigners)
    if (opened.is !== 'opened') return unread(opened)
    const judged = await judgeLayer(opened.file, layer, asked)
    if (judged === undefined) return unread({ is: 'not p7m', why: 'malformed' })
    signers.push(...judged)
    const { content } = opened.file
    const inner = content && innerFile(content)
    if (inner === undefined) {
      return { readable: { is: 'signed', encoding: outer.encoding, layers: layer }, signers, content }
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

/** Nothing when the library cannot read the envelope. */
async function judgeLayer(
  file: SignedFile,
  number: number,
  question: SignerQuestion,
): Promise<SignerReport[] | undefined> {
  const signed = signedDataOf(file)
  if (signed === undefined) return undefined
  const content = file.content && ownBytes(file.content)
  const layer = { ...file, number, signed, content }
  const reports: SignerReport[] = []
  try {
    for (const index of signed.signerInfos.keys()) reports.push(await judgeSigner(layer, index, question))
    return reports
  } catch {
    // The library reads parts of a certificate late, and stumbles over malformed ones in ways of its own.
    return undefined
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
): SignerQuestion {
  return {
    at,
    anchors,
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(judgedFor === undefined ? {} : { judgedFor }),
    ...(expectedFiscalCode === undefined ? {} : { expectedFiscalCode }),
    ...(claimedAt === undefined ? {} : { claimedAt }),
  }
}

function contentAnswer(content: Uint8Array | undefined, expected: { sha256: string } | undefined): ContentAnswer {
  if (content === undefined) return { is: 'detached' }
  const sha256 = createHash('sha256').update(content).digest('hex')
  const is = expected === undefined ? 'not asked' : sha256 === expected.sha256.toLowerCase() ? 'matches' : 'differs'
  return { is, sha256, sizeBytes: content.length }
}

/** pkijs takes whole buffers only. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
