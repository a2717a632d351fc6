// Header fields as they are written (RFC 5322, RFC 2047, RFC 2231): of whatever text, one field and no more.
import { plainTextOf } from '../../../server/src/model/plain-text.ts'

const FOLD_AT = 76
const LONGEST_VALUE = 512_000
/** Bytes of UTF-8 in one encoded word, which may have 75 characters. */
const WORD_BYTES = 45
const LONGEST_WORD = 60

/**
 * `name: text` for people. Encoded from the first word on that is not plain ASCII, or too long to be folded: who looks
 * for a prefix finds it as it is.
 */
export function textField(name: string, text: string): string {
  const words = onOneLine(text).split(' ')
  const first = words.findIndex((word) => !isPlainWord(word))
  const plain = first === -1 ? words : words.slice(0, first)
  const rest = first === -1 ? [] : [encodedWords(words.slice(first).join(' '))]
  return `${name}: ${folded([...plain, ...rest].join(' '), name.length + 2)}\r\n`
}

/**
 * `name: value` in its own syntax, folded at its blanks; characters stand for bytes. Others must not be left: cut to a
 * byte, U+010A would end the line.
 */
export function syntaxField(name: string, value: string): string {
  const line = value
    .slice(0, LONGEST_VALUE)
    .replace(/[\0-\x08\x0a-\x1f\x7f]+/g, ' ')
    .replace(/[^\0-\xff]/g, '?')
    // A list without blanks could not be folded.
    .replace(/[^ ]{800,}/g, (list) => list.replaceAll(',', ', '))
  return `${name}: ${folded(line, name.length + 2)}\r\n`
}

/** An address with what is shown instead of it. */
export function namedAddress(shown: string, address: string): string {
  const line = onOneLine(shown)
  const name = /^[\x20-\x7e]*$/.test(line) ? `"${line.replace(/["\\]/g, '\\$&')}"` : encodedWords(line)
  return `${name} <${address}>`
}

/** A parameter such as `; filename="x"` (RFC 2231). */
export function parameter(name: string, value: string): string {
  const line = onOneLine(value)
  if (/^[\x20-\x7e]*$/.test(line)) return `; ${name}="${line.replace(/["\\]/g, '\\$&')}"`
  const encoded = [...Buffer.from(line)].map((byte) => {
    const character = String.fromCharCode(byte)
    return /[A-Za-z0-9._-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  return `; ${name}*=utf-8''${encoded.join('')}`
}

/** Nothing in it ends a line, hides or turns around what stands beside it. */
function onOneLine(text: string): string {
  return plainTextOf(text.replace(/\s+/g, ' ').trim(), 4_000)
}

function isPlainWord(word: string): boolean {
  return /^[\x20-\x7e]*$/.test(word) && !word.includes('=?') && word.length <= LONGEST_WORD
}

function encodedWords(text: string): string {
  const words: string[] = []
  let word = ''
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD_BYTES) {
      words.push(word)
      word = ''
    }
    word += character
  }
  return [...words, word].map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`).join(' ')
}

function folded(value: string, indent: number): string {
  const lines: string[] = []
  let line = ''
  let room = FOLD_AT - indent
  for (const word of value.split(/(?= )/)) {
    if (line !== '' && line.length + word.length > room && word.trim() !== '') {
      lines.push(line)
      line = ''
      room = FOLD_AT
    }
    line += word
  }
  return [...lines, line].join('\r\n')
}
