// The ways a signed file is written down: DER or BER, PEM (RFC 7468), base64, and base64 of one of these.

export interface Written {
  der: Uint8Array
  encoding: 'DER' | 'PEM' | 'base64'
}

/** Clients encode what was encoded before; more often than this nobody does. */
const MOST_TIMES_ENCODED = 3
const PEM_BEGIN = /-----BEGIN (PKCS7|CMS)-----/
const TAIL = new Set([0x00, 0x0a, 0x0d, 0x20])

/** The DER or BER in a file; nothing when it is written in no way known. PEM may have text around it. */
export function toDer(bytes: Uint8Array): Written | undefined {
  return decoded(bytes, (text) => pemIn(text))
}

/**
 * The same of what was signed, where a document that quotes a signature stays a document: PEM must be all there is.
 */
export function toDerOfContent(bytes: Uint8Array): Written | undefined {
  return decoded(bytes, (text) => {
    const pem = pemIn(text)
    return pem?.isAlone === true ? pem : undefined
  })
}

/** The bytes without NUL, line ends and blanks after them, which mail and file systems leave there. */
export function withoutTail(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && TAIL.has(bytes[end - 1] ?? -1)) end -= 1
  return bytes.subarray(0, end)
}

interface Pem {
  body: string
  isAlone: boolean
}

function decoded(bytes: Uint8Array, pemOf: (text: string) => Pem | undefined): Written | undefined {
  let here = bytes
  let encoding: Written['encoding'] = 'DER'
  for (let times = 0; times <= MOST_TIMES_ENCODED; times += 1) {
    if (here[0] === 0x30) return { der: here, encoding }
    const text = textOf(here)
    const pem = pemOf(text)
    const base64 = pem?.body ?? text
    // Blanks are left where they are, for there may be millions, and the decoder does not mind them.
    if (!/\S/.test(base64) || !/^[A-Za-z0-9+/\s]+(?:=\s*){0,2}$/.test(base64)) return undefined
    // What is said of the file is how its outside is written.
    if (times === 0) encoding = pem === undefined ? 'base64' : 'PEM'
    here = Buffer.from(base64, 'base64')
  }
  return undefined
}

/** Without a byte order mark, which editors put before text. */
function textOf(bytes: Uint8Array): string {
  const plain = withoutTail(bytes)
  return Buffer.from(plain.buffer, plain.byteOffset, plain.length)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trim()
}

/** The one PEM block of a text. Of several, two readers would take two; so there is none. */
function pemIn(text: string): Pem | undefined {
  const begin = PEM_BEGIN.exec(text)
  if (begin === null) return undefined
  const from = begin.index + begin[0].length
  const end = `-----END ${begin[1] ?? ''}-----`
  const to = text.indexOf(end, from)
  const after = to === -1 ? '' : text.slice(to + end.length)
  if (to === -1 || PEM_BEGIN.test(after)) return undefined
  return { body: text.slice(from, to), isAlone: begin.index === 0 && after.length === 0 }
}
