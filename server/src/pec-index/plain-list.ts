// A plain list: one domain per line. Empty lines and lines that begin with # are skipped.
import type { CollectedDomains } from './collected-domains.ts'

const LF = 0x0a
const LONGEST_LINE_BYTES = 10_000

/** A line that no list of domains contains. */
export class ListError extends Error {
  override name = 'ListError'
}

/** Parses a list given in chunks of any size. Throws ListError and TooMuch. */
export class ListReader {
  private readonly domains: CollectedDomains
  private rest: Buffer = Buffer.alloc(0)
  private line = 0

  constructor(domains: CollectedDomains) {
    this.domains = domains
  }

  push(piece: Buffer): void {
    let from = 0
    for (let end = piece.indexOf(LF); end !== -1; end = piece.indexOf(LF, from)) {
      const line = piece.subarray(from, end)
      this.whole(this.rest.length === 0 ? line : Buffer.concat([this.rest, line]))
      this.rest = Buffer.alloc(0)
      from = end + 1
    }
    this.rest = Buffer.concat([this.rest, piece.subarray(from)])
    if (this.rest.length > LONGEST_LINE_BYTES) throw new ListError(`line ${this.line + 1} is too long`)
  }

  end(): void {
    this.whole(this.rest)
  }

  private whole(bytes: Buffer): void {
    this.line += 1
    if (bytes.length > LONGEST_LINE_BYTES) throw new ListError(`line ${this.line} is too long`)
    const text = bytes
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trim()
    if (text !== '' && !text.startsWith('#')) this.domains.add(text)
  }
}
