// Strings as IMAP writes them (RFC 3501 4.3): envelopes and structures are kept that way. One character a byte throughout.

/** A string: quoted where that is possible, otherwise a literal. */
export function string(text: string): string {
  if (text.length <= 1_000 && /^[\x20-\x7e]*$/.test(text)) return `"${text.replace(/["\\]/g, '\\$&')}"`
  return `{${text.length}}\r\n${text}`
}

export const nstring = (text: string | undefined): string => (text === undefined ? 'NIL' : string(text))
