// Headers as they were written: IMAP gives them on, byte for byte, one character a byte.

/** A field with its line ends, in a header. */
export interface RawField {
  name: string
  start: number
  end: number
}

/** Where the fields of a header are, in their order. Lines that are none are passed over. */
export function rawFields(header: Buffer): RawField[] {
  const text = header.toString('latin1')
  const fields: RawField[] = []
  for (const { 0: line, index } of text.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    const last = fields.at(-1)
    if (/^[ \t]/.test(line) && last !== undefined) last.end = index + line.length
    else if (/^[!-9;-~]+[ \t]*:/.test(line))
      fields.push({ name: line.slice(0, line.indexOf(':')).trimEnd(), start: index, end: index + line.length })
  }
  return fields
}

const MOST_PARAMETERS = 50

/** Parameters of a value such as that of Content-Type, not decoded: pieces and encoded ones (RFC 2231) stay so. */
export function rawParameters(value: string): [name: string, value: string][] {
  const found = value.slice(0, 20_000).matchAll(/;\s*([^\s=;"]{1,200})\s*=\s*(?:"((?:[^"\\]|\\[^])*)"?|([^\s;]*))/g)
  return Array.from(found, ([, name = '', quoted, plain = '']): [string, string] => [
    name,
    quoted?.replace(/\\([^])/g, '$1') ?? plain,
  ]).slice(0, MOST_PARAMETERS)
}
