// Base64 read from bytes, however large the document.

/** How forgiving the reader is: RFC 4648 section 4 to the letter, or whatever people paste (contract 7.2). */
export type Base64Rule = 'strict' | 'lenient'

const invalid = 64
const whitespace = 65
const padding = 66
const longestDataUrlPrefix = 200

const standard = alphabet('+/')
const forgiving = alphabet('+/', '-_')

/**
 * Decodes base64 text given as ASCII bytes.
 *
 * `strict`: correct padding, no white space, no dangling bits (RFC 4648 3.5), standard alphabet.
 * `lenient`: ignores white space, tolerates missing or superfluous padding, dangling bits and one dangling character,
 * a `data:…;base64,` prefix and the URL-safe alphabet (contract 7.2, sandbox).
 *
 * Gives `undefined` when the text is not base64. The lenient reader compacts `text` in place.
 */
export function decodeBase64(text: Uint8Array, rule: Base64Rule): Uint8Array<ArrayBuffer> | undefined {
  return rule === 'strict' ? decodeStrict(text) : decodeLenient(text)
}

/** The most bytes that `length` characters of base64 can stand for. */
export function decodedSizeAtMost(length: number): number {
  return Math.floor((length * 3) / 4)
}

function decodeStrict(text: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined
  let end = text.length
  while (end > 0 && text.length - end < 2 && text[end - 1] === 0x3d) end -= 1
  if (hasDanglingBits(text, end)) return undefined
  const digits = bufferOf(text, end)
  // Node takes the URL-safe alphabet too.
  return digits.includes(0x2d) || digits.includes(0x5f) ? undefined : decodeDigits(digits)
}

function decodeLenient(text: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  // Nearly all of it is written to the letter.
  return decodeStrict(text) ?? decodeSifted(text)
}

function decodeSifted(text: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const start = afterDataUrlPrefix(text)
  let end = 0
  let padded = false
  for (let at = start; at < text.length; at += 1) {
    const byte = text[at] ?? 0
    const value = forgiving[byte] ?? invalid
    if (value === whitespace) continue
    if (value === padding) padded = true
    else if (value === invalid || padded) return undefined
    else text[end++] = byte
  }
  return decodeDigits(bufferOf(text, end - (end % 4 === 1 ? 1 : 0)))
}

const pieceLength = 1_048_576

/** Node's own decoder, piece by piece. It leaves out what is no digit, and is then short of the bytes there should be. */
function decodeDigits(digits: Buffer): Uint8Array<ArrayBuffer> | undefined {
  const decoded = new Uint8Array(Math.floor((digits.length * 3) / 4))
  const target = bufferOf(decoded, decoded.length)
  let to = 0
  for (let at = 0; at < digits.length; at += pieceLength) {
    const piece = digits.subarray(at, at + pieceLength)
    const written = target.write(piece.toString('latin1'), to, 'base64')
    if (written !== Math.floor((piece.length * 3) / 4)) return undefined
    to += written
  }
  return decoded
}

const bufferOf = (bytes: Uint8Array, length: number) => Buffer.from(bytes.buffer, bytes.byteOffset, length)

function digit(text: Uint8Array, at: number, table: Uint8Array): number {
  return table[text[at] ?? 0] ?? invalid
}

function hasDanglingBits(text: Uint8Array, end: number): boolean {
  const last = digit(text, end - 1, standard)
  if (end % 4 === 2) return (last & 0x0f) !== 0
  if (end % 4 === 3) return (last & 0x03) !== 0
  return end % 4 === 1
}

function afterDataUrlPrefix(text: Uint8Array): number {
  const head = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, longestDataUrlPrefix)).toString('latin1')
  const start = head.length - head.trimStart().length
  if (head.slice(start, start + 5).toLowerCase() !== 'data:') return 0
  const comma = head.indexOf(',')
  return comma !== -1 && head.slice(0, comma).toLowerCase().endsWith(';base64') ? comma + 1 : 0
}

function alphabet(...variants: string[]): Uint8Array {
  const table = new Uint8Array(256).fill(invalid)
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  for (const lastTwo of variants) {
    for (const [value, letter] of [...(letters + lastTwo)].entries()) table[letter.charCodeAt(0)] = value
  }
  // Both are above 63, so a digit loop that meets them refuses; only the lenient sieve looks at them.
  for (const space of ' \t\r\n\f\v') table[space.charCodeAt(0)] = whitespace
  table[0x3d] = padding
  return table
}
