// Takes a JSON upload apart without ever making a JavaScript string of the documents in it.
import { decodeBase64, decodedSizeAtMost } from './base64.ts'
import type { Base64Rule } from './base64.ts'

/** One element of `documenti`: the decoded bytes, or why there are none. */
export type DecodedEntry =
  | { is: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { is: 'unreadable'; why: 'not a string' | 'empty' | 'not base64' | 'too large' }

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

/** What everything but the documents may amount to: bytes of text, values, nesting; and how many documents. */
export const bodyLimits = { otherBytes: 1_000_000, values: 10_000, nesting: 64, documents: 50 }

const longestOddElement = 10_000
const nothing = new Uint8Array(Buffer.from('null'))

type Span = { from: number; to: number; escaped: boolean }
type Documents = { spans: (Span | 'not a string')[] } | 'absent' | 'wrong type' | 'too many'

class NotJson extends Error {}
class TooLarge extends Error {}

/**
 * Reads an upload body (contract 1.8, 2.7): one JSON object whose member `documenti` is a base64 string or an array of
 * them. Of a repeated member the last counts, as in JSON.parse; `__proto__` members are dropped at every level.
 * Everything else in the body may be 1 MB, 10,000 values and 64 levels; past the first two it is `too large`, past the
 * last `not json`. Linear in the body's length. Unescapes and compacts the documents inside `raw`, which is spoilt.
 */
export function splitBody(raw: Uint8Array, options: { base64: Base64Rule; maxDocumentBytes: number }): SplitBody {
  try {
    return new BodyReader(raw).read(options)
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

  constructor(raw: Uint8Array) {
    this.raw = raw
    if (raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf) this.at = this.keptTo = 3
  }

  read(options: { base64: Base64Rule; maxDocumentBytes: number }): SplitBody {
    this.space()
    if (this.peek() !== 0x7b) return this.notAnObject()
    const documents = this.members()
    const body = this.parseOthers()
    if (typeof documents === 'string') return { is: 'split', body, documenti: documents }
    const entries = documents.spans.map((span) =>
      span === 'not a string' ? unreadable('not a string') : decodeSpan(this.raw, span, options),
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
    return parse(decodeUtf8(this.raw.subarray(from, this.at)))
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
    const from = this.at + 1
    let escaped = false
    for (let at = from; at < this.raw.length; at += 1) {
      const byte = this.raw[at] ?? 0
      if (byte === 0x22) {
        this.at = at + 1
        return { from, to: at, escaped }
      }
      if (byte === 0x5c) {
        escaped = true
        at += 1
      } else if (byte < 0x20) throw new NotJson()
      if (at - from > limitBytes) throw new TooLarge()
    }
    throw new NotJson()
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
    return parse(decodeUtf8(Buffer.concat(this.kept)))
  }

  private peek(): number {
    return this.raw[this.at] ?? -1
  }
}

function decodeSpan(
  raw: Uint8Array,
  span: Span,
  options: { base64: Base64Rule; maxDocumentBytes: number },
): DecodedEntry {
  const text = raw.subarray(span.from, span.to)
  const length = span.escaped ? unescape(text) : text.length
  if (length === undefined) return unreadable('not base64')
  // White space and a prefix may double the text of a document that fits, so only strict text is judged by its length.
  if (options.base64 === 'strict' && decodedSizeAtMost(length) > options.maxDocumentBytes + 2)
    return unreadable('too large')
  const bytes = decodeBase64(text.subarray(0, length), options.base64)
  if (bytes === undefined) return unreadable('not base64')
  if (bytes.length === 0) return unreadable('empty')
  return bytes.length > options.maxDocumentBytes ? unreadable('too large') : { is: 'bytes', bytes }
}

/** Resolves JSON escapes in place (PHP writes every `/` as `\/`); gives the new length, or nothing if not ASCII. */
function unescape(text: Uint8Array): number | undefined {
  let to = 0
  for (let at = 0; at < text.length; at += 1) {
    let byte = text[at] ?? 0
    if (byte === 0x5c) {
      at += 1
      const letter = text[at] ?? 0
      if (letter === 0x75) {
        byte = unicodeEscape(text, at + 1)
        at += 4
      } else byte = simpleEscapes.get(letter) ?? -1
      if (byte < 0) return undefined
    }
    text[to++] = byte
  }
  return to
}

const simpleEscapes = new Map(
  [...'/\\"bfnrt'].map((letter, i) => [letter.charCodeAt(0), '/\\"\b\f\n\r\t'.charCodeAt(i)]),
)

function unicodeEscape(text: Uint8Array, at: number): number {
  const digits = latin1(text, at, at + 4)
  const code = /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1
  return code < 0x80 ? code : -1
}

function unreadable(why: 'not a string' | 'empty' | 'not base64' | 'too large'): DecodedEntry {
  return { is: 'unreadable', why }
}

function parse(text: string): unknown {
  return JSON.parse(text, (key: string, value: unknown) => (key === '__proto__' ? undefined : value))
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new NotJson()
  }
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
