// What is said of a signed file: data with separate answers, fit to be kept and shown. It names no fiscal code.
import type { RevocationReason } from './certificate-status.ts'

/** Which list a `qualified` answer rests on. */
export interface ListDate {
  territory: string
  sequence: number
  /** ISO dates the list itself bears; after `nextUpdate` a newer one should have been imported. */
  issuedAt: string
  nextUpdate?: string
}

/** Could the bytes be read as a signed file, and how were they written. */
export type Readable =
  | { is: 'signed'; encoding: 'DER' | 'PEM' | 'base64'; layers: number }
  | { is: 'not p7m'; why: NotP7m }
  | { is: 'too large'; what: Counted; limit: number }
  | { is: 'too deep' }
  /** It took more time, or memory, than one file may. */
  | { is: 'timed out' }
  /** Too many files wait already: ask again in a moment. */
  | { is: 'busy' }

export type NotP7m =
  'empty' | 'not DER, PEM or base64' | 'malformed' | 'bytes after its end' | 'not signed data' | 'no signers'

/** What is counted before anything is read. `elements`: of ASN.1, in what is read closely. */
export type Counted =
  | 'bytes'
  | 'bytes beside the content'
  | 'bytes to be hashed'
  | 'bytes of a name'
  | 'elements'
  | 'signers'
  | 'certificates'

/** The innermost content against what was expected, byte for byte (by SHA-256). */
export type ContentAnswer =
  { is: 'matches' | 'differs' | 'not asked'; sha256: string; sizeBytes: number } | { is: 'detached' }

export type Intact =
  | { is: 'yes' }
  | { is: 'no'; why: 'content changed' | 'signature wrong' | 'signed attributes wrong' }
  | { is: 'not checked'; why: 'detached' | 'no certificate' | 'algorithm not supported' }

export type ChainAnswer =
  { is: 'trusted'; anchor: string } | { is: 'not trusted'; why: ChainFault } | { is: 'no anchors configured' }

export type ChainFault =
  | 'no path to an anchor'
  | 'a certificate was not valid then'
  | 'a certificate may not issue others'
  | 'a rule of the path is broken'
  | 'a signature is wrong'

export type QualifiedAnswer =
  | { is: 'qualified'; list: ListDate }
  | {
      is: 'not qualified'
      why: 'issuer not on a list' | 'issuer not granted then' | 'certificate is not qualified for signatures'
    }
  | { is: 'not assessed'; why: 'no trusted list imported' | 'no certificate' }

/** Who said it: an answer for one certificate, or a list of those revoked. */
export type RevocationSource = 'ocsp' | 'crl'

/**
 * Were the signer's certificate, or those of the authorities between it and the anchor, revoked. `asOf`: when the
 * authority said so; `when`: against the day the signature was judged for.
 */
export type RevocationAnswer =
  | { is: 'good'; source: RevocationSource; asOf: string }
  | {
      is: 'revoked'
      whose: 'signer' | 'authority'
      at: string
      when: 'before signing' | 'after signing'
      reason: RevocationReason
      source: RevocationSource
      asOf: string
    }
  | { is: 'not assessed'; why: RevocationUnknown }

export type RevocationUnknown =
  | 'off'
  /** Not intact, or without a path to an anchor: there is nobody whose word would count. */
  | 'signer not trusted'
  | 'no responder named'
  | 'no answer'
  | 'answer not usable'
  | 'certificate has expired'

/** One signer of one layer; layer 1 is the outermost. */
export interface SignerReport {
  layer: number
  intact: Intact
  /** The signing-certificate-v2 attribute against the certificate used (RFC 5035). */
  signingCertificate: 'matches' | 'missing' | 'does not match' | 'not assessed'
  strength: { is: 'enough' | 'too weak' | 'not assessed'; digest: string; key: string }
  /** When the signer says to have signed; a claim, never a proof. */
  signingTime:
    | { is: 'claimed'; at: string }
    | { is: 'absent' }
    | { is: 'in the future'; at: string }
    | { is: 'before it was issued'; at: string; issuedAt: string }
  /** At the signing time claimed, but not before the document was issued; else when judged, as `stillValid` always is. */
  certificate:
    { is: 'valid' | 'expired' | 'not yet valid'; from: string; to: string; stillValid: boolean } | { is: 'missing' }
  usage: 'for signatures' | 'not for signatures' | 'not said'
  chain: ChainAnswer
  qualified: QualifiedAnswer
  revocation: RevocationAnswer
  timeStamp: 'absent' | 'present, not assessed'
  name?: string
  /** Is the fiscal code in the certificate (`TINIT-`) the one expected. */
  fiscalCode: 'matches' | 'differs' | 'absent' | 'not asked'
}

/** All that is known of a signed file. */
export interface SignatureReport {
  readable: Readable
  /** Absent unless `readable` is `signed`. */
  content?: ContentAnswer
  /** Every signer of every layer, outermost first. */
  signers: SignerReport[]
}

/** A closed list of what can be held against a signed file; fit for logs and answers. */
export type SignatureFault =
  | 'not readable'
  | 'detached'
  | 'other content'
  | 'not intact'
  | 'signing certificate does not match'
  | 'too weak'
  | 'signed in the future'
  | 'signed before it was issued'
  | 'certificate not valid at signing'
  | 'not for signatures'
  | 'not trusted'
  | 'nobody is trusted'
  | 'revoked before signing'
  | 'revoked since'
  | 'other signer'

/** By which rules a report is held against its file. */
export interface FaultRules {
  /** Whether a signer may be taken while nobody is trusted, so that everybody can sign as anybody. */
  unassessedSigners: 'accept' | 'refuse'
  /** `any`: also with certificates that are not for signatures. */
  usage?: 'any'
}

const strictest: FaultRules = { unassessedSigners: 'refuse' }

/**
 * What can be held against the file; none = it may be taken. Every signature must be intact, and one signer must be
 * without fault: the one whose fiscal code was asked for, if one was. Who is revoked is refused whenever that was, as no
 * time stamp is judged that would prove the time of signing. A missing signing-certificate-v2 and what else was not
 * assessed are not held against it: the report says them.
 */
export function faultsOf(
  { readable, content, signers }: SignatureReport,
  rules: FaultRules = strictest,
): SignatureFault[] {
  if (readable.is !== 'signed') return ['not readable']
  const faults: SignatureFault[] = []
  if (content?.is === 'detached') faults.push('detached')
  if (content?.is === 'differs') faults.push('other content')
  if (signers.some(({ intact }) => intact.is !== 'yes')) faults.push('not intact')
  const best = bestSigner(signers, rules)
  return [...faults, ...(best === undefined ? [] : faultsOfSigner(best, rules))]
}

/** The signer with the fewest faults, whom `faultsOf` goes by; the outermost of several. */
export function bestSigner(signers: readonly SignerReport[], rules: FaultRules): SignerReport | undefined {
  const faults = (signer: SignerReport) => faultsOfSigner(signer, rules).length
  return signers.toSorted((one, other) => faults(one) - faults(other))[0]
}

function faultsOfSigner(signer: SignerReport, { unassessedSigners, usage }: FaultRules): SignatureFault[] {
  const faults: SignatureFault[] = []
  if (signer.signingCertificate === 'does not match') faults.push('signing certificate does not match')
  if (signer.strength.is === 'too weak') faults.push('too weak')
  if (signer.signingTime.is === 'in the future') faults.push('signed in the future')
  if (signer.signingTime.is === 'before it was issued') faults.push('signed before it was issued')
  if (signer.certificate.is !== 'valid') faults.push('certificate not valid at signing')
  if (signer.usage === 'not for signatures' && usage !== 'any') faults.push('not for signatures')
  if (signer.chain.is === 'not trusted') faults.push('not trusted')
  if (signer.chain.is === 'no anchors configured' && unassessedSigners === 'refuse') faults.push('nobody is trusted')
  if (signer.revocation.is === 'revoked') {
    faults.push(signer.revocation.when === 'before signing' ? 'revoked before signing' : 'revoked since')
  }
  if (signer.fiscalCode === 'differs' || signer.fiscalCode === 'absent') faults.push('other signer')
  return faults
}
