// Which characters are allowed in texts that people read in lists, forms and letters.

// Control characters except tab and line ends, bidirectional and invisible marks, line separators, and tags (Unicode
// 23.2, 23.4, 23.8; Trojan Source, CVE-2021-42574).
const refused =
  /[\0-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
// Invisible characters: blanks, joiners and soft hyphens, marks without a base letter, Hangul fillers, the empty
// Braille pattern.
const inkless = /[\s\p{Z}\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]/gu

/** Whether a text can be stored and displayed unchanged: it hides, reverses or breaks nothing around it. */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !refused.test(text)
}

/** Whether a text has any visible character. */
export function isVisible(text: string): boolean {
  return text.replace(inkless, '') !== ''
}
