// Are digests and keys strong enough: of the signature, of the signer's certificate, and of who issued it.
import type { Certificate, SignerInfo } from 'pkijs'
import { digestName, publicKeyOf, signatureDigest } from './crypto-engine.ts'
import type { SignerReport } from './signature-report.ts'

const WEAK_DIGESTS = new Set(['MD5', 'SHA-1', 'SHA-224', 'SHA3-224'])
const UNKNOWN = 'unknown'
const LEAST_RSA_BITS = 2_048
const LEAST_EC_BITS = 256

/**
 * Judges digest and key (ETSI TS 119 312). `issuers` are the authorities between the signer and its anchor: theirs are
 * signatures somebody could have forged too. The digest named is the weakest. What is not known is not called weak.
 */
export function strengthOf(
  signer: SignerInfo,
  certificate: Certificate | undefined,
  issuers: readonly Certificate[],
): SignerReport['strength'] {
  const content = digestName(signer.digestAlgorithm.algorithmId) ?? UNKNOWN
  const certificates = certificate === undefined ? [] : [certificate, ...issuers]
  const digests = [content, ...[signer, ...certificates].map((one) => digestOf(one) ?? content)]
  const digest = digests.find((one) => WEAK_DIGESTS.has(one)) ?? digests.find((one) => one === UNKNOWN) ?? content
  const key = keyOf(certificate)
  const verdicts = [digestVerdict(digest), ...[key, ...issuers.map(keyOf)].map(({ is }) => is)]
  const is = (['too weak', 'not assessed'] as const).find((one) => verdicts.includes(one)) ?? 'enough'
  return { is, digest, key: key.name }
}

type Verdict = SignerReport['strength']['is']

function digestVerdict(digest: string): Verdict {
  return WEAK_DIGESTS.has(digest) ? 'too weak' : digest === UNKNOWN ? 'not assessed' : 'enough'
}

/** Is it signed over a digest that somebody could have made another text for, or over one not known. */
export function hasWeakDigest(signed: Pick<Certificate, 'signatureAlgorithm'>): boolean {
  const digest = digestOf(signed) ?? ''
  return WEAK_DIGESTS.has(digest) || digest === UNKNOWN
}

/** Has it a key that somebody could have found out. */
export function hasWeakKey(certificate: Certificate): boolean {
  return keyOf(certificate).is === 'too weak'
}

/** Nothing: it has none of its own. */
function digestOf({ signatureAlgorithm }: Pick<Certificate, 'signatureAlgorithm'>): string | undefined {
  try {
    return signatureDigest(signatureAlgorithm)
  } catch {
    return UNKNOWN
  }
}

function keyOf(certificate: Certificate | undefined): { name: string; is: Verdict } {
  if (certificate === undefined) return { name: UNKNOWN, is: 'not assessed' }
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKeyOf(certificate.subjectPublicKeyInfo)
    const { modulusLength = 0, namedCurve = '' } = details ?? {}
    const atLeast = (bits: number, least: number) => (bits >= least ? 'enough' : 'too weak')
    if (type === 'rsa' || type === 'rsa-pss') {
      return { name: `RSA ${modulusLength}`, is: atLeast(modulusLength, LEAST_RSA_BITS) }
    }
    const curveBits = Number(/\d{3}/.exec(namedCurve)?.[0] ?? 0)
    if (type === 'ec') return { name: `EC ${namedCurve}`, is: atLeast(curveBits, LEAST_EC_BITS) }
    return { name: type ?? UNKNOWN, is: type === 'ed25519' ? 'enough' : 'not assessed' }
  } catch {
    return { name: UNKNOWN, is: 'not assessed' }
  }
}
