// A signed file taken apart (RFC 5652): its content, and the rest in DER for the library to read.
import { BerError, childrenOf, eachOf, elementAt, endOf, envelopeLimits, skimLimits, wrap } from './ber.ts'
import type { BerLimits, Element } from './ber.ts'
import type { Counted, NotP7m } from './signature-report.ts'
import { withoutTail } from './p7m-text.ts'

/** A signed file without its content, which may be long and is nobody's ASN.1. */
export interface SignedFile {
  /** ContentInfo with SignedData, of definite length, without content, revocation lists and unsigned attributes. */
  envelope: Uint8Array<ArrayBuffer>
  /** Absent when the signature is detached. */
  content: Uint8Array | undefined
  /** The content type as the bytes of its object identifier. */
  contentType: Uint8Array
  /** Each certificate as it was written, in the order of the file. */
  certificates: Uint8Array[]
  /** Of each signer, in the order of the file: is there a time stamp among its unsigned attributes. */
  timeStamped: boolean[]
}

export type Opened =
  | { is: 'opened'; file: SignedFile }
  | { is: 'not p7m'; why: NotP7m }
  | { is: 'too large'; what: Counted; limit: number }
  | { is: 'too deep' }

const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex')
const DATA = Buffer.from('06092a864886f70d010701', 'hex')
const TIME_STAMP = Buffer.from('060b2a864886f70d010910020e', 'hex')
const UNSIGNED_ATTRIBUTES = 0xa1
const MOST_SIGNERS = 20
const MOST_CERTIFICATES = 60
const MOST_PIECES = 100_000
const MOST_ENVELOPE_BYTES = 1_000_000
/** Those of certificates have some hundred. */
const MOST_NAME_BYTES = 4_000

/** Does it begin as a signed file does; a cheap look before it is opened. */
export function looksSigned(der: Uint8Array): boolean {
  if (der[0] !== 0x30) return false
  const second = der[1] ?? 0
  const at = second <= 0x80 ? 2 : 2 + (second & 0x7f)
  return SIGNED_DATA.equals(der.subarray(at, at + SIGNED_DATA.length))
}

/**
 * Takes a signed file in DER or BER apart, of at most `mostSigners`. Files in each other share the limits of the outermost.
 * Never throws, for any bytes.
 */
export function openSignedFile(
  der: Uint8Array,
  mostSigners = MOST_SIGNERS,
  limits: BerLimits = skimLimits(der.length),
): Opened {
  try {
    return open(der, mostSigners, limits)
  } catch (error) {
    if (error instanceof TooLarge) return { is: 'too large', what: error.what, limit: error.limit }
    if (!(error instanceof BerError)) throw error
    if (error.why === 'too many elements') return { is: 'too large', what: 'elements', limit: error.limit }
    return error.why === 'too deep' ? { is: 'too deep' } : { is: 'not p7m', why: 'malformed' }
  }
}

class TooLarge extends Error {
  readonly what: Counted
  readonly limit: number

  constructor(what: Counted, limit: number) {
    super(what)
    this.what = what
    this.limit = limit
  }
}

function open(whole: Uint8Array, mostSigners: number, limits: BerLimits): Opened {
  const end = endOf(whole, 0, whole.length, limits)
  if (withoutTail(whole.subarray(end)).length > 0) return { is: 'not p7m', why: 'bytes after its end' }
  const der = whole.subarray(0, end)
  const [type, explicit] = childrenOf(der, elementAt(der, 0, der.length, limits), 2, limits)
  if (type === undefined || !SIGNED_DATA.equals(raw(der, type))) return { is: 'not p7m', why: 'not signed data' }
  const [signed] = childrenOf(der, expected(explicit, 0xa0), 1, limits)
  const parts = childrenOf(der, expected(signed, 0x30), 6, limits)
  const [version, digests, encapsulated] = parts
  if (version?.tag !== 0x02 || digests?.tag !== 0x31) throw new BerError('malformed')
  const { contentType, content } = encapsulatedContent(der, expected(encapsulated, 0x30), limits)
  const list = parts.slice(3).find(({ tag }) => tag === 0xa0)
  const certificates = list === undefined ? [] : atMost(MOST_CERTIFICATES, 'certificates', eachOf(der, list, limits))
  for (const certificate of certificates) boundNames(der, certificate)
  const signers = parts.length < 4 ? undefined : parts.at(-1)
  const infos = atMost(mostSigners, 'signers', eachOf(der, expected(signers, 0x31), limits))
  if (infos.length === 0) return { is: 'not p7m', why: 'no signers' }
  const each = infos.map((info) => withoutUnsigned(der, info, limits))
  const bare = wrap(
    0x31,
    each.map(({ signer }) => signer),
  )
  const kept = [version, digests, ...(list ? [list] : [])].map((part) => raw(der, part))
  const envelope = envelopeOf([...kept.slice(0, 2), wrap(0x30, [DATA]), ...kept.slice(2), bare])
  const timeStamped = each.map((one) => one.timeStamped)
  const file = { envelope, content, contentType, certificates: certificates.map((one) => raw(der, one)), timeStamped }
  return { is: 'opened', file }
}

/** Long names would be compared with each other, each with all the others. Issuer and subject (RFC 5280, 4.1). */
function boundNames(der: Uint8Array, certificate: Element): void {
  if (certificate.tag !== 0x30) return
  const [signed] = childrenOf(der, certificate, 3)
  const [, issuer, , subject] = childrenOf(der, expected(signed, 0x30), 10).filter(({ tag }) => tag === 0x30)
  for (const name of [issuer, subject]) boundName(name)
}

function boundName(name: Element | undefined): void {
  if (name !== undefined && name.to - name.from > MOST_NAME_BYTES)
    throw new TooLarge('bytes of a name', MOST_NAME_BYTES)
}

function envelopeOf(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const envelope = wrap(0x30, [SIGNED_DATA, wrap(0xa0, [wrap(0x30, parts)])])
  if (envelope.length > MOST_ENVELOPE_BYTES) throw new TooLarge('bytes beside the content', MOST_ENVELOPE_BYTES)
  endOf(envelope, 0, envelope.length, envelopeLimits)
  return envelope
}

function atMost(most: number, what: Counted, elements: Iterable<Element>): Element[] {
  const found: Element[] = []
  for (const element of elements) if (found.push(element) > most) throw new TooLarge(what, most)
  return found
}

/**
 * A signer without its unsigned attributes: they prove nothing about the signature, may hold whole lists of the revoked
 * (CAdES-XL), and the library stumbles over odd ones. Of a time stamp among them is said that it is there.
 */
function withoutUnsigned(
  der: Uint8Array,
  info: Element,
  limits: BerLimits,
): { signer: Uint8Array; timeStamped: boolean } {
  const parts = childrenOf(der, expected(info, 0x30), 7, limits)
  // Issuer and number, or the identifier of a key (RFC 5652, 5.3).
  boundName(parts[1])
  const last = parts.at(-1)
  if (last?.tag !== UNSIGNED_ATTRIBUTES) return { signer: raw(der, info), timeStamped: false }
  const kept = parts.slice(0, -1).map((part) => raw(der, part))
  return { signer: wrap(0x30, kept), timeStamped: holdsTimeStamp(der, last, limits) }
}

function holdsTimeStamp(der: Uint8Array, attributes: Element, limits: BerLimits): boolean {
  for (const attribute of eachOf(der, attributes, limits)) {
    const [type, values] = childrenOf(der, expected(attribute, 0x30), 2, limits)
    const isTimeStamp = type !== undefined && TIME_STAMP.equals(raw(der, type))
    if (isTimeStamp && values !== undefined && values.contentTo > values.contentFrom) return true
  }
  return false
}

function encapsulatedContent(
  der: Uint8Array,
  element: Element,
  limits: BerLimits,
): { contentType: Uint8Array; content: Uint8Array | undefined } {
  const [type, explicit] = childrenOf(der, element, 2, limits)
  if (type?.tag !== 0x06) throw new BerError('malformed')
  const contentType = raw(der, type)
  if (explicit === undefined) return { contentType, content: undefined }
  const [octetString] = childrenOf(der, expected(explicit, 0xa0), 1, limits)
  if (octetString === undefined) throw new BerError('malformed')
  return { contentType, content: octets(der, octetString, limits) }
}

/** The bytes of an OCTET STRING, which BER allows to be written in pieces, and pieces of pieces. */
function octets(der: Uint8Array, whole: Element, limits: BerLimits): Uint8Array {
  if (whole.tag === 0x04) return der.subarray(whole.contentFrom, whole.contentTo)
  const pieces: Uint8Array[] = []
  const due = [whole]
  let count = 0
  for (let piece = due.pop(); piece !== undefined; piece = due.pop()) {
    if (piece.tag === 0x04) pieces.push(der.subarray(piece.contentFrom, piece.contentTo))
    else if (piece.tag === 0x24) {
      const parts = atMost(MOST_PIECES, 'elements', eachOf(der, piece, limits))
      if ((count += parts.length) > MOST_PIECES) throw new TooLarge('elements', MOST_PIECES)
      due.push(...parts.reverse())
    } else throw new BerError('malformed')
  }
  return Buffer.concat(pieces)
}

function raw(der: Uint8Array, { from, to }: Element): Uint8Array {
  return der.subarray(from, to)
}

function expected(element: Element | undefined, tag: number): Element {
  if (element?.tag !== tag) throw new BerError('malformed')
  return element
}
