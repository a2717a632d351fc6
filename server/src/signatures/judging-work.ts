// What judging one signed file may cost, so that nobody's file keeps the worker from those of others.
import type { Certificate, SignerInfo } from 'pkijs'
import { digestName, nodeEngine } from './crypto-engine.ts'

/** A file of three layers and twenty signers has half as many, if those who issued their certificates do not differ. */
const MOST_LINKS = 100
/** How often the bytes of a long file may be hashed: three layers, signed by two algorithms each. */
const MOST_TIMES_HASHED = 6
const ALWAYS_HASHED_BYTES = 20_000_000
/** SHA-3 takes three times as long as the others. */
const SLOW_DIGEST = 3

/** The purse of one file. */
export class JudgingWork {
  /** Bytes that may be hashed in all. */
  readonly mostBytes: number
  private bytes: number
  private links = MOST_LINKS
  private readonly known = new Map<Certificate, Map<Certificate, Promise<boolean>>>()

  /** `fileBytes`: how long it is. */
  constructor(fileBytes: number) {
    this.mostBytes = Math.max(ALWAYS_HASHED_BYTES, MOST_TIMES_HASHED * fileBytes)
    this.bytes = this.mostBytes
  }

  /** Pays for hashing `content` as those who signed it did; false when that is too much. */
  payForDigests(signers: readonly SignerInfo[], content: Uint8Array): boolean {
    const withAttributes = signers.filter(({ signedAttrs }) => signedAttrs !== undefined)
    const names = new Set(withAttributes.map(({ digestAlgorithm }) => digestName(digestAlgorithm.algorithmId)))
    const times = [...names].reduce((sum, name) => sum + timesAsLong(name), 0)
    // A signature over the content itself hashes it anew.
    const bare = SLOW_DIGEST * (signers.length - withAttributes.length)
    this.bytes -= (times + bare) * content.length
    return this.bytes >= 0
  }

  /** Did `issuer` sign `certificate`; checked once, and not at all when too many were (undefined). */
  isSignedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> | undefined {
    const known = this.known.get(certificate) ?? new Map<Certificate, Promise<boolean>>()
    this.known.set(certificate, known)
    const found = known.get(issuer)
    if (found !== undefined) return found
    if ((this.links -= 1) < 0) return undefined
    const checked = certificate.verify(issuer, nodeEngine)
    known.set(issuer, checked)
    return checked
  }
}

const timesAsLong = (name: string | undefined) => (name === undefined ? 0 : name.startsWith('SHA3') ? SLOW_DIGEST : 1)
