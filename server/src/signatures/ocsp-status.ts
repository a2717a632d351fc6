// What an OCSP answer says of a certificate (RFC 6960); hostile until its signature holds.
import { Enumerated, GeneralizedTime } from 'asn1js'
import { BasicOCSPResponse, CertID, ExtKeyUsage, OCSPResponse } from 'pkijs'
import type { Certificate, Extension, SingleResponse } from 'pkijs'
import { endOf } from './ber.ts'
import { freshness, notUsable, reasonOf } from './certificate-status.ts'
import type { AskedCertificate, CertificateStatus } from './certificate-status.ts'
import { extension } from './chain.ts'
import { digestName, nodeEngine } from './crypto-engine.ts'
import { hasWeakDigest, hasWeakKey } from './strength.ts'

const BASIC = '1.3.6.1.5.5.7.48.1.1'
const EXTENDED_KEY_USAGE = '2.5.29.37'
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9'
const MOST_RESPONDERS = 5
const MOST_RESPONSES = 50

/**
 * Reads an OCSP answer at real time `at`. It must be fresh, about this certificate, and signed by its issuer or by who
 * was given a certificate for that by the issuer. Never throws.
 */
export async function ocspStatus(bytes: Uint8Array, asked: AskedCertificate, at: Date): Promise<CertificateStatus> {
  try {
    const basic = readBasic(bytes)
    const single = basic && (await responseAbout(basic, asked))
    if (basic === undefined || single === undefined || !(await isFromIssuer(basic, asked.issuer, at))) return notUsable
    const fresh = freshness(single.thisUpdate, single.nextUpdate, at)
    return fresh === undefined ? notUsable : { ...statusIn(single.certStatus), ...fresh }
  } catch {
    // The library stumbles over malformed answers in ways of its own.
    return notUsable
  }
}

function readBasic(bytes: Uint8Array): BasicOCSPResponse | undefined {
  const { responseStatus, responseBytes } = OCSPResponse.fromBER(bounded(bytes))
  if (responseStatus.valueBlock.valueDec !== 0 || responseBytes?.responseType !== BASIC) return undefined
  const basic = BasicOCSPResponse.fromBER(bounded(responseBytes.response.valueBlock.valueHexView))
  return isCritical(basic.tbsResponseData.responseExtensions) ? undefined : basic
}

async function responseAbout(
  { tbsResponseData: { responses } }: BasicOCSPResponse,
  { certificate, issuer: issuerCertificate }: AskedCertificate,
): Promise<SingleResponse | undefined> {
  for (const single of responses.slice(0, MOST_RESPONSES)) {
    const hashAlgorithm = digestName(single.certID.hashAlgorithm.algorithmId)
    if (hashAlgorithm === undefined || isCritical(single.singleExtensions)) continue
    const wanted = await CertID.create(certificate, { hashAlgorithm, issuerCertificate }, nodeEngine)
    if (single.certID.isEqual(wanted)) return single
  }
  return undefined
}

async function isFromIssuer(basic: BasicOCSPResponse, issuer: Certificate, at: Date): Promise<boolean> {
  if (hasWeakDigest(basic)) return false
  if (await isSignedWith(basic, issuer)) return true
  for (const responder of (basic.certs ?? []).slice(0, MOST_RESPONDERS)) {
    if ((await mayAnswerFor(responder, issuer, at)) && (await isSignedWith(basic, responder))) return true
  }
  return false
}

async function isSignedWith(
  { tbsResponseData, signature, signatureAlgorithm }: BasicOCSPResponse,
  { subjectPublicKeyInfo }: Certificate,
): Promise<boolean> {
  const data = new Uint8Array(tbsResponseData.tbsView)
  try {
    return await nodeEngine.verifyWithPublicKey(data, signature, subjectPublicKeyInfo, signatureAlgorithm)
  } catch {
    return false
  }
}

/** A responder the issuer itself authorized (RFC 6960, 4.2.2.2). */
async function mayAnswerFor(responder: Certificate, issuer: Certificate, at: Date): Promise<boolean> {
  const usage = extension(responder, EXTENDED_KEY_USAGE)
  if (!(usage instanceof ExtKeyUsage) || !usage.keyPurposes.includes(OCSP_SIGNING)) return false
  if (at < responder.notBefore.value || at > responder.notAfter.value) return false
  if (hasWeakDigest(responder) || hasWeakKey(responder)) return false
  return responder.issuer.isEqual(issuer.subject) && (await responder.verify(issuer, nodeEngine))
}

type Status = { is: 'good' } | { is: 'revoked'; at: Date; reason: ReturnType<typeof reasonOf> }

/** Throws for what is neither good nor revoked: `unknown` says nothing. */
function statusIn(status: unknown): Status {
  const [tag, parts] = taggedParts(status)
  if (tag === 0) return { is: 'good' }
  const [time, explicit] = parts
  if (tag !== 1 || !(time instanceof GeneralizedTime)) throw new RangeError('no status')
  const [code] = taggedParts(explicit)[1]
  return {
    is: 'revoked',
    at: time.toDate(),
    reason: reasonOf(code instanceof Enumerated ? code.valueBlock.valueDec : 0),
  }
}

/** Number and parts of a context tag; the library leaves the type of a status open. */
function taggedParts(element: unknown): [tag: number | undefined, parts: readonly unknown[]] {
  if (typeof element !== 'object' || element === null || !('idBlock' in element) || !('valueBlock' in element)) {
    return [undefined, []]
  }
  const { idBlock, valueBlock } = element
  const tag = typeof idBlock === 'object' && idBlock !== null && 'tagNumber' in idBlock ? idBlock.tagNumber : undefined
  const parts = typeof valueBlock === 'object' && valueBlock !== null && 'value' in valueBlock ? valueBlock.value : []
  return [typeof tag === 'number' ? tag : undefined, Array.isArray(parts) ? parts : []]
}

function isCritical(extensions: readonly Extension[] | undefined): boolean {
  return extensions?.some(({ critical }) => critical) === true
}

/** The library reads only whole buffers, and recurses: depth is looked at before. Throws BerError. */
function bounded(bytes: Uint8Array): ArrayBuffer {
  if (endOf(bytes, 0) !== bytes.length) throw new RangeError('bytes after its end')
  return new Uint8Array(bytes).buffer
}
