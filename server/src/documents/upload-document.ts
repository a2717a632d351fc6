// One document of an upload: from the characters of a JSON string to bytes.
import { decodeBase64, decodedSizeAtMost } from './base64.ts'
import type { Base64Rule } from './base64.ts'

/** The inside of a JSON string, from its first byte to after its last, and whether it holds escapes. */
export type Span = { from: number; to: number; escaped: boolean }

/** One element of `documenti`: the decoded bytes, or why there are none. */
export type DecodedEntry =
  | { is: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { is: 'unreadable'; why: 'not a string' | 'empty' | 'not base64' | 'too large' }

/** Decodes the document whose JSON string is `span` of `raw`, unescaping and compacting it in place. */
export function decodeDocument(
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
      } else byte = simpleEscapes[letter] ?? -1
      if (byte < 0) return undefined
    }
    text[to++] = byte
  }
  return to
}

const simpleEscapes = new Int16Array(256).fill(-1)
for (const [i, letter] of [...'/\\"bfnrt'].entries())
  simpleEscapes[letter.charCodeAt(0)] = '/\\"\b\f\n\r\t'.charCodeAt(i)

/** Digit by digit: a document of escapes has millions of them. */
function unicodeEscape(text: Uint8Array, at: number): number {
  let code = 0
  for (let n = 0; n < 4; n += 1) {
    const digit = hexDigit(text[at + n] ?? 0)
    if (digit < 0) return -1
    code = code * 16 + digit
  }
  return code < 0x80 ? code : -1
}

/** The value of a hexadecimal digit, given as its character code; -1 for any other. */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

function unreadable(why: 'not a string' | 'empty' | 'not base64' | 'too large'): DecodedEntry {
  return { is: 'unreadable', why }
}
