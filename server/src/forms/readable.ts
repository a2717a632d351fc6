// Makes untrusted values printable and fits text into lines. Whatever is omitted is marked.
import { faces } from './fonts.ts'
import type { Face, FaceName } from './fonts.ts'

/** Replaces characters that cannot be printed. */
export const UNPRINTABLE = '\ufffd'

const LONGEST_VALUE = 400
const LONGEST_READ = 4 * LONGEST_VALUE

/** Lines of text and the size, in points, at which they fit. */
export interface Fitted {
  lines: string[]
  size: number
}

/**
 * Makes a value printable: composed (NFC), with white space folded to single spaces. Control, direction and unknown
 * characters become U+FFFD. A value over 400 characters ends in `… [+N]`, where N is the number omitted.
 */
export function printable(value: string): string {
  const folded = value.replace(/\s+/gu, ' ').trim()
  const { regular, bold } = faces()
  const letters = Array.from(folded.slice(0, LONGEST_READ).normalize('NFC'), (letter) => {
    const codePoint = letter.codePointAt(0) ?? 0
    return regular.advance(codePoint) !== undefined && bold.advance(codePoint) !== undefined ? letter : UNPRINTABLE
  })
  const left = letters.length - LONGEST_VALUE + Math.max(0, folded.length - LONGEST_READ)
  if (letters.length <= LONGEST_VALUE) return letters.join('')
  return `${letters.slice(0, LONGEST_VALUE).join('')}… [+${left}]`
}

/** The width of a text in points. */
export function widthOf(text: string, name: FaceName, size: number): number {
  return emWidth(text, faces()[name]) * size
}

/** Wraps a text into lines no wider than `width` points, breaking inside a word only if the word alone is too wide. */
export function wrapped(text: string, name: FaceName, size: number, width: number): string[] {
  const face = faces()[name]
  const room = width / size
  const space = emWidth(' ', face)
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of text.split(' ')) {
    const width = emWidth(word, face)
    if (line !== '' && used + space + width <= room) {
      line += ` ${word}`
      used += space + width
      continue
    }
    if (line !== '') lines.push(line)
    const parts = width <= room ? [word] : chop(word, face, room)
    line = parts.pop() ?? ''
    lines.push(...parts)
    used = emWidth(line, face)
  }
  return [...lines, line]
}

/** Fits a text into `width` points: on one line by shrinking from `size` to `smallest`, otherwise on several lines. */
export function fitted(text: string, name: FaceName, width: number, size: number, smallest: number): Fitted {
  const natural = widthOf(text, name, 1)
  if (natural * size <= width) return { lines: [text], size }
  if (natural * smallest <= width) return { lines: [text], size: Math.floor((width / natural) * 20) / 20 }
  return { lines: wrapped(text, name, smallest, width), size: smallest }
}

function chop(word: string, face: Face, room: number): string[] {
  const parts: string[] = []
  let part = ''
  let used = 0
  for (const letter of word) {
    const width = emWidth(letter, face)
    if (used + width > room && part !== '') {
      parts.push(part)
      part = ''
      used = 0
    }
    part += letter
    used += width
  }
  return [...parts, part]
}

function emWidth(text: string, face: Face): number {
  let width = 0
  for (const letter of text) width += face.advance(letter.codePointAt(0) ?? 0) ?? 0
  return width
}
