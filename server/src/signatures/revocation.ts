// Were the certificates of a signer revoked: asked over the network in the main process, judged by the worker.
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { BoundedFetch } from '../network/bounded-fetch.ts'
import type { CertificateLink } from './certificate-links.ts'
import { notUsable } from './certificate-status.ts'
import type { CertificateStatus } from './certificate-status.ts'
import type { RevocationAnswer, RevocationSource, SignerReport } from './signature-report.ts'

/** What the worker is asked of an authority's answer. `at` is real time. */
export interface StatusQuestion {
  source: RevocationSource
  certificate: Uint8Array
  issuer: Uint8Array
  at: Date
}

/** What asking needs: how to fetch, and the real time. */
export interface RevocationNetwork {
  fetcher: BoundedFetch
  now(): Date
}

export type StatusJudge = (bytes: Uint8Array, question: StatusQuestion) => Promise<CertificateStatus>

/** A signer, the links of its path (null: not intact, or not trusted), and the day its signature was judged. */
export interface AskedSigner {
  report: SignerReport
  links: readonly CertificateLink[] | null
  at: Date
}

const MOST_OCSP_BYTES = 64_000
const MOST_CRL_BYTES = 5_000_000
const MOST_CACHED_BYTES = 32_000_000
/** A certificate may be revoked long before its authority's last answer ends. */
const AN_HOUR_MS = 3_600_000
/** After this long nobody else is asked for the same file. */
const ENOUGH_MS = 10_000

type Kept = { bytes: Uint8Array; until: Date; askAgainAt: Date }
type Found = Exclude<CertificateStatus, { is: 'not usable' }> & { source: RevocationSource }
type NotFound = { is: 'not assessed'; why: Extract<RevocationAnswer, { is: 'not assessed' }>['why'] }
type Source = { source: RevocationSource; url: string; question?: Uint8Array }

/**
 * Gives what answers for the signers of one file, in their order: OCSP first, else the CRL, for each certificate below
 * the anchor. Verified answers are used for an hour, and after it, where nobody answers, until they say that a newer one is
 * due. Never rejects for what comes from outside.
 */
export function revocationChecks(
  { fetcher, now }: RevocationNetwork,
  judge: StatusJudge,
): (signers: readonly AskedSigner[]) => Promise<RevocationAnswer[]> {
  const kept = new LRUCache<string, Kept>({
    max: 1_000,
    maxSize: MOST_CACHED_BYTES,
    sizeCalculation: ({ bytes }) => bytes.length + 1,
  })

  const judged = (bytes: Uint8Array, { source }: Source, { certificate, issuer }: CertificateLink) =>
    judge(bytes, { source, certificate, issuer, at: now() })

  /** By an answer of this hour, else by a new one, else by a kept one that still holds. */
  const statusBy = async (source: Source, link: CertificateLink): Promise<CertificateStatus | 'no answer'> => {
    const key = keyOf(source)
    const known = kept.get(key)
    const holding = known !== undefined && now() <= known.until ? known : undefined
    if (holding !== undefined && now() < holding.askAgainAt) return judged(holding.bytes, source, link)
    const answer = await fetcher.fetch({ url: source.url, ...boundsOf(source) })
    const status = answer.is === 'fetched' ? await judged(answer.bytes, source, link) : notUsable
    if (answer.is === 'fetched' && status.is !== 'not usable') {
      kept.set(key, { bytes: answer.bytes, until: status.until, askAgainAt: new Date(now().getTime() + AN_HOUR_MS) })
      return status
    }
    if (holding !== undefined) return judged(holding.bytes, source, link)
    return answer.is === 'no answer' ? 'no answer' : notUsable
  }

  const statusOf = async (link: CertificateLink, endsMs: number): Promise<Found | NotFound> => {
    const sources = sourcesOf(link)
    let why: NotFound['why'] = sources.length === 0 ? 'no responder named' : 'no answer'
    for (const one of sources) {
      if (performance.now() > endsMs) break
      const status = await statusBy(one, link)
      if (status !== 'no answer' && status.is !== 'not usable') {
        // An authority need not remember what it revoked once it has expired.
        if (status.is === 'good' && now() > link.notAfter) return { is: 'not assessed', why: 'certificate has expired' }
        return { ...status, source: one.source }
      }
      if (status !== 'no answer') why = 'answer not usable'
    }
    return { is: 'not assessed', why }
  }

  return async (signers) => {
    const endsMs = performance.now() + ENOUGH_MS
    const answers: RevocationAnswer[] = []
    for (const { report, links, at } of signers) {
      const statuses = links && (await Promise.all(links.map((link) => statusOf(link, endsMs))))
      answers.push(
        statuses === null ? { is: 'not assessed', why: 'signer not trusted' } : summaryOf(statuses, report, at),
      )
    }
    return answers
  }
}

/** One revoked certificate is enough; good are all of them or none. */
function summaryOf(statuses: readonly (Found | NotFound)[], { signingTime }: SignerReport, at: Date): RevocationAnswer {
  const signedAt = signedAtBy(signingTime) ?? at
  for (const [i, status] of statuses.entries()) {
    if (status.is !== 'revoked') continue
    return {
      is: 'revoked',
      whose: i === 0 ? 'signer' : 'authority',
      at: status.at.toISOString(),
      when: status.at <= signedAt ? 'before signing' : 'after signing',
      reason: status.reason,
      source: status.source,
      asOf: status.asOf.toISOString(),
    }
  }
  const [first] = statuses
  const open = statuses.find((one) => one.is === 'not assessed')
  if (open !== undefined) return open
  // The signer's certificate is an anchor itself.
  if (first?.is !== 'good') return { is: 'not assessed', why: 'no responder named' }
  const oldest = Math.min(...statuses.map((one) => (one.is === 'good' ? one.asOf.getTime() : Infinity)))
  return { is: 'good', source: first.source, asOf: new Date(oldest).toISOString() }
}

/** The day a signature was judged for, where it is not the day of judging. */
function signedAtBy(signingTime: SignerReport['signingTime']): Date | undefined {
  if (signingTime.is === 'before it was issued') return new Date(signingTime.issuedAt)
  return signingTime.is === 'claimed' ? new Date(signingTime.at) : undefined
}

function sourcesOf({ ocsp, crl }: CertificateLink): Source[] {
  return [
    ...(ocsp === undefined ? [] : [{ source: 'ocsp' as const, ...ocsp }]),
    ...(crl === undefined ? [] : [{ source: 'crl' as const, ...crl }]),
  ]
}

function boundsOf({ question }: Source) {
  return question === undefined
    ? { maxBytes: MOST_CRL_BYTES }
    : { maxBytes: MOST_OCSP_BYTES, body: { type: 'application/ocsp-request', bytes: question } }
}

function keyOf({ url, question }: Source): string {
  return createHash('sha256')
    .update(question ?? '')
    .update(' ')
    .update(url)
    .digest('base64')
}
