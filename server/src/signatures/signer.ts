// One signer of a signed file: every question about it, answered on its own.
import { timingSafeEqual } from 'node:crypto'
import { GeneralizedTime, ObjectIdentifier, OctetString, Sequence, UTCTime } from 'asn1js'
import { Certificate, SignedDataVerifyError } from 'pkijs'
import type { SignedData, SignerInfo } from 'pkijs'
import { fiscalCodeAnswer, nameIn, usageOf } from './certificate-holder.ts'
import { chainOf } from './chain.ts'
import type { Chain } from './chain.ts'
import { digestName, digestOf, nodeEngine } from './crypto-engine.ts'
import type { JudgingWork } from './judging-work.ts'
import type { KnownAnchors } from './known-anchors.ts'
import { qualifiedOf } from './qualified.ts'
import type { ChainAnswer, Intact, SignerReport } from './signature-report.ts'
import { strengthOf } from './strength.ts'

/** A layer of a signed file, as its signers are judged. */
export interface Layer {
  number: number
  signed: SignedData
  /** In a buffer of its own. Absent: detached, and not given. */
  content: Uint8Array<ArrayBuffer> | undefined
  /** DER of the content type's object identifier. */
  contentType: Uint8Array
  /** As written in the file, in the order of `signed.certificates`. */
  certificates: readonly Uint8Array[]
  /** Of each signer: is there a time stamp; its unsigned attributes are not in `signed`. */
  timeStamped: readonly boolean[]
}

/** As the library has it: an empty set of values is none at all, whatever its types say. */
interface Attribute {
  type: string
  values?: unknown[]
}

/** What is asked about each signer. */
export interface SignerQuestion {
  at: Date
  anchors: KnownAnchors
  /** What the file may cost. */
  work: JudgingWork
  expectedFiscalCode?: string
  /** When what was signed was issued, which nobody signed before. */
  issuedAt?: Date
  /** The day for which everything is judged, instead of the time of signing: nobody knows since when there was the content. */
  judgedFor?: 'now'
  /** When it was signed by what stands outside the signature; counts where the signature does not say (ISO 32000). */
  claimedAt?: Date
}

const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const SIGNING_TIME = '1.2.840.113549.1.9.5'
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47'
const PLAIN_DATA = Buffer.from('06092a864886f70d010701', 'hex')
const CLOCKS_APART_MS = 300_000

/** Judges signer `index` of the layer. Throws what the library throws at malformed parts of certificates. */
export async function judgeSigner(layer: Layer, index: number, question: SignerQuestion): Promise<SignerReport> {
  const signer = layer.signed.signerInfos[index]
  if (signer === undefined) throw new RangeError('no such signer')
  const { intact, certificate } = await checkSignature(layer, index, signer)
  const { signingTime, on } = signingTimeOf(signer, question)
  const anchors = question.anchors.on(on)
  const chain =
    certificate &&
    (await chainOf(certificate, { others: certificatesOf(layer.signed), anchors, on, work: question.work }))
  const issuers = chain?.is === 'trusted' ? chain.path.slice(1, -1) : []
  const report: SignerReport = {
    layer: layer.number,
    intact,
    signingCertificate: signingCertificateOf(layer, signer, certificate),
    strength: strengthOf(signer, certificate, issuers),
    signingTime,
    revocation: { is: 'not assessed', why: 'off' },
    timeStamp: layer.timeStamped[index] === true ? 'present, not assessed' : 'absent',
    ...(certificate === undefined || chain === undefined
      ? aboutNobody(question)
      : aboutCertificate(certificate, chain, on, question)),
  }
  if (chain?.is === 'trusted' && intact.is === 'yes') trustedPaths.set(report, chain.path)
  const written = writtenCertificate(layer, certificate)
  if (written !== undefined) writtenCertificates.set(report, written)
  return report
}

const writtenCertificates = new WeakMap<SignerReport, Uint8Array>()

/** The certificate (DER) of a signer judged before, as it was written; nothing when it was not among the others. */
export function certificateOf(report: SignerReport): Uint8Array | undefined {
  return writtenCertificates.get(report)
}

const trustedPaths = new WeakMap<SignerReport, readonly Certificate[]>()

/** The path of a signer judged before, from its certificate to the anchor; nothing when not intact or not trusted. */
export function trustedPathOf(report: SignerReport): readonly Certificate[] | undefined {
  return trustedPaths.get(report)
}

type AboutCertificate = Pick<SignerReport, 'certificate' | 'usage' | 'chain' | 'qualified' | 'name' | 'fiscalCode'>

function aboutNobody(question: SignerQuestion): AboutCertificate {
  return {
    certificate: { is: 'missing' },
    usage: 'not said',
    chain: withoutAnchors(question) ?? { is: 'not trusted', why: 'no path to an anchor' },
    qualified: { is: 'not assessed', why: 'no certificate' },
    fiscalCode: question.expectedFiscalCode === undefined ? 'not asked' : 'absent',
  }
}

function aboutCertificate(
  certificate: Certificate,
  chain: Chain,
  on: Date,
  question: SignerQuestion,
): AboutCertificate {
  const name = nameIn(certificate)
  return {
    certificate: validityOf(certificate, on, question.at),
    usage: usageOf(certificate),
    chain: withoutAnchors(question) ?? answerOf(chain),
    qualified: qualifiedOf(certificate, chain, question.anchors, on),
    ...(name === undefined ? {} : { name }),
    fiscalCode: fiscalCodeAnswer(certificate, question.expectedFiscalCode),
  }
}

async function checkSignature(
  layer: Layer,
  index: number,
  signer: SignerInfo,
): Promise<{ intact: Intact; certificate?: Certificate }> {
  const { content } = layer
  const data = (content ?? Uint8Array.of(0)).buffer
  const checked = await layer.signed.verify({ signer: index, data, extendedMode: true }, nodeEngine).catch(asChecked)
  const certificate = checked.signerCertificate
  if (!(certificate instanceof Certificate)) return { intact: { is: 'not checked', why: 'no certificate' } }
  if (content === undefined) return { intact: { is: 'not checked', why: 'detached' }, certificate }
  if (!attributesHold(layer, signer)) return { intact: { is: 'no', why: 'signed attributes wrong' }, certificate }
  if (!digestHolds(signer, content)) return { intact: { is: 'no', why: 'content changed' }, certificate }
  if (checked.signatureVerified === true) return { intact: { is: 'yes' }, certificate }
  const unsupported = checked.signatureVerified !== false
  return {
    intact: unsupported ? { is: 'not checked', why: 'algorithm not supported' } : { is: 'no', why: 'signature wrong' },
    certificate,
  }
}

function asChecked(error: unknown): SignedDataVerifyError {
  if (error instanceof SignedDataVerifyError) return error
  throw error
}

/** RFC 5652, 5.3 and 11: with attributes, the content type and the digest, once each; without, plain data only. */
function attributesHold({ contentType }: Layer, signer: SignerInfo): boolean {
  const attributes = signer.signedAttrs?.attributes
  if (attributes === undefined) return Buffer.compare(contentType, PLAIN_DATA) === 0
  const [type, digest] = [CONTENT_TYPE, MESSAGE_DIGEST].map((wanted) => onlyValue(attributes, wanted))
  if (!(type instanceof ObjectIdentifier) || !(digest instanceof OctetString)) return false
  return Buffer.compare(contentType, new Uint8Array(type.toBER())) === 0
}

/** Nothing when there are several, of the attribute or in it. */
function onlyValue(attributes: readonly Attribute[], type: string): unknown {
  const [found, ...more] = attributes.filter((one) => one.type === type)
  return more.length === 0 && found?.values?.length === 1 ? found.values[0] : undefined
}

function digestHolds(signer: SignerInfo, content: Uint8Array): boolean {
  if (signer.signedAttrs === undefined) return true
  const name = digestName(signer.digestAlgorithm.algorithmId)
  const said: unknown = attributeOf(signer.signedAttrs.attributes, MESSAGE_DIGEST)
  if (name === undefined || !(said instanceof OctetString)) return name === undefined
  return isSameBytes(digestOf(name, content), said.valueBlock.valueHexView)
}

function signingTimeOf(
  signer: SignerInfo,
  { at, issuedAt, judgedFor, claimedAt }: SignerQuestion,
): { signingTime: SignerReport['signingTime']; on: Date } {
  const value: unknown = attributeOf(signer.signedAttrs?.attributes, SIGNING_TIME)
  const time = value instanceof UTCTime || value instanceof GeneralizedTime ? value.toDate() : claimedAt
  if (time === undefined || Number.isNaN(time.getTime())) return { signingTime: { is: 'absent' }, on: at }
  const said = time.toISOString()
  if (time.getTime() > at.getTime() + CLOCKS_APART_MS) return { signingTime: { is: 'in the future', at: said }, on: at }
  if (judgedFor === 'now') return { signingTime: { is: 'claimed', at: said }, on: at }
  // Whoever claims an earlier day may want a certificate to be valid that is not any more.
  if (issuedAt === undefined || time >= issuedAt) return { signingTime: { is: 'claimed', at: said }, on: time }
  const isSlow = time.getTime() + CLOCKS_APART_MS >= issuedAt.getTime()
  const before = { is: 'before it was issued', at: said, issuedAt: issuedAt.toISOString() } as const
  return { signingTime: isSlow ? { is: 'claimed', at: said } : before, on: issuedAt }
}

function signingCertificateOf(
  layer: Layer,
  signer: SignerInfo,
  certificate: Certificate | undefined,
): SignerReport['signingCertificate'] {
  const attribute: unknown = attributeOf(signer.signedAttrs?.attributes, SIGNING_CERTIFICATE_V2)
  if (attribute === undefined) return 'missing'
  const parts = firstCertificateId(attribute)
  const hash = parts.find((part) => part instanceof OctetString)
  const [algorithm] = parts
  // RFC 5035: without an algorithm it is SHA-256.
  const oid: unknown = algorithm instanceof Sequence ? algorithm.valueBlock.value[0] : undefined
  const name = oid instanceof ObjectIdentifier ? digestName(oid.valueBlock.toString()) : 'SHA-256'
  const raw = writtenCertificate(layer, certificate)
  if (name === undefined || certificate === undefined) return 'not assessed'
  if (hash === undefined || raw === undefined) return 'does not match'
  return isSameBytes(digestOf(name, raw), hash.valueBlock.valueHexView) ? 'matches' : 'does not match'
}

function writtenCertificate({ certificates, signed }: Layer, certificate?: Certificate): Uint8Array | undefined {
  // What is no X.509 certificate has its place in both lists too.
  return certificate && certificates[signed.certificates?.indexOf(certificate) ?? -1]
}

/** The parts of ESSCertIDv2 of the first certificate named, which is the signer's. */
function firstCertificateId(attribute: unknown): unknown[] {
  let here = attribute
  for (let level = 0; level < 2; level += 1) here = here instanceof Sequence ? here.valueBlock.value[0] : undefined
  return here instanceof Sequence ? here.valueBlock.value : []
}

function validityOf({ notBefore, notAfter }: Certificate, on: Date, at: Date): SignerReport['certificate'] {
  const [from, to] = [notBefore.value, notAfter.value]
  const is = on < from ? 'not yet valid' : on > to ? 'expired' : 'valid'
  return { is, from: from.toISOString(), to: to.toISOString(), stillValid: at >= from && at <= to }
}

function withoutAnchors({ anchors }: SignerQuestion): ChainAnswer | undefined {
  return anchors.isEmpty ? { is: 'no anchors configured' } : undefined
}

function answerOf(chain: Chain): ChainAnswer {
  if (chain.is !== 'trusted') return chain
  const anchor = chain.path.at(-1)
  return { is: 'trusted', anchor: (anchor && nameIn(anchor)) ?? 'unnamed' }
}

function certificatesOf(signed: SignedData): Certificate[] {
  return (signed.certificates ?? []).filter((one) => one instanceof Certificate)
}

function attributeOf(attributes: readonly Attribute[] | undefined, type: string): unknown {
  return attributes?.find((one) => one.type === type)?.values?.[0]
}

function isSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
