// Hostile values made printable, and lines that fit: nothing is dropped without a mark on the paper.
import { faces } from './fonts.ts'
import type { Face, FaceName } from './fonts.ts'

/** Stands for a character that cannot be printed. */
export const UNPRINTABLE = '\ufffd'

const LONGEST_VALUE = 400
const LONGEST_READ = 4 * LONGEST_VALUE

/** Lines of text and the size, in points, they fit at. */
export interface Fitted {
  lines: string[]
  size: number
}

/**
 * Makes a value printable: composed (NFC), white space folded to single spaces; control, direction and unknown
 * characters become U+FFFD; past 400 characters it ends in `… [+N]`, N being how many were left out.
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

/** Breaks a text into lines no wider than `width` points, inside a word only where the word alone is too wide. */
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
    const pieces = width <= room ? [word] : chopped(word, face, room)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
    used = emWidth(line, face)
  }
  return [...lines, line]
}

/** Fits a text into `width` points: first on one line by shrinking from `size` to `smallest`, then on more lines. */
export function fitted(text: string, name: FaceName, width: number, size: number, smallest: number): Fitted {
  const natural = widthOf(text, name, 1)
  if (natural * size <= width) return { lines: [text], size }
  if (natural * smallest <= width) return { lines: [text], size: Math.floor((width / natural) * 20) / 20 }
  return { lines: wrapped(text, name, smallest, width), size: smallest }
}

function chopped(word: string, face: Face, room: number): string[] {
  const pieces: string[] = []
  let piece = ''
  let used = 0
  for (const letter of word) {
    const width = emWidth(letter, face)
    if (used + width > room && piece !== '') {
      pieces.push(piece)
      piece = ''
      used = 0
    }
    piece += letter
    used += width
  }
  return [...pieces, piece]
}

function emWidth(text: string, face: Face): number {
  let width = 0
  for (const letter of text) width += face.advance(letter.codePointAt(0) ?? 0) ?? 0
  return width
}
