// The parts of a message (RFC 2045, RFC 2046): where each begins and ends, found in one pass, within bounds.
import { readHeader, readParameters, textOf, valueOf } from './header-fields.ts'
import type { HeaderField } from './header-fields.ts'

/** One part; the message itself is one. Positions are bytes of the message: header, body, end. */
export interface MimePart {
  fields: readonly HeaderField[]
  from: number
  bodyFrom: number
  to: number
  /** In lower case, such as `multipart/signed`; `text/plain` where nothing is said. */
  type: string
  parameters: ReadonlyMap<string, string>
  /** In lower case, such as `attachment`; empty where nothing is said. */
  disposition: string
  dispositionParameters: ReadonlyMap<string, string>
  /** In lower case: `7bit` where nothing is said. */
  encoding: string
  /** Its file name, decoded, where it has one. */
  name?: string
  /** Those of a multipart, or the one message of `message/rfc822`. */
  parts: MimePart[]
}

export interface MimeStructure {
  root: MimePart
  /** What was left closed, because there was too much of it. */
  closed?: 'too deep' | 'too many parts' | 'header too long'
}

/** How deep and how many parts are opened; lines that look like boundaries count too. */
export interface MimeLimits {
  depth: number
  parts: number
  boundaries: number
}

/** More than any client writes; a message of 30 MB is read within 50 ms. */
export const mimeLimits: MimeLimits = { depth: 24, parts: 2_000, boundaries: 20_000 }

/** Finds the parts of `message`. Never throws for any bytes: what goes beyond the limits is a part that is not opened. */
export function readStructure(message: Uint8Array, limits: MimeLimits = mimeLimits): MimeStructure {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  const reading = new Reading(bytes, limits)
  const root = reading.part(0, bytes.length, 0)
  return { root, ...(reading.closed === undefined ? {} : { closed: reading.closed }) }
}

class Reading {
  closed: MimeStructure['closed']
  private readonly bytes: Buffer
  private readonly limits: MimeLimits
  private parts = 0
  /** Where lines begin that could be boundaries, looked for once. */
  private lines: number[] | undefined

  constructor(bytes: Buffer, limits: MimeLimits) {
    this.bytes = bytes
    this.limits = limits
  }

  part(from: number, to: number, depth: number): MimePart {
    this.parts += 1
    const { fields, bodyFrom, isCut } = readHeader(this.bytes, from, to)
    if (isCut) this.closed ??= 'header too long'
    const part = { from, bodyFrom, to, ...describedBy(fields) }
    return { ...part, parts: this.within(part, depth) }
  }

  private within(part: Omit<MimePart, 'parts'>, depth: number): MimePart[] {
    const ranges = part.type.startsWith('multipart/') ? this.split(part) : isOpenMessage(part) ? [bodyOf(part)] : []
    if (ranges.length > 0 && depth === this.limits.depth) {
      this.closed ??= 'too deep'
      return []
    }
    const parts: MimePart[] = []
    for (const { from, to } of ranges) {
      if (this.parts >= this.limits.parts) {
        this.closed ??= 'too many parts'
        break
      }
      parts.push(this.part(from, to, depth + 1))
    }
    return parts
  }

  /** What stands between the boundaries of a multipart (RFC 2046, 5.1.1). The last may lack its own. */
  private split({ parameters, bodyFrom, to }: Omit<MimePart, 'parts'>): Range[] {
    const boundary = Buffer.from(parameters.get('boundary') ?? '', 'latin1')
    if (boundary.length === 0 || boundary.length > LONGEST_BOUNDARY) return []
    const ranges: Range[] = []
    let begun: number | undefined
    for (const at of this.linesWithin(bodyFrom, to)) {
      const line = this.boundaryAt(at, to, boundary)
      if (line === undefined) continue
      if (begun !== undefined) ranges.push({ from: begun, to: Math.max(begun, this.lineEndBefore(at)) })
      if (line.isLast) return ranges
      begun = line.to
      if (ranges.length > this.limits.parts) return ranges
    }
    if (begun !== undefined) ranges.push({ from: begun, to })
    return ranges
  }

  private boundaryAt(at: number, to: number, boundary: Buffer): { isLast: boolean; to: number } | undefined {
    const after = at + 2 + boundary.length
    if (after > to || !this.hasAt(at + 2, boundary)) return undefined
    const newline = this.bytes.indexOf(0x0a, after)
    const end = newline === -1 || newline >= to ? to : newline + 1
    const rest = /^(--)?[ \t]*\r?\n?$/.exec(
      this.bytes.toString('latin1', after, Math.min(end, after + LONGEST_BOUNDARY)),
    )
    return rest === null ? undefined : { isLast: rest[1] !== undefined, to: end }
  }

  /** Byte by byte: most lines differ in the first, and a call of Buffer costs more than that. */
  private hasAt(at: number, wanted: Buffer): boolean {
    for (let i = 0; i < wanted.length; i += 1) if (this.bytes[at + i] !== wanted[i]) return false
    return true
  }

  private lineEndBefore(at: number): number {
    return this.bytes[at - 2] === 0x0d ? at - 2 : at - 1
  }

  private *linesWithin(from: number, to: number): Generator<number> {
    const lines = (this.lines ??= this.allLines())
    let [low, high] = [0, lines.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((lines[middle] ?? 0) < from) low = middle + 1
      else high = middle
    }
    for (let i = low; i < lines.length; i += 1) {
      const at = lines[i] ?? to
      if (at >= to) return
      yield at
    }
  }

  private allLines(): number[] {
    const lines: number[] = []
    if (this.bytes.toString('latin1', 0, 2) === '--') lines.push(0)
    for (let at = this.bytes.indexOf('\n--'); at !== -1; at = this.bytes.indexOf('\n--', at + 3)) {
      if (lines.length === this.limits.boundaries) {
        this.closed ??= 'too many parts'
        break
      }
      lines.push(at + 1)
    }
    return lines
  }
}

interface Range {
  from: number
  to: number
}

const LONGEST_BOUNDARY = 200

function bodyOf({ bodyFrom, to }: Omit<MimePart, 'parts'>): Range {
  return { from: bodyFrom, to }
}

/** A message as an attachment, unless it is encoded, which RFC 2046 (5.2.1) forbids. */
function isOpenMessage({ type, encoding }: Omit<MimePart, 'parts'>): boolean {
  return type === 'message/rfc822' && /^([78]bit|binary)$/.test(encoding)
}

function describedBy(fields: readonly HeaderField[]): Omit<MimePart, 'from' | 'bodyFrom' | 'to' | 'parts'> {
  const type = readParameters(valueOf(fields, 'Content-Type') ?? 'text/plain')
  const disposition = readParameters(valueOf(fields, 'Content-Disposition') ?? '')
  const name = disposition.parameters.get('filename') ?? type.parameters.get('name')
  return {
    fields,
    type: type.is || 'text/plain',
    parameters: type.parameters,
    disposition: disposition.is,
    dispositionParameters: disposition.parameters,
    encoding: (valueOf(fields, 'Content-Transfer-Encoding') ?? '7bit').toLowerCase(),
    ...(name === undefined ? {} : { name: textOf(name) }),
  }
}

/** Every part, the message itself first, each before those in it. */
export function* eachPart(part: MimePart): Generator<MimePart> {
  yield part
  for (const inner of part.parts) yield* eachPart(inner)
}

/** The bytes of the whole part, with its header. */
export function bytesOf(message: Uint8Array, { from, to }: MimePart): Uint8Array {
  return message.subarray(from, to)
}

/** The content of a part, decoded, `mostBytes` of it at most. What is broken in it is left out, as clients do. */
export function contentOf(message: Uint8Array, { bodyFrom, to, encoding }: MimePart, mostBytes: number): Uint8Array {
  const most = encoding === 'base64' || encoding === 'quoted-printable' ? 4 * mostBytes : mostBytes
  const body = message.subarray(bodyFrom, Math.min(to, bodyFrom + most))
  if (encoding === 'base64') return Buffer.from(Buffer.from(body).toString('latin1'), 'base64').subarray(0, mostBytes)
  if (encoding === 'quoted-printable') return quotedPrintable(body).subarray(0, mostBytes)
  return body
}

/** RFC 2045, 6.7. */
function quotedPrintable(body: Uint8Array): Buffer {
  // Blanks at the end of a line are not the sender's; a pattern for them would take quadratic time.
  const lines = Buffer.from(body).toString('latin1').split('\n')
  const text = lines.map((line) => line.trimEnd()).join('\r\n')
  return Buffer.from(
    text
      .replaceAll('=\r\n', '')
      .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  )
}
