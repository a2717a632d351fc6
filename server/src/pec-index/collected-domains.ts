// What a source says of domains, gathered while it is read: each once, with who provides it where that is told.
import { parseHostName } from '../model/host-name.ts'

/** Bounds of one index: several times the real one, which names about 250,000 domains of some twenty providers. */
export const most = { entries: 2_000_000, domains: 1_000_000, providers: 10_000 }
const LONGEST_PROVIDER = 200
const LONGEST_WRITTEN = 500

/** A source with more than it may have. */
export class TooMuch extends Error {
  override name = 'TooMuch'
}

export class CollectedDomains {
  /** Domain → number of its provider; -1 when the source does not say. */
  private readonly providerOf = new Map<string, number>()
  private readonly names: string[] = []
  private readonly numbers = new Map<string, number>()
  private entriesSeen = 0
  /** Entries that are no domain names. */
  unreadable = 0

  get size(): number {
    return this.providerOf.size
  }

  get providers(): number {
    return this.names.length
  }

  /** Domains in the order of the source, each with its provider or null. */
  *entries(): Generator<readonly [dominio: string, provider: string | null]> {
    for (const [dominio, provider] of this.providerOf) yield [dominio, this.names[provider] ?? null]
  }

  /** The number by which a provider is known here. Throws TooMuch. */
  provider(name: string): number {
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    if (this.names.length >= most.providers) throw new TooMuch(`more than ${most.providers} providers`)
    this.numbers.set(name, this.names.length)
    return this.names.push(name) - 1
  }

  /** Notes a domain as written: the first provider that names it keeps it. Throws TooMuch. */
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

/** A provider's name as it may be stored and shown; undefined when it is no such text. */
export function readableName(name: string): string | undefined {
  const trimmed = name.trim()
  const isText = trimmed.isWellFormed() && !/[\u0000-\u001f\u007f\ufffd]/.test(trimmed)
  return isText && trimmed !== '' && trimmed.length <= LONGEST_PROVIDER ? trimmed : undefined
}
