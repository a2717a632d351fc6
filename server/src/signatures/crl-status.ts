// What a list of revoked certificates says of one of them (CRL, RFC 5280, 5 and 6.3). The list may have a hundred
// thousand entries, so it is walked through; the library sees the few parts that are not entries.
import { BitString, Enumerated, fromBER, GeneralizedTime, UTCTime } from 'asn1js'
import { AlgorithmIdentifier, Extension, IssuingDistributionPoint, RelativeDistinguishedNames } from 'pkijs'
import type { Certificate } from 'pkijs'
import { BerError, childrenOf, elementAt, endOf } from './ber.ts'
import type { Element } from './ber.ts'
import { crlAddressesOf } from './certificate-links.ts'
import { freshness, notUsable, reasonOf } from './certificate-status.ts'
import type { AskedCertificate, CertificateStatus, RevocationReason } from './certificate-status.ts'
import { allows, isAuthority } from './chain.ts'
import { nodeEngine } from './crypto-engine.ts'
import { hasWeakDigest } from './strength.ts'

const CRL_SIGN = 0x02
const REASON = '2.5.29.21'
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28'
const DELTA_INDICATOR = '2.5.29.27'
const TIMES = [0x17, 0x18]
const URL_NAME = 6

/**
 * Looks a certificate up in a CRL (DER) at real time `at`. The list must be fresh, signed by the certificate's issuer,
 * and complete for such certificates. Never throws.
 */
export async function crlStatus(bytes: Uint8Array, asked: AskedCertificate, at: Date): Promise<CertificateStatus> {
  try {
    const list = open(bytes)
    const fresh = freshness(list.thisUpdate, list.nextUpdate, at)
    if (fresh === undefined || !isAbout(list, asked) || !(await isFromIssuer(list, asked.issuer))) return notUsable
    const revoked = entryOf(bytes, list.entries, asked.certificate)
    return revoked === undefined ? { is: 'good', ...fresh } : { is: 'revoked', ...revoked, ...fresh }
  } catch {
    // Not DER, or something the library stumbles over.
    return notUsable
  }
}

interface OpenedList {
  signed: Uint8Array<ArrayBuffer>
  signatureAlgorithm: AlgorithmIdentifier
  signature: BitString
  issuer: RelativeDistinguishedNames
  thisUpdate: Date
  nextUpdate: Date | undefined
  entries: Element | undefined
  extensions: Extension[]
}

function open(der: Uint8Array): OpenedList {
  const whole = elementAt(der, 0, der.length)
  const [list, algorithm, signature] = childrenOf(der, whole, 3)
  if (whole.to !== der.length || list?.tag !== 0x30 || algorithm === undefined) throw new BerError('malformed')
  const parts = childrenOf(der, list, 7)
  if (parts[0]?.tag === 0x02) parts.shift()
  const [inner, issuer, thisUpdate, ...rest] = parts
  if (inner === undefined || issuer === undefined) throw new BerError('malformed')
  if (Buffer.compare(bytesOf(der, inner), bytesOf(der, algorithm)) !== 0) throw new BerError('malformed')
  const nextUpdate = rest.find(({ tag }) => TIMES.includes(tag))
  const extensions = rest.find(({ tag }) => tag === 0xa0)
  return {
    signed: new Uint8Array(bytesOf(der, list)),
    signatureAlgorithm: AlgorithmIdentifier.fromBER(bounded(der, algorithm)),
    signature: bitsOf(der, signature),
    issuer: RelativeDistinguishedNames.fromBER(bounded(der, issuer)),
    thisUpdate: timeOf(der, thisUpdate),
    nextUpdate: nextUpdate && timeOf(der, nextUpdate),
    entries: rest.find(({ tag }) => tag === 0x30),
    extensions: extensions === undefined ? [] : extensionsIn(der, childrenOf(der, extensions, 1)[0]),
  }
}

/** Is the list that of the certificate's issuer, and whole as far as such certificates go (RFC 5280, 5.2.5 and 6.3.3). */
function isAbout({ issuer, extensions }: OpenedList, { certificate }: AskedCertificate): boolean {
  if (!issuer.isEqual(certificate.issuer)) return false
  return extensions
    .filter(({ critical, extnID }) => critical || extnID === ISSUING_DISTRIBUTION_POINT || extnID === DELTA_INDICATOR)
    .every((one) => {
      if (one.extnID !== ISSUING_DISTRIBUTION_POINT) return false
      const scope: unknown = one.parsedValue
      return scope instanceof IssuingDistributionPoint && covers(scope, certificate)
    })
}

function covers(scope: IssuingDistributionPoint, certificate: Certificate): boolean {
  if (scope.indirectCRL || scope.onlyContainsAttributeCerts || scope.onlySomeReasons !== undefined) return false
  if (isAuthority(certificate) ? scope.onlyContainsUserCerts : scope.onlyContainsCACerts) return false
  const { distributionPoint: names } = scope
  if (names === undefined) return true
  // A list of another part of the certificates, served in the place of this one, would call everything good.
  const wanted = crlAddressesOf(certificate)
  return Array.isArray(names) && names.some(({ type, value }) => type === URL_NAME && wanted.includes(String(value)))
}

async function isFromIssuer(list: OpenedList, issuer: Certificate): Promise<boolean> {
  if (allows(issuer, CRL_SIGN) === false || hasWeakDigest(list)) return false
  const { signed, signature, signatureAlgorithm } = list
  return nodeEngine.verifyWithPublicKey(signed, signature, issuer.subjectPublicKeyInfo, signatureAlgorithm)
}

function entryOf(
  der: Uint8Array,
  entries: Element | undefined,
  { serialNumber }: Certificate,
): { at: Date; reason: RevocationReason } | undefined {
  const wanted = withoutZeros(serialNumber.valueBlock.valueHexView)
  for (let at = entries?.contentFrom ?? 0; at < (entries?.contentTo ?? 0);) {
    const entry = elementAt(der, at, entries?.contentTo ?? 0)
    const serial = elementAt(der, entry.contentFrom, entry.contentTo)
    if (Buffer.compare(withoutZeros(der.subarray(serial.contentFrom, serial.contentTo)), wanted) === 0) {
      const [, time, more] = childrenOf(der, entry, 3)
      return { at: timeOf(der, time), reason: reasonIn(der, more) }
    }
    at = entry.to
  }
  return undefined
}

function reasonIn(der: Uint8Array, extensions: Element | undefined): RevocationReason {
  const said = extensionsIn(der, extensions).find(({ extnID }) => extnID === REASON)
  const code: unknown = said?.parsedValue
  return reasonOf(code instanceof Enumerated ? code.valueBlock.valueDec : 0)
}

function extensionsIn(der: Uint8Array, list: Element | undefined): Extension[] {
  return list === undefined ? [] : childrenOf(der, list, 30).map((one) => Extension.fromBER(bounded(der, one)))
}

function timeOf(der: Uint8Array, element: Element | undefined): Date {
  const { result } = fromBER(bounded(der, element))
  if (!(result instanceof UTCTime || result instanceof GeneralizedTime)) throw new BerError('malformed')
  return result.toDate()
}

function bitsOf(der: Uint8Array, element: Element | undefined): BitString {
  const { result } = fromBER(bounded(der, element))
  if (!(result instanceof BitString)) throw new BerError('malformed')
  return result
}

function bytesOf(der: Uint8Array, { from, to }: Element): Uint8Array {
  return der.subarray(from, to)
}

/** The library reads only whole buffers, and recurses: depth is looked at before. */
function bounded(der: Uint8Array, element: Element | undefined): ArrayBuffer {
  if (element === undefined) throw new BerError('malformed')
  const bytes = new Uint8Array(bytesOf(der, element))
  endOf(bytes, 0)
  return bytes.buffer
}

function withoutZeros(number: Uint8Array): Uint8Array {
  const first = number.findIndex((byte) => byte !== 0)
  return number.subarray(first === -1 ? number.length : first)
}
