// The smallest reader of PDF objects (ISO 32000-1, 7.2 and 7.3) that a hostile file cannot keep busy.

/** A PDF object as read from bytes. Numbers, booleans and null are themselves; the rest says what it is. */
export type PdfValue =
  | null
  | boolean
  | number
  | { is: 'name'; name: string }
  | { is: 'string'; bytes: Uint8Array }
  | { is: 'array'; items: PdfValue[] }
  | PdfDict
  | PdfRef
  | { is: 'word'; word: string }
export type PdfDict = { is: 'dict'; entries: Map<string, PdfValue> }
export type PdfRef = { is: 'ref'; number: number; generation: number }

/** What one scan may cost: steps (about 0.2 µs each), nesting, inflated bytes of one stream and of all together. */
export interface PdfLimits {
  steps: number
  nesting: number
  streamBytes: number
  inflatedBytes: number
}

/** Plenty for real documents of 15 MB; what needs more is refused within about 100 ms. */
export const pdfLimits: PdfLimits = { steps: 200_000, nesting: 50, streamBytes: 8_000_000, inflatedBytes: 16_000_000 }

/** What all documents of one request may cost together. */
export const pdfRequestLimits: PdfLimits = { ...pdfLimits, steps: 600_000, inflatedBytes: 48_000_000 }

/** Why bytes are not a PDF this server accepts: a closed list, fit for logs and refusals. */
export type NotPdfReason =
  | 'empty'
  | 'no header'
  | 'no end of file mark'
  | 'no catalog'
  | 'no pages'
  | 'needs a password'
  | 'encryption not known'
  | 'nested too deeply'
  | 'too much work'
  | 'inflates too much'

/** Ends a scan; never leaves the documents room. */
export class PdfScanEnd extends Error {
  readonly why: NotPdfReason

  constructor(why: NotPdfReason) {
    super(why)
    this.why = why
  }
}

/** The purse a scan pays its steps and inflated bytes from; one of several documents pays from `together` as well. */
export class PdfWork {
  readonly limits: PdfLimits
  private steps: number
  private inflatable: number
  private readonly together: PdfWork | undefined

  constructor(limits: PdfLimits, together?: PdfWork) {
    this.limits = limits
    this.steps = limits.steps
    this.inflatable = limits.inflatedBytes
    this.together = together
  }

  step(count = 1): void {
    this.steps -= count
    if (this.steps < 0) throw new PdfScanEnd('too much work')
    this.together?.step(count)
  }

  /** How many bytes the next stream may inflate to. */
  inflateAllowance(): number {
    const own = Math.min(this.limits.streamBytes, this.inflatable)
    return this.together === undefined ? own : Math.min(own, this.together.inflateAllowance())
  }

  inflated(bytes: number): void {
    this.inflatable -= bytes
    if (this.inflatable <= 0) throw new PdfScanEnd('inflates too much')
    this.together?.inflated(bytes)
  }
}

const longestToken = 127
const longestString = 65_536
/** Bytes of its own take time to get, however few. */
const stepsForString = 2

/** Reads objects from `bytes` starting at `at`. Malformed input reads as words or null, never as an exception. */
export class PdfReader {
  at: number
  private readonly bytes: Uint8Array
  private readonly work: PdfWork

  constructor(bytes: Uint8Array, at: number, work: PdfWork) {
    this.bytes = bytes
    this.at = at
    this.work = work
  }

  /** The next object; `undefined` at the end of the bytes. */
  value(depth = 0): PdfValue | undefined {
    this.work.step()
    if (depth > this.work.limits.nesting) throw new PdfScanEnd('nested too deeply')
    this.space()
    const byte = this.bytes[this.at]
    if (byte === undefined) return undefined
    if (byte === 0x2f) return { is: 'name', name: this.name() }
    if (byte === 0x28) return this.literalString()
    if (byte === 0x5b) return this.array(depth)
    if (byte === 0x3c) return this.bytes[this.at + 1] === 0x3c ? this.dict(depth) : this.hexString()
    if (isDelimiter(byte)) return this.delimiter(byte)
    return this.wordOrNumber()
  }

  /** Moves past white space and comments. */
  space(): void {
    for (let from = this.at; ;) {
      const byte = this.bytes[this.at]
      if (byte === 0x25) this.comment()
      else if (byte !== undefined && isWhite(byte)) this.at += 1
      else return
      if (this.at - from > 64) {
        this.work.step()
        from = this.at
      }
    }
  }

  private comment(): void {
    const from = this.at
    for (let byte = this.bytes[this.at]; byte !== undefined && byte !== 0x0a && byte !== 0x0d;)
      byte = this.bytes[++this.at]
    this.work.step(1 + (this.at - from) / 64)
  }

  private array(depth: number): PdfValue {
    this.at += 1
    return { is: 'array', items: this.itemsUntil(']', depth) }
  }

  private dict(depth: number): PdfDict {
    this.at += 2
    const items = this.itemsUntil('>>', depth)
    const entries = new Map<string, PdfValue>()
    for (let i = 0; i + 1 < items.length; i += 2) {
      const key = items[i]
      if (isName(key)) entries.set(key.name, items[i + 1] ?? null)
      // A stray object between pairs: look for the next name, as common readers do.
      else i -= 1
    }
    return { is: 'dict', entries }
  }

  private itemsUntil(closing: string, depth: number): PdfValue[] {
    const items: PdfValue[] = []
    for (;;) {
      const item = this.value(depth + 1)
      if (item === undefined) return items
      if (!isWord(item)) items.push(item)
      else if (item.word === closing || item.word === 'endobj' || item.word === 'stream') return items
      else if (item.word === 'R') foldReference(items)
    }
  }

  private delimiter(byte: number): PdfValue {
    const isPair = byte === 0x3e && this.bytes[this.at + 1] === 0x3e
    this.at += isPair ? 2 : 1
    return { is: 'word', word: isPair ? '>>' : String.fromCharCode(byte) }
  }

  private wordOrNumber(): PdfValue {
    const from = this.at
    for (let byte = this.bytes[this.at]; byte !== undefined && isRegular(byte);) byte = this.bytes[++this.at]
    this.work.step((this.at - from) / 64)
    const word = latin1(this.bytes, from, Math.min(this.at, from + longestToken))
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === 'null') return null
    return /^[+-]?(\d{1,15}\.?\d{0,15}|\.\d{1,15})$/.test(word) ? Number(word) : { is: 'word', word }
  }

  private name(): string {
    this.at += 1
    const from = this.at
    for (let byte = this.bytes[this.at]; byte !== undefined && isRegular(byte);) byte = this.bytes[++this.at]
    this.work.step((this.at - from) / 64)
    const name = latin1(this.bytes, from, Math.min(this.at, from + longestToken))
    if (!name.includes('#')) return name
    this.work.step(name.length / 4)
    return name.replace(/#([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  }

  private literalString(): PdfValue {
    this.work.step(stepsForString)
    const bytes: number[] = []
    let open = 0
    for (let turn = 0; this.at < this.bytes.length; this.at += 1, turn += 1) {
      // In the loop, not after it: escapes are the slowest bytes of all.
      if ((turn & 63) === 63) this.work.step(4)
      let byte = this.bytes[this.at] ?? 0
      if (byte === 0x28 && open++ === 0) continue
      if (byte === 0x29 && --open === 0) break
      if (byte === 0x5c) byte = this.escaped()
      if (byte >= 0 && bytes.length < longestString) bytes.push(byte)
    }
    this.at += 1
    return { is: 'string', bytes: Uint8Array.from(bytes) }
  }

  /** The byte an escape stands for, or -1 for a line continued; leaves `at` on the escape's last byte. */
  private escaped(): number {
    this.at += 1
    const byte = this.bytes[this.at] ?? 0
    if (isOctal(byte)) return this.octal()
    if (byte === 0x0d && this.bytes[this.at + 1] === 0x0a) this.at += 1
    if (byte === 0x0d || byte === 0x0a) return -1
    return escapes.get(byte) ?? byte
  }

  private octal(): number {
    let code = 0
    for (let digits = 0; digits < 3 && isOctal(this.bytes[this.at] ?? 0); digits += 1) {
      code = code * 8 + (this.bytes[this.at] ?? 0) - 0x30
      this.at += 1
    }
    this.at -= 1
    return code & 0xff
  }

  private hexString(): PdfValue {
    const from = this.at + 1
    const found = this.bytes.indexOf(0x3e, from)
    const to = found === -1 ? this.bytes.length : found
    this.at = to + 1
    this.work.step(stepsForString + (to - from) / 8)
    const digits = latin1(this.bytes, from, Math.min(to, from + 2 * longestString)).replace(/[^0-9a-fA-F]/g, '')
    return { is: 'string', bytes: Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex') }
  }
}

/** Is it a word, or exactly this word (`obj`, `stream`, `R` …). */
export function isWord(value: PdfValue | undefined, word?: string): value is { is: 'word'; word: string } {
  return typeof value === 'object' && value?.is === 'word' && (word === undefined || value.word === word)
}

/** Is it a name, or exactly this name. */
export function isName(value: PdfValue | undefined, name?: string): value is { is: 'name'; name: string } {
  return typeof value === 'object' && value?.is === 'name' && (name === undefined || value.name === name)
}

/** Is it a dictionary. */
export function isDict(value: PdfValue | undefined): value is PdfDict {
  return typeof value === 'object' && value?.is === 'dict'
}

/** Is it a whole number of at least zero. */
export function isCount(value: PdfValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** The bytes from `from` to `to` as one character each. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return asBuffer(bytes).toString('latin1', from, to)
}

/** The same bytes with the searches a Buffer knows; nothing is copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

function foldReference(items: PdfValue[]): void {
  const generation = items.pop()
  const number = items.pop()
  if (isCount(number) && isCount(generation)) items.push({ is: 'ref', number, generation })
}

const regular = new Uint8Array(256).fill(1)
const white = new Uint8Array(256)
const escapes = new Map([...'nrtbf'].map((letter, i) => [letter.charCodeAt(0), '\n\r\t\b\f'.charCodeAt(i)]))
for (const byte of [0, 9, 10, 12, 13, 32]) white[byte] = 1
for (const byte of [...Buffer.from('()<>[]{}/%'), 0, 9, 10, 12, 13, 32]) regular[byte] = 0

function isOctal(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x37
}

function isWhite(byte: number): boolean {
  return white[byte] === 1
}

function isRegular(byte: number): boolean {
  return regular[byte] === 1
}

function isDelimiter(byte: number): boolean {
  return regular[byte] === 0
}
