// LDIF (RFC 2849) as used by the index of providers (RFC 6109): records of repeated attributes, parsed as a stream.

/** One `name;options: value`. `raw` is the value as written, still in base64 where `encoding` says so. */
export interface LdifAttribute {
  /** The attribute's name in lower case, without its options. */
  name: string
  /** Its options in lower case, e.g. `binary`. */
  options: readonly string[]
  encoding: 'plain' | 'base64'
  raw: Buffer
  /** The line it begins on, counted from 1. */
  line: number
}

/** Receives what the reader finds. */
export interface LdifListener {
  attribute(attribute: LdifAttribute): void
  endOfRecord(): void
}

/** The input is not LDIF; `line` is where. */
export class LdifError extends Error {
  override name = 'LdifError'
}

/** Maximum length of an unfolded attribute; many times a certificate. */
export const LONGEST_ATTRIBUTE_BYTES = 1024 * 1024

const [LF, CR, SPACE, HASH, COLON, LESS_THAN] = [0x0a, 0x0d, 0x20, 0x23, 0x3a, 0x3c]
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])
const description = /^([a-z][a-z0-9-]*|\d+(?:\.\d+)*)((?:;[a-z0-9-]+)*)$/i
const LONGEST_NAME = 200
const MOST_FOLDS = 20_000

/** The value's bytes, or undefined when its base64 is invalid. */
export function bytesOf({ raw, encoding }: LdifAttribute): Buffer | undefined {
  if (encoding === 'plain') return raw
  const text = raw.toString('latin1')
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

/** Parses LDIF given in chunks of any size, buffering at most one attribute. Both methods throw LdifError. */
export class LdifReader {
  private readonly listener: LdifListener
  /** The physical line so far, when a chunk ends inside it. */
  private rest: Buffer = Buffer.alloc(0)
  /** The folded lines of the attribute so far. */
  private folded: Buffer[] = []
  private foldedBytes = 0
  private line = 0
  private beginsOn = 0
  private inRecord = false

  constructor(listener: LdifListener) {
    this.listener = listener
  }

  push(piece: Buffer): void {
    let from = 0
    for (let end = piece.indexOf(LF); end !== -1; end = piece.indexOf(LF, from)) {
      this.physicalLine(this.completed(piece.subarray(from, end)))
      from = end + 1
    }
    this.keep(piece.subarray(from))
  }

  /** Ends the last line and record at the end of the file. */
  end(): void {
    if (this.rest.length > 0) this.physicalLine(this.completed(Buffer.alloc(0)))
    this.endRecord()
  }

  private completed(end: Buffer): Buffer {
    if (this.rest.length === 0) return end
    const whole = Buffer.concat([this.rest, end])
    this.rest = Buffer.alloc(0)
    return whole
  }

  private keep(beginning: Buffer): void {
    if (beginning.length === 0) return
    if (this.rest.length + beginning.length > LONGEST_ATTRIBUTE_BYTES) throw this.wrong('is too long', this.line + 1)
    this.rest = Buffer.concat([this.rest, beginning])
  }

  private physicalLine(found: Buffer): void {
    this.line += 1
    let text = found.at(-1) === CR ? found.subarray(0, -1) : found
    if (this.line === 1 && text.subarray(0, 3).equals(byteOrderMark)) text = text.subarray(3)
    if (text[0] === SPACE) return this.fold(text.subarray(1))
    if (text.length === 0) return this.endRecord()
    this.endAttribute()
    this.beginsOn = this.line
    this.folded.push(text)
    this.foldedBytes = text.length
  }

  private fold(text: Buffer): void {
    if (this.folded.length === 0) throw this.wrong('continues nothing', this.line)
    this.foldedBytes += text.length
    if (this.foldedBytes > LONGEST_ATTRIBUTE_BYTES || this.folded.length >= MOST_FOLDS)
      throw this.wrong('is too long', this.beginsOn)
    if (text.length > 0) this.folded.push(text)
  }

  private endRecord(): void {
    this.endAttribute()
    if (this.inRecord) this.listener.endOfRecord()
    this.inRecord = false
  }

  private endAttribute(): void {
    const [first] = this.folded
    if (first === undefined) return
    const text = this.folded.length === 1 ? first : Buffer.concat(this.folded)
    this.folded = []
    if (text[0] === HASH) return
    const attribute = this.parsed(text)
    const isVersion = !this.inRecord && attribute.name === 'version'
    if (isVersion) return
    if (this.inRecord === (attribute.name === 'dn')) {
      throw this.wrong(this.inRecord ? 'names a second dn' : 'comes before any dn', this.beginsOn)
    }
    this.inRecord = true
    this.listener.attribute(attribute)
  }

  private parsed(text: Buffer): LdifAttribute {
    const colon = text.indexOf(COLON)
    const described = description.exec(text.toString('latin1', 0, Math.max(0, Math.min(colon, LONGEST_NAME))))
    if (described === null || colon > LONGEST_NAME) throw this.wrong('is no attribute', this.beginsOn)
    const [, name = '', options = ''] = described
    const mark = text[colon + 1]
    // A value that refers to a URL is never fetched.
    if (mark === LESS_THAN) throw this.wrong('has its value elsewhere', this.beginsOn)
    let from = mark === COLON ? colon + 2 : colon + 1
    while (text[from] === SPACE) from += 1
    return {
      name: name.toLowerCase(),
      options: options === '' ? [] : options.slice(1).toLowerCase().split(';'),
      encoding: mark === COLON ? 'base64' : 'plain',
      raw: text.subarray(from),
      line: this.beginsOn,
    }
  }

  private wrong(what: string, line: number): LdifError {
    return new LdifError(`line ${line} ${what}`)
  }
}
