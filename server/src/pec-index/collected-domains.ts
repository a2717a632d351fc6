// Domains collected from a source while it is read: each once, with its provider where the source names one.
import { parseHostName } from '../model/host-name.ts'

/** Limits of one index: several times the real one, which has about 250,000 domains of some twenty providers. */
export const most = { entries: 2_000_000, domains: 1_000_000, providers: 10_000, certificates: 50_000 }
const LONGEST_PROVIDER = 200
const LONGEST_WRITTEN = 500

/** The source exceeds a limit. */
export class TooMuch extends Error {
  override name = 'TooMuch'
}

export class CollectedDomains {
  /** Maps a domain to the number of its provider; -1 when the source names none. */
  private readonly providerOf = new Map<string, number>()
  private readonly names: string[] = []
  private readonly numbers = new Map<string, number>()
  private readonly certificates = new Map<string, number>()
  private entriesSeen = 0
  /** Number of entries that are not domain names. */
  unreadable = 0

  get size(): number {
    return this.providerOf.size
  }

  get providers(): number {
    return this.names.length
  }

  /** Yields the domains in the order of the source, each with its provider or null. */
  *entries(): Generator<readonly [dominio: string, provider: string | null]> {
    for (const [dominio, provider] of this.providerOf) yield [dominio, this.names[provider] ?? null]
  }

  /** Yields the certificates of the source by their SHA-1 (hex, upper case), each with its provider. */
  *certificateHashes(): Generator<readonly [sha1: string, provider: string]> {
    for (const [sha1, provider] of this.certificates) yield [sha1, this.names[provider] ?? '']
  }

  /** Adds the hash of a provider's certificate as written; what is none is left out. */
  addCertificate(written: string, provider: number): void {
    const sha1 = written.replace(/[\s:]/g, '').toUpperCase()
    const isWanted = provider !== -1 && /^[0-9A-F]{40}$/.test(sha1) && !this.certificates.has(sha1)
    if (isWanted && this.certificates.size < most.certificates) this.certificates.set(sha1, provider)
  }

  /** Returns the number assigned to a provider. Throws TooMuch. */
  provider(name: string): number {
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    if (this.names.length >= most.providers) throw new TooMuch(`more than ${most.providers} providers`)
    this.numbers.set(name, this.names.length)
    return this.names.push(name) - 1
  }

  /** Adds a domain as written; the first provider that names it keeps it. Throws TooMuch. */
  add(written: string, provider = -1): void {
    this.entriesSeen += 1
    if (this.entriesSeen > most.entries) throw new TooMuch(`more than ${most.entries} entries`)
    const dominio = written.length > LONGEST_WRITTEN ? undefined : parseHostName(written)
    if (dominio === undefined) {
      this.unreadable += 1
      return
    }
    if (this.providerOf.has(dominio)) return
    if (this.size >= most.domains) throw new TooMuch(`more than ${most.domains} domains`)
    this.providerOf.set(dominio, provider)
  }
}

/** Normalises a provider's name for storage and display; undefined when it is unusable. */
export function readableName(name: string): string | undefined {
  const trimmed = name.trim()
  const isText = trimmed.isWellFormed() && !/[\u0000-\u001f\u007f\ufffd]/.test(trimmed)
  return isText && trimmed !== '' && trimmed.length <= LONGEST_PROVIDER ? trimmed : undefined
}
