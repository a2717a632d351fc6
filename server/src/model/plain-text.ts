// Which characters a text may have that people will read in lists, forms and letters.

// Control characters but tab and line ends; marks that turn the direction of writing or stand for nothing at all;
// separators of lines; tags (Unicode 23.2, 23.4, 23.8; Trojan Source, CVE-2021-42574).
const refused =
  /[\0-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
// What leaves no ink: blanks, joiners and soft hyphens, marks without a letter, the fillers of Hangul, the empty Braille.
const inkless = /[\s\p{Z}\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]/gu

/** Text that can be stored and shown as it is: nothing that hides, reverses or breaks what stands around it. */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !refused.test(text)
}

/** Whether there is anything to see. */
export function isVisible(text: string): boolean {
  return text.replace(inkless, '') !== ''
}
