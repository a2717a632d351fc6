// Takes a JSON upload apart without ever making a JavaScript string of the documents in it.
import { textOfBody } from '../model/body-text.ts'
import type { BodyText } from '../model/body-text.ts'
import { hasRepeatedNames, inexactAsInfinity } from '../model/strict-json.ts'
import type { Base64Rule } from './base64.ts'
import { plainRunsIn } from './plain-run.ts'
import type { PlainRuns } from './plain-run.ts'
import { decodeDocument } from './upload-document.ts'
import type { DecodedEntry, Span } from './upload-document.ts'

/** A JSON body with its `documenti` decoded and taken out. */
export type SplitBody =
  | {
      is: 'split'
      body: Record<string, unknown>
      documenti: DecodedEntry[] | 'absent' | 'wrong type' | 'too many'
    }
  | { is: 'not json' }
  | { is: 'not an object' }
  | { is: 'too large'; limitBytes: number }

/** How documents are read, and what the body's content type says of its text. */
export interface SplitOptions {
  base64: Base64Rule
  maxDocumentBytes: number
  contentType?: string | undefined
}

/** What everything but the documents may amount to: bytes of text, values, nesting; and how many documents. */
export const bodyLimits = { otherBytes: 1_000_000, values: 10_000, nesting: 64, documents: 50 }

const longestOddElement = 10_000
const nothing = new Uint8Array(Buffer.from('null'))

type Documents = { spans: (Span | 'not a string')[] } | 'absent' | 'wrong type' | 'too many'

class NotJson extends Error {}
class TooLarge extends Error {}

/**
 * Reads an upload body (contract 1.8, 2.7): one JSON object whose member `documenti` is a base64 string or an array of
 * them. An object that names a member twice is `not json`; `__proto__` members are dropped at every level.
 * Everything else in the body may be 1 MB, 10,000 values and 64 levels; past the first two it is `too large`, past the
 * last `not json`. Linear in the body's length. Unescapes and compacts the documents inside `raw`, which is spoilt.
 */
export function splitBody(raw: Uint8Array, options: SplitOptions): SplitBody {
  const text = textOfBody(raw, options.contentType)
  // The reader looks for brackets and quotes among the bytes.
  if (!text.keepsAscii) return { is: 'not json' }
  try {
    return new BodyReader(text).read(options)
  } catch (error) {
    if (error instanceof NotJson || error instanceof SyntaxError) return { is: 'not json' }
    if (error instanceof TooLarge) return { is: 'too large', limitBytes: bodyLimits.otherBytes }
    throw error
  }
}

class BodyReader {
  private at = 0
  private otherBytes = 0
  private values = 0
  private kept: Uint8Array[] = []
  private keptTo = 0
  private readonly raw: Uint8Array
  private readonly text: BodyText
  private readonly endOfRun: PlainRuns

  constructor(text: BodyText) {
    this.text = text
    this.raw = text.bytes
    this.endOfRun = plainRunsIn(text.bytes)
  }

  read(options: SplitOptions): SplitBody {
    this.space()
    if (this.peek() !== 0x7b) return this.notAnObject()
    const documents = this.members()
    const body = this.parseOthers()
    if (typeof documents === 'string') return { is: 'split', body, documenti: documents }
    const entries = documents.spans.map((span) =>
      span === 'not a string'
        ? { is: 'unreadable' as const, why: 'not a string' as const }
        : decodeDocument(this.raw, span, options),
    )
    return { is: 'split', body, documenti: entries }
  }

  private notAnObject(): SplitBody {
    this.skipValue()
    this.end()
    this.parseKept()
    return { is: 'not an object' }
  }

  private members(): Documents {
    let documents: Documents = 'absent'
    this.at += 1
    this.space()
    if (this.peek() === 0x7d) {
      this.at += 1
      this.end()
      return documents
    }
    for (;;) {
      const key = this.key()
      this.expect(0x3a)
      this.space()
      if (key === 'documenti') documents = this.documents()
      else this.skipValue()
      this.space()
      const byte = this.peek()
      this.at += 1
      if (byte === 0x7d) break
      if (byte !== 0x2c) throw new NotJson()
      this.space()
    }
    this.end()
    return documents
  }

  private key(): string {
    const span = this.string(bodyLimits.otherBytes)
    const length = span.to - span.from
    this.count(length)
    // Longer than every possible spelling of the one name looked for here.
    if (length > 6 * 'documenti'.length) return ''
    const text: unknown = JSON.parse(`"${latin1(this.raw, span.from, span.to)}"`)
    return typeof text === 'string' ? text : ''
  }

  private documents(): Documents {
    this.keep(this.at)
    const documents = this.documentsValue()
    this.kept.push(nothing)
    this.keptTo = this.at
    return documents
  }

  private documentsValue(): Documents {
    const first = this.peek()
    if (first === 0x22) {
      const span = this.string(Infinity)
      return span.from === span.to ? 'absent' : { spans: [span] }
    }
    if (first === 0x5b) return this.documentsArray()
    return this.smallValue() === null ? 'absent' : 'wrong type'
  }

  private documentsArray(): Documents {
    const spans: (Span | 'not a string')[] = []
    this.at += 1
    this.space()
    if (this.peek() === 0x5d) {
      this.at += 1
      return 'absent'
    }
    for (let count = 1; ; count += 1) {
      const element = this.element()
      if (count <= bodyLimits.documents) spans.push(element)
      this.space()
      const byte = this.peek()
      this.at += 1
      if (byte === 0x5d) return count > bodyLimits.documents ? 'too many' : { spans }
      if (byte !== 0x2c) throw new NotJson()
      this.space()
    }
  }

  private element(): Span | 'not a string' {
    this.count(1)
    this.values += 1
    if (this.values > bodyLimits.values) throw new TooLarge()
    if (this.peek() === 0x22) return this.string(Infinity)
    this.smallValue()
    return 'not a string'
  }

  private smallValue(): unknown {
    const from = this.at
    this.skipValue()
    if (this.at - from > longestOddElement) throw new TooLarge()
    return parse(this.decode(this.raw.subarray(from, this.at)))
  }

  /** Moves past one value, minding only brackets and strings: JSON.parse judges the text afterwards. */
  private skipValue(): void {
    const from = this.at
    let depth = 0
    do {
      const byte = this.peek()
      if (byte === -1) throw new NotJson()
      if (byte === 0x22) this.string(bodyLimits.otherBytes)
      else if (byte === 0x7b || byte === 0x5b) {
        this.at += 1
        depth += 1
        if (depth > bodyLimits.nesting) throw new NotJson()
      } else if (byte === 0x7d || byte === 0x5d) {
        if (depth === 0) throw new NotJson()
        this.at += 1
        depth -= 1
      } else if (depth > 0 && isSeparator(byte)) this.at += 1
      else this.word()
      this.values += isSeparator(byte) ? 0 : 1
      if (this.values > bodyLimits.values || this.at - from > bodyLimits.otherBytes) throw new TooLarge()
    } while (depth > 0)
    this.count(this.at - from)
  }

  private word(): void {
    const from = this.at
    while (isWordByte(this.peek())) this.at += 1
    if (this.at === from) throw new NotJson()
  }

  private string(limitBytes: number): Span {
    if (this.peek() !== 0x22) throw new NotJson()
    const { raw } = this
    const from = this.at + 1
    const end = Math.min(raw.length, from + limitBytes)
    let escaped = false
    for (let at = from; ; at += 2) {
      // Not asked between one escape and the next, of which there may be millions.
      if (raw[at] !== 0x5c) at = this.endOfRun(at, end)
      if (at >= end) throw end < raw.length ? new TooLarge() : new NotJson()
      if (raw[at] === 0x22) {
        this.at = at + 1
        return { from, to: at, escaped }
      }
      if (raw[at] !== 0x5c) throw new NotJson()
      escaped = true
    }
  }

  private expect(byte: number): void {
    this.space()
    if (this.peek() !== byte) throw new NotJson()
    this.at += 1
  }

  private space(): void {
    const from = this.at
    while (isSpace(this.peek())) this.at += 1
    this.count(this.at - from)
  }

  private end(): void {
    this.space()
    if (this.at < this.raw.length) throw new NotJson()
    this.keep(this.at)
  }

  private count(bytes: number): void {
    this.otherBytes += bytes
    if (this.otherBytes > bodyLimits.otherBytes) throw new TooLarge()
  }

  private keep(to: number): void {
    this.kept.push(this.raw.subarray(this.keptTo, to))
    this.keptTo = to
  }

  private parseOthers(): Record<string, unknown> {
    const members = this.parseKept()
    if (!isObject(members)) throw new NotJson()
    delete members['documenti']
    return members
  }

  private parseKept(): unknown {
    const text = this.decode(Buffer.concat(this.kept))
    const parsed = parse(text)
    if (hasRepeatedNames(text)) throw new NotJson()
    return parsed
  }

  private decode(bytes: Uint8Array): string {
    const text = this.text.decode(bytes)
    if (text === undefined) throw new NotJson()
    return text
  }

  private peek(): number {
    return this.raw[this.at] ?? -1
  }
}

function parse(text: string): unknown {
  return JSON.parse(inexactAsInfinity(text), (key: string, value: unknown) => (key === '__proto__' ? undefined : value))
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', from, to)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function isSeparator(byte: number): boolean {
  return byte === 0x2c || byte === 0x3a || isSpace(byte)
}

function isWordByte(byte: number): boolean {
  return byte > 0x20 && !isSeparator(byte) && byte !== 0x22 && ![0x5b, 0x5d, 0x7b, 0x7d].includes(byte)
}
