// The bytes of a message that comes in over SMTP: bounded, also all of them together, and with whole lines alone.
import type { SMTPServerDataStream } from 'smtp-server'

/** Why a message is not taken, as SMTP says it. */
export class SmtpRefusal extends Error {
  readonly responseCode: number

  constructor(responseCode: number, message: string) {
    super(message)
    this.name = 'SmtpRefusal'
    this.responseCode = responseCode
  }
}

const AT_ONCE_BYTES = 256 * 1024 * 1024

/** Reads messages; what comes at once has a bound. */
export function mailReader(): (stream: SMTPServerDataStream) => Promise<Buffer> {
  let held = 0
  return async (stream) => {
    const pieces: Buffer[] = []
    let bytes = 0
    let isTooMuch = false
    try {
      for await (const piece of stream) {
        if (!(piece instanceof Buffer)) continue
        isTooMuch ||= held + piece.length > AT_ONCE_BYTES
        // Read to its end in any case: only then is there an answer.
        if (isTooMuch || stream.sizeExceeded) continue
        pieces.push(piece)
        bytes += piece.length
        held += piece.length
      }
    } finally {
      held -= bytes
    }
    if (stream.sizeExceeded) throw new SmtpRefusal(552, '5.3.4 The message is too large')
    if (isTooMuch) throw new SmtpRefusal(452, '4.3.1 Too much comes at once; try again later')
    const message = Buffer.concat(pieces)
    if (!hasWholeLines(message)) throw new SmtpRefusal(550, '5.6.0 A CR or LF stands alone: lines end with both')
    if (message.includes(0)) throw new SmtpRefusal(550, '5.6.0 A message has no NUL (RFC 5322, 3.5)')
    return message
  }
}

/** A CR or LF of its own is where servers differ about the end of a message. */
function hasWholeLines(message: Buffer): boolean {
  let at = 0
  for (let lf = message.indexOf(10); lf !== -1; lf = message.indexOf(10, at)) {
    if (message.indexOf(13, at) !== lf - 1) return false
    at = lf + 1
  }
  return message.indexOf(13, at) === -1
}
