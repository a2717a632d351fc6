// A signed file taken apart (RFC 5652): its content, and the rest in DER for the library to read.
import { BerError, childrenOf, elementAt, endOf, wrap } from './ber.ts'
import type { Element } from './ber.ts'
import type { NotP7m } from './signature-report.ts'

/** A signed file without its content, which may be long and is nobody's ASN.1. */
export interface SignedFile {
  /** ContentInfo with SignedData, of definite length, without content and revocation lists. */
  envelope: Uint8Array<ArrayBuffer>
  /** Absent when the signature is detached. */
  content: Uint8Array | undefined
  /** The content type as the bytes of its object identifier. */
  contentType: Uint8Array
  /** Each certificate as it was written, in the order of the file. */
  certificates: Uint8Array[]
}

export type Opened = { is: 'opened'; file: SignedFile } | { is: 'not p7m'; why: NotP7m } | { is: 'too deep' }

const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex')
const DATA = Buffer.from('06092a864886f70d010701', 'hex')
const MOST_SIGNERS = 20
const MOST_CERTIFICATES = 60
const MOST_ENVELOPE_BYTES = 4_000_000

/** The DER or BER in `bytes`, which may be PEM or bare base64 too; nothing when they are neither. */
export function toDer(bytes: Uint8Array): { der: Uint8Array; encoding: 'DER' | 'PEM' | 'base64' } | undefined {
  if (bytes[0] === 0x30) return { der: bytes, encoding: 'DER' }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').trim()
  const pem = /^-----BEGIN (PKCS7|CMS)-----/.exec(text)
  const end = pem === null ? '' : `-----END ${pem[1] ?? ''}-----`
  if (pem !== null && !text.endsWith(end)) return undefined
  const base64 = (pem === null ? text : text.slice(pem[0].length, -end.length)).replace(/\s+/g, '')
  if (base64.length === 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  return { der: Buffer.from(base64, 'base64'), encoding: pem === null ? 'base64' : 'PEM' }
}

/** Does it begin as a signed file does; a cheap look before it is opened. */
export function looksSigned(der: Uint8Array): boolean {
  if (der[0] !== 0x30) return false
  const second = der[1] ?? 0
  const at = second <= 0x80 ? 2 : 2 + (second & 0x7f)
  return SIGNED_DATA.equals(der.subarray(at, at + SIGNED_DATA.length))
}

/** Takes a signed file in DER or BER apart. Never throws, for any bytes. */
export function openSignedFile(der: Uint8Array): Opened {
  try {
    return open(der)
  } catch (error) {
    if (!(error instanceof BerError)) throw error
    return error.why === 'too deep' ? { is: 'too deep' } : { is: 'not p7m', why: 'malformed' }
  }
}

function open(der: Uint8Array): Opened {
  if (endOf(der, 0) !== der.length) return { is: 'not p7m', why: 'bytes after its end' }
  const [type, explicit] = childrenOf(der, elementAt(der, 0, der.length), 2)
  if (type === undefined || !SIGNED_DATA.equals(raw(der, type))) return { is: 'not p7m', why: 'not signed data' }
  const signed = expected(explicit, 0xa0)
  const parts = childrenOf(der, only(der, signed, 0x30), 6)
  const [version, digests, encapsulated] = parts
  if (version?.tag !== 0x02 || digests?.tag !== 0x31) throw new BerError('malformed')
  const { contentType, content } = encapsulatedContent(der, expected(encapsulated, 0x30))
  const certificates = parts.slice(3).find(({ tag }) => tag === 0xa0)
  const signers = parts.at(-1)
  if (parts.length < 4 || signers?.tag !== 0x31) throw new BerError('malformed')
  const signerCount = childrenOf(der, signers).length
  const each = certificates === undefined ? [] : childrenOf(der, certificates).map((one) => raw(der, one))
  if (signerCount === 0) return { is: 'not p7m', why: 'no signers' }
  const kept = [version, digests, ...(certificates ? [certificates] : []), signers].map((part) => raw(der, part))
  const sizeBytes = kept.reduce((sum, part) => sum + part.length, 0)
  if (signerCount > MOST_SIGNERS || each.length > MOST_CERTIFICATES || sizeBytes > MOST_ENVELOPE_BYTES) {
    return { is: 'not p7m', why: 'too many signers or certificates' }
  }
  kept.splice(2, 0, wrap(0x30, [DATA]))
  const envelope = wrap(0x30, [SIGNED_DATA, wrap(0xa0, [wrap(0x30, kept)])])
  return { is: 'opened', file: { envelope, content, contentType, certificates: each } }
}

function encapsulatedContent(
  der: Uint8Array,
  element: Element,
): { contentType: Uint8Array; content: Uint8Array | undefined } {
  const [type, explicit] = childrenOf(der, element, 2)
  if (type?.tag !== 0x06) throw new BerError('malformed')
  const contentType = raw(der, type)
  if (explicit === undefined) return { contentType, content: undefined }
  return { contentType, content: octets(der, onlyChild(der, expected(explicit, 0xa0))) }
}

/** The bytes of an OCTET STRING, which BER allows to be written in pieces, and pieces of pieces. */
function octets(der: Uint8Array, whole: Element): Uint8Array {
  if (whole.tag === 0x04) return der.subarray(whole.contentFrom, whole.contentTo)
  const pieces: Uint8Array[] = []
  const due = [whole]
  for (let piece = due.pop(); piece !== undefined; piece = due.pop()) {
    if (piece.tag === 0x04) pieces.push(der.subarray(piece.contentFrom, piece.contentTo))
    else if (piece.tag === 0x24) due.push(...childrenOf(der, piece, 100_000).reverse())
    else throw new BerError('malformed')
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

function onlyChild(der: Uint8Array, parent: Element): Element {
  const [child] = childrenOf(der, parent, 1)
  if (child === undefined) throw new BerError('malformed')
  return child
}

function only(der: Uint8Array, parent: Element, tag: number): Element {
  return expected(onlyChild(der, parent), tag)
}
