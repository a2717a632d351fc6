// The XML signature of a document (XMLDSig, XAdES baseline): what of it is signed by a certificate one knows.
import { constants, createHash, createPublicKey, verify, X509Certificate } from 'node:crypto'
import type { BinaryLike, KeyLike, VerifyKeyObjectInput } from 'node:crypto'
import { DOMParser } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'
import type { HashAlgorithm, SignatureAlgorithm } from 'xml-crypto'
import { isTooMuchXml } from './xml-shape.ts'

/** What is signed, in canonical form, and by whom; or why nothing is. */
export type SignedXmlAnswer =
  | { is: 'signed'; parts: string[]; signer: X509Certificate }
  | { is: 'refused'; why: XmlFault; signer?: X509Certificate }

export type XmlFault =
  | 'not readable as XML'
  | 'declares a document type or entities'
  | 'too deep or too many elements'
  | 'not signed, or not as an enveloped signature'
  | 'signed by a certificate that was not given'
  | 'its signature does not hold'

const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#'
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
const NEWER = 'http://www.w3.org/2007/05/xmldsig-more#'
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#'

const hashes: Readonly<Record<string, string>> = {
  [`${XMLENC}sha256`]: 'sha256',
  [`${MORE}sha384`]: 'sha384',
  [`${XMLENC}sha512`]: 'sha512',
}

type Padding = Omit<VerifyKeyObjectInput, 'key'>
const pkcs1: Padding = { padding: constants.RSA_PKCS1_PADDING }
const pss: Padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
const ecdsa: Padding = { dsaEncoding: 'ieee-p1363' }

/** RFC 9231: nothing with SHA-1, nothing with a shared secret. */
const algorithms: Readonly<Record<string, { key: 'rsa' | 'ec'; hash: string; padding: Padding }>> = {
  [`${MORE}rsa-sha256`]: { key: 'rsa', hash: 'sha256', padding: pkcs1 },
  [`${MORE}rsa-sha384`]: { key: 'rsa', hash: 'sha384', padding: pkcs1 },
  [`${MORE}rsa-sha512`]: { key: 'rsa', hash: 'sha512', padding: pkcs1 },
  [`${NEWER}sha256-rsa-MGF1`]: { key: 'rsa', hash: 'sha256', padding: pss },
  [`${NEWER}sha384-rsa-MGF1`]: { key: 'rsa', hash: 'sha384', padding: pss },
  [`${NEWER}sha512-rsa-MGF1`]: { key: 'rsa', hash: 'sha512', padding: pss },
  [`${MORE}ecdsa-sha256`]: { key: 'ec', hash: 'sha256', padding: ecdsa },
  [`${MORE}ecdsa-sha384`]: { key: 'ec', hash: 'sha384', padding: ecdsa },
  [`${MORE}ecdsa-sha512`]: { key: 'ec', hash: 'sha512', padding: ecdsa },
}

/**
 * Checks the one signature that stands directly in the document element of `xml`. `known` are certificates (DER): the
 * signature must name one of them and hold with its key. Read nothing but the parts: only they are signed, so a
 * document wrapped around them changes nothing. Never throws for any text.
 */
export function signedParts(xml: string, known: readonly Uint8Array[]): SignedXmlAnswer {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) return refused('declares a document type or entities')
  if (isTooMuchXml(xml)) return refused('too deep or too many elements')
  const root = parseXml(xml)?.documentElement
  if (!root) return refused('not readable as XML')
  const [signature, ...more] = childrenNamed(root, 'Signature', XMLDSIG)
  if (signature === undefined || more.length > 0) return refused('not signed, or not as an enveloped signature')
  const signer = signerOf(signature)
  if (signer === undefined) return refused('not signed, or not as an enveloped signature')
  if (!known.some((one) => signer.raw.equals(one))) {
    return { ...refused('signed by a certificate that was not given'), signer }
  }
  const parts = checked(xml, signature, signer)
  return parts === undefined ? { ...refused('its signature does not hold'), signer } : { is: 'signed', parts, signer }
}

/** A document, or nothing when it is not well-formed. */
export function parseXml(xml: string): Document | undefined {
  const fail = (message: string) => {
    throw new Error(message)
  }
  try {
    const errorHandler = { warning: fail, error: fail, fatalError: fail }
    return new DOMParser({ errorHandler }).parseFromString(xml, 'text/xml')
  } catch {
    return undefined
  }
}

/** The elements directly inside `parent` with that local name, and name space if one is given. */
export function childrenNamed(parent: Element, name: string, space?: string): Element[] {
  const found: Element[] = []
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node) && node.localName === name && (space === undefined || node.namespaceURI === space)) {
      found.push(node)
    }
  }
  return found
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1
}

/** The certificate of KeyInfo; of several the first, which is the signer's (XAdES, 6.2.1). */
function signerOf(signature: Element): X509Certificate | undefined {
  const [info] = childrenNamed(signature, 'KeyInfo', XMLDSIG)
  const [data] = info === undefined ? [] : childrenNamed(info, 'X509Data', XMLDSIG)
  const [text] = data === undefined ? [] : childrenNamed(data, 'X509Certificate', XMLDSIG)
  return certificateOf(text)
}

/** The certificate an element holds in base64. */
export function certificateOf(element: Element | undefined): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(element?.textContent ?? '', 'base64'))
  } catch {
    return undefined
  }
}

function checked(xml: string, signature: Element, signer: X509Certificate): string[] | undefined {
  try {
    // The key is the known one; what KeyInfo says has been compared with it, and is not asked again.
    const signed = new SignedXml({ publicCert: signer.toString(), getCertFromKeyInfo: () => null })
    signed.SignatureAlgorithms = signatureAlgorithms
    signed.HashAlgorithms = hashAlgorithms
    signed.loadSignature(signature)
    return signed.checkSignature(xml) ? signed.getSignedReferences() : undefined
  } catch {
    return undefined
  }
}

const signatureAlgorithms = Object.fromEntries(
  Object.keys(algorithms).map((name) => [
    name,
    class implements SignatureAlgorithm {
      getAlgorithmName = () => name
      getSignature = (): string => {
        throw new Error('nothing is signed here')
      }
      verifySignature = (material: string, key: KeyLike, value: string): boolean => holds(name, material, key, value)
    },
  ]),
)

const hashAlgorithms = Object.fromEntries(
  Object.entries(hashes).map(([name, hash]) => [
    name,
    class implements HashAlgorithm {
      getAlgorithmName = () => name
      getHash = (text: string) => createHash(hash).update(text).digest('base64')
    },
  ]),
)

function holds(name: string, material: BinaryLike, certificate: KeyLike, value: string): boolean {
  const algorithm = algorithms[name]
  const key = createPublicKey(certificate)
  if (algorithm === undefined || typeof material !== 'string' || key.asymmetricKeyType !== algorithm.key) return false
  const signature = Buffer.from(value, 'base64')
  return verify(algorithm.hash, Buffer.from(material), { key, ...algorithm.padding }, signature)
}

function refused(why: XmlFault): { is: 'refused'; why: XmlFault } {
  return { is: 'refused', why }
}
