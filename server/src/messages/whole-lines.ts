const [LF, CR] = [0x0a, 0x0d]

/**
 * The bytes with CRLF at the end of every line, and nowhere a CR or LF alone, which is how mail is signed (RFC 8551, 3.1.1):
 * every server and client takes it for the same lines, and no end of a message hides in it.
 */
export function withWholeLines(message: Uint8Array): Uint8Array {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  return hasWholeLines(bytes) ? message : Buffer.from(bytes.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n'), 'latin1')
}

function hasWholeLines(bytes: Buffer): boolean {
  let at = 0
  for (let lf = bytes.indexOf(LF); lf !== -1; lf = bytes.indexOf(LF, at)) {
    const cr = bytes.indexOf(CR, at)
    if (cr !== lf - 1) return false
    at = lf + 1
  }
  return bytes.indexOf(CR, at) === -1
}
