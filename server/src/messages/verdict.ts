// What a certified message's signature is worth: whose it is, when that certificate held, and whether it may speak for the
// domain the message comes from (RFC 6109, 6.5 and 7).
import { X509Certificate } from 'node:crypto'
import type { SignerReport } from '../signatures/signature-report.ts'
import type { DetachedReport } from '../signatures/signature-reader.ts'
import { plainTextOf } from '../model/plain-text.ts'

/** A closed list; the first that holds, in this order. */
export const verdicts = [
  /** Not multipart/signed. */
  'not signed',
  'signature unreadable',
  /** Changed since, or not signed with the certificate beside it. */
  'not intact',
  'certificate not valid then',
  /** The address it comes from is not the certificate's. */
  'other address',
  /** The index knows the certificate, as that of a provider that does not manage the domain. */
  'domain of another provider',
  /** Neither the index nor a trusted authority knows the certificate. */
  'unknown signer',
  'valid',
] as const
export type Verdict = (typeof verdicts)[number]

/** A signer's certificate as people know it. */
export interface CertificateFacts {
  name: string
  issuer: string
  /** E-mail addresses among its alternative names, in lower case. */
  addresses: string[]
  /** `providerCertificateHash`: hex, upper case. */
  sha1: string
  from: Date
  to: Date
}

/** What the index says: which provider has the certificate, and which manages the domain; null: none it names. */
export interface IndexFacts {
  certificateOf: string | null
  domainOf: string | null
}

/** Reads a certificate (DER); nothing when it is none. */
export function certificateFacts(der: Uint8Array | null | undefined): CertificateFacts | undefined {
  if (der === null || der === undefined) return undefined
  try {
    const certificate = new X509Certificate(der)
    const names = (certificate.subjectAltName ?? '').split(/, ?/)
    return {
      name: nameIn(certificate.subject),
      issuer: nameIn(certificate.issuer),
      addresses: names.flatMap((name) => /^email:([^"\s]{3,254})$/.exec(name)?.[1]?.toLowerCase() ?? []).slice(0, 50),
      sha1: certificate.fingerprint.replaceAll(':', ''),
      from: new Date(certificate.validFrom),
      to: new Date(certificate.validTo),
    }
  } catch {
    return undefined
  }
}

/** The verdict about the first signer; `from` are the addresses the message comes from. */
export function verdictOf(
  report: DetachedReport | undefined,
  {
    certificate,
    from,
    index,
  }: { certificate: CertificateFacts | undefined; from: readonly string[]; index: IndexFacts },
): Verdict {
  const [signer] = report?.signers ?? []
  if (report === undefined) return 'not signed'
  if (signer === undefined || certificate === undefined) return 'signature unreadable'
  if (!isIntact(report.signers)) return 'not intact'
  if (signer.certificate.is !== 'valid') return 'certificate not valid then'
  if (from.length !== 1 || !from.every((address) => certificate.addresses.includes(address))) return 'other address'
  const { certificateOf, domainOf } = index
  if (certificateOf !== null && certificateOf !== domainOf) return 'domain of another provider'
  return certificateOf !== null || signer.chain.is === 'trusted' ? 'valid' : 'unknown signer'
}

function isIntact(signers: readonly SignerReport[]): boolean {
  return signers.every(({ intact }) => intact.is === 'yes')
}

/** The common name of a distinguished name as Node writes it, one attribute a line. */
function nameIn(lines: string): string {
  const name = /^CN=(.*)$/m.exec(lines)?.[1] ?? lines.replaceAll('\n', ', ')
  return plainTextOf(name, 200)
}
