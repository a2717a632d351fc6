// What an authority's answer (OCSP, RFC 6960; CRL, RFC 5280) says of one certificate: the words the room shares.
import type { Certificate } from 'pkijs'

/** Reasons of a revocation by their code (RFC 5280, 5.3.1). */
const revocationReasons = [
  'unspecified',
  'key compromise',
  'CA compromise',
  'affiliation changed',
  'superseded',
  'cessation of operation',
  'certificate hold',
  'unspecified',
  'removed from list',
  'privilege withdrawn',
  'AA compromise',
] as const
export type RevocationReason = (typeof revocationReasons)[number]

/** A verified answer, which holds `until` then; or one that cannot be used, whatever the cause. */
export type CertificateStatus =
  | { is: 'good'; asOf: Date; until: Date }
  | { is: 'revoked'; at: Date; reason: RevocationReason; asOf: Date; until: Date }
  | { is: 'not usable' }

/** Whom an answer is about, and whom it must come from. */
export interface AskedCertificate {
  certificate: Certificate
  issuer: Certificate
}

export const notUsable: CertificateStatus = { is: 'not usable' }

const CLOCKS_APART_MS = 300_000
/** How long an answer holds that does not say so. */
const A_DAY_MS = 86_400_000

/** When an answer was made and until when it holds; nothing when it is of tomorrow, or stale. `at` is real time. */
export function freshness(
  thisUpdate: Date,
  nextUpdate: Date | undefined,
  at: Date,
): { asOf: Date; until: Date } | undefined {
  const until = nextUpdate ?? new Date(thisUpdate.getTime() + A_DAY_MS)
  const begun = thisUpdate.getTime() <= at.getTime() + CLOCKS_APART_MS
  return begun && at.getTime() <= until.getTime() ? { asOf: thisUpdate, until } : undefined
}

export function reasonOf(code: number | undefined): RevocationReason {
  return revocationReasons[code ?? 0] ?? 'unspecified'
}
