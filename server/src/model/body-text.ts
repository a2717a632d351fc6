// Which characters the bytes of a body stand for: UTF-8 (RFC 8259, 8.1) unless its content type names another set.

/** The bytes of a body after its byte order mark, and how to read them. */
export interface BodyText {
  bytes: Uint8Array
  /** Undefined for bytes that stand for no characters: they are refused, never replaced. */
  decode(bytes: Uint8Array): string | undefined
  /** Whether a byte below 0x80 is always that ASCII character, never a part of another one. */
  keepsAscii: boolean
}

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte)

/** How to read a body. A UTF-8 byte order mark says more than the label. */
export function textOfBody(body: Uint8Array, contentType: string | undefined): BodyText {
  const marked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
  const decoder = decoderOf(marked ? 'utf-8' : charsetOf(contentType))
  return {
    bytes: marked ? body.subarray(3) : body,
    decode(bytes) {
      try {
        return decoder?.decode(bytes)
      } catch {
        return undefined
      }
    },
    keepsAscii: decoder !== undefined && (decoder.encoding === 'utf-8' || isOneByteEach(decoder.encoding)),
  }
}

/** ASCII counts as UTF-8, which it is; the Encoding Standard would make Windows-1252 of it. */
function charsetOf(contentType: string | undefined): string {
  const [, label = 'utf-8'] = /(?:^|[;,\s])charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(contentType ?? '') ?? []
  return /^(us-)?ascii$/i.test(label) ? 'utf-8' : label
}

function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true })
  } catch {
    return undefined
  }
}

function isOneByteEach(encoding: string): boolean {
  return new TextDecoder(encoding).decode(everyByte).length === everyByte.length
}
