// Are digests and keys strong enough: of the signature, of the signer's certificate, and of who issued it.
import type { Certificate, SignerInfo } from 'pkijs'
import { digestName, publicKeyOf, signatureDigest } from './crypto-engine.ts'
import type { SignerReport } from './signature-report.ts'

const WEAK_DIGESTS = new Set(['MD5', 'SHA-1', 'SHA-224', 'unknown'])
const LEAST_RSA_BITS = 2_048
const LEAST_EC_BITS = 256

/**
 * Judges digest and key (ETSI TS 119 312). `issuers` are the authorities between the signer and its anchor: theirs are
 * signatures somebody could have forged too. The digest named is the weakest.
 */
export function strengthOf(
  signer: SignerInfo,
  certificate: Certificate | undefined,
  issuers: readonly Certificate[],
): SignerReport['strength'] {
  const content = digestName(signer.digestAlgorithm.algorithmId) ?? 'unknown'
  const certificates = certificate === undefined ? [] : [certificate, ...issuers]
  const signed = [signer, ...certificates].map((one) => digestOf(one) ?? content)
  const digest = [content, ...signed].find((one) => WEAK_DIGESTS.has(one)) ?? content
  const key = keyOf(certificate)
  const isStrong = !WEAK_DIGESTS.has(digest) && [key, ...issuers.map(keyOf)].every((one) => one.isStrong)
  return { is: isStrong ? 'enough' : 'too weak', digest, key: key.name }
}

/** Is it signed over a digest that somebody could have made another text for. */
export function hasWeakDigest(signed: Pick<Certificate, 'signatureAlgorithm'>): boolean {
  return WEAK_DIGESTS.has(digestOf(signed) ?? '')
}

/** Parameters that cannot be read are as good as no digest. */
function digestOf({ signatureAlgorithm }: Pick<Certificate, 'signatureAlgorithm'>): string | undefined {
  try {
    return signatureDigest(signatureAlgorithm)
  } catch {
    return 'unknown'
  }
}

function keyOf(certificate: Certificate | undefined): { name: string; isStrong: boolean } {
  if (certificate === undefined) return { name: 'unknown', isStrong: false }
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKeyOf(certificate.subjectPublicKeyInfo)
    const { modulusLength = 0, namedCurve = '' } = details ?? {}
    if (type === 'rsa' || type === 'rsa-pss') {
      return { name: `RSA ${modulusLength}`, isStrong: modulusLength >= LEAST_RSA_BITS }
    }
    const curveBits = Number(/\d{3}/.exec(namedCurve)?.[0] ?? 0)
    if (type === 'ec') return { name: `EC ${namedCurve}`, isStrong: curveBits >= LEAST_EC_BITS }
    return { name: type ?? 'unknown', isStrong: type === 'ed25519' }
  } catch {
    return { name: 'unknown', isStrong: false }
  }
}
