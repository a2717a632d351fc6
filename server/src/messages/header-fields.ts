// The header fields of a message (RFC 5322, 2.2), as strangers write them: folded, in 8 bits, or not at all.
import { addressParser, decodeWords } from 'postal-mime'
import { plainTextOf } from '../model/plain-text.ts'

/** One field: its name as written, its value unfolded, one character a byte, and its lines as bytes of the message. */
export interface HeaderField {
  name: string
  value: string
  from: number
  to: number
}

/** A header and where the body begins. */
export interface ReadHeader {
  fields: HeaderField[]
  bodyFrom: number
  /** There were more fields, or longer ones, than are read. */
  isCut: boolean
}

const MOST_FIELDS = 500
const MOST_HEADER_BYTES = 512_000
const MOST_ADDRESSES = 2_000
// What the library reads in 20 ms at most: many groups take it quadratic time.
const MOST_ADDRESS_CHARACTERS = 200_000
const MOST_GROUPS = 100
const LONGEST_TEXT = 4_000

/** Reads the header at `from`. Lines may end in LF alone; what is no field is passed over. */
export function readHeader(bytes: Buffer, from: number, to: number): ReadHeader {
  const fields: HeaderField[] = []
  const most = Math.min(to, from + MOST_HEADER_BYTES)
  let at = from
  while (at < most) {
    const end = endOfField(bytes, at, most)
    const text = bytes.toString('latin1', at, end)
    if (/^\r?\n/.test(text)) return { fields, bodyFrom: end, isCut: false }
    const found = /^([!-9;-~]+)[ \t]*:([^]*)$/.exec(text)
    if (found !== null) fields.push({ name: found[1] ?? '', value: unfolded(found[2] ?? ''), from: at, to: end })
    if (fields.length > MOST_FIELDS) break
    at = end
  }
  if (at >= to) return { fields, bodyFrom: to, isCut: false }
  return { fields, bodyFrom: afterBlankLine(bytes, at, to), isCut: true }
}

/** Every value of the field, in the order in which they stand. */
export function valuesOf(fields: readonly HeaderField[], name: string): string[] {
  const wanted = name.toLowerCase()
  return fields.filter((field) => field.name.toLowerCase() === wanted).map(({ value }) => value)
}

/** The first value of the field, where there is one. */
export function valueOf(fields: readonly HeaderField[], name: string): string | undefined {
  return valuesOf(fields, name)[0]
}

/** What a value says to people: encoded words decoded (RFC 2047), on one line, without what could hide something. */
export function textOf(value: string): string {
  const text = decodeWords(eightBit(value.slice(0, 4 * LONGEST_TEXT)))
  return plainTextOf(text.replace(/\s+/g, ' ').trim(), LONGEST_TEXT)
}

/** The addresses of a field such as To, those of groups too, in lower case; `isCut`: there were more than are read. */
export function addressesOf(values: readonly string[]): { addresses: string[]; isCut: boolean } {
  const addresses: string[] = []
  for (const value of values) {
    if (value.length > MOST_ADDRESS_CHARACTERS || value.split(':', MOST_GROUPS).length === MOST_GROUPS) {
      return { addresses, isCut: true }
    }
    for (const { address } of addressParser(eightBit(value), { flatten: true })) {
      if (!address) continue
      if (addresses.length === MOST_ADDRESSES) return { addresses, isCut: true }
      addresses.push(plainTextOf(address.trim().toLowerCase(), LONGEST_TEXT))
    }
  }
  return { addresses, isCut: false }
}

/** What is shown instead of the first address of a field such as From. */
export function shownNameOf(value: string): string {
  if (value.length > LONGEST_TEXT) return ''
  const [first] = addressParser(eightBit(value), { flatten: true })
  return plainTextOf((first?.name ?? '').trim(), LONGEST_TEXT)
}

/** A value such as that of Content-Type: what it is, in lower case, and its parameters (RFC 2045, RFC 2231). */
export function readParameters(value: string): { is: string; parameters: ReadonlyMap<string, string> } {
  const [is = ''] = value.split(';', 1)
  const parameters = new Map<string, string>()
  const pieces = new Map<string, Map<number, { text: string; isEncoded: boolean }>>()
  for (const found of value.slice(is.length, LONGEST_TEXT).matchAll(PARAMETER)) {
    const name = (found[1] ?? '').toLowerCase()
    const text = found[2] === undefined ? (found[3] ?? '') : found[2].replace(/\\([^])/g, '$1')
    const [, plain = name, number, star] = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(name) ?? []
    if (number === undefined && star === undefined) {
      if (!parameters.has(plain)) parameters.set(plain, eightBit(text))
      continue
    }
    const those = pieces.get(plain) ?? new Map<number, { text: string; isEncoded: boolean }>()
    those.set(Number(number ?? 0), { text, isEncoded: star !== undefined })
    pieces.set(plain, those)
  }
  for (const [name, those] of pieces) parameters.set(name, joined(those))
  return { is: is.trim().toLowerCase(), parameters }
}

const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\[^])*)"?|([^\s;]*))/g

function joined(pieces: ReadonlyMap<number, { text: string; isEncoded: boolean }>): string {
  const inOrder = [...pieces].sort(([one], [other]) => one - other).map(([, piece]) => piece)
  const charset = inOrder[0]?.isEncoded === true ? (/^([\w.:-]*)'/.exec(inOrder[0].text)?.[1] ?? '') : ''
  const bytes = inOrder.map(({ text, isEncoded }, i) => {
    const plain = i === 0 && isEncoded ? text.replace(/^[^']*'[^']*'/, '') : text
    return isEncoded
      ? plain.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      : plain
  })
  return decoded(Buffer.from(bytes.join(''), 'latin1'), charset || 'utf-8')
}

/** Bytes in a charset as text; in one that is not known, as Latin-1. */
export function decoded(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return new TextDecoder('latin1').decode(bytes)
  }
}

/** Characters that stand for bytes as text: UTF-8 where it is (RFC 6532), else Latin-1. */
function eightBit(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

function endOfField(bytes: Buffer, from: number, most: number): number {
  for (let at = from; ;) {
    const end = bytes.indexOf(0x0a, at)
    if (end === -1 || end >= most) return most
    at = end + 1
    const isBlank = end === from || (end === from + 1 && bytes[from] === 0x0d)
    const next = bytes[at]
    if (isBlank || at >= most || (next !== 0x20 && next !== 0x09)) return at
  }
}

function unfolded(value: string): string {
  return value.replace(/\r?\n(?=[ \t])/g, '').trim()
}

function afterBlankLine(bytes: Buffer, from: number, to: number): number {
  const found = ['\r\n\r\n', '\n\n'].map((mark) => ({ at: bytes.indexOf(mark, from - 2), mark }))
  const ends = found.filter(({ at }) => at !== -1).map(({ at, mark }) => at + mark.length)
  return Math.min(to, ...ends)
}
