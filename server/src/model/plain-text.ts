// Which characters are allowed in texts that people read in lists, forms and letters.

// Control characters except tab and line ends, bidirectional and invisible marks, line separators, and tags (Unicode
// 23.2, 23.4, 23.8; Trojan Source, CVE-2021-42574).
const refused =
  /[\0-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
const eachRefused = new RegExp(refused, 'gu')
const halves = /\p{Surrogate}/gu
// Invisible characters: blanks, joiners and soft hyphens, marks without a base letter, Hangul fillers, the empty
// Braille pattern.
const inkless = /[\s\p{Z}\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]/gu

/** Whether a text can be stored and displayed unchanged: it hides, reverses or breaks nothing around it. */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !refused.test(text)
}

/** The beginning of a text out of somebody's file, at most `most` UTF-16 units, without all that `isPlainText` refuses. */
export function plainTextOf(text: string, most: number): string {
  const plain = text
    .slice(0, 4 * most)
    .replace(eachRefused, '')
    .slice(0, most)
  // Half of a character cannot be stored, neither the file's own nor one cut here.
  return plain.replace(halves, '')
}

/** Whether a text has any visible character. */
export function isVisible(text: string): boolean {
  return text.replace(inkless, '') !== ''
}
