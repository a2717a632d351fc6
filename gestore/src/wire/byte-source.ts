// Bytes from a connection: lines and blocks of a bounded size, read only when they are asked for.
import type { Socket } from 'node:net'

const LF = 10
const FIRST_BLOCK_BYTES = 65_536

/** `too long`: the line had more bytes than allowed; what came of it is dropped. `undefined`: the connection ended. */
export type Line = Buffer | 'too long' | undefined

/** Reads from a socket in paused mode, so that who sends faster than we read is held up by TCP. */
export class ByteSource {
  readonly #socket: Socket
  readonly #forget: () => void
  #held: Buffer = Buffer.alloc(0)
  #isEnded = false
  #wake: () => void = () => undefined

  constructor(socket: Socket) {
    this.#socket = socket
    const wake = () => this.#wake()
    const end = () => {
      this.#isEnded = true
      this.#wake()
    }
    socket.on('readable', wake).on('end', end).on('close', end)
    this.#forget = () => void socket.off('readable', wake).off('end', end).off('close', end)
  }

  /** One line without its end (LF or CRLF). Of a line that is too long, everything up to its end is dropped. */
  async line(maxBytes: number): Promise<Line> {
    const pieces: Buffer[] = []
    let bytes = 0
    let isTooLong = false
    for (;;) {
      const piece = await this.#next()
      if (piece === undefined) return undefined
      const end = piece.indexOf(LF)
      const part = end === -1 ? piece : piece.subarray(0, end)
      this.#held = end === -1 ? Buffer.alloc(0) : piece.subarray(end + 1)
      bytes += part.length
      isTooLong ||= bytes > maxBytes
      if (!isTooLong) pieces.push(part)
      else pieces.length = 0
      if (end !== -1) return isTooLong ? 'too long' : withoutReturn(Buffer.concat(pieces))
    }
  }

  /** Exactly so many bytes; `undefined` when the connection ended before. */
  async bytes(count: number): Promise<Buffer | undefined> {
    let block: Buffer = Buffer.allocUnsafe(Math.min(count, FIRST_BLOCK_BYTES))
    let filled = 0
    while (filled < count) {
      const piece = await this.#next()
      if (piece === undefined) return undefined
      const taken = Math.min(piece.length, count - filled)
      if (filled + taken > block.length) block = grown(block, filled, Math.min(count, 2 * (filled + taken)))
      piece.copy(block, filled, 0, taken)
      filled += taken
      this.#held = piece.subarray(taken)
    }
    return block.subarray(0, count)
  }

  /** Drops so many bytes; false when the connection ended before. */
  async skip(count: number): Promise<boolean> {
    for (let left = count; left > 0;) {
      const piece = await this.#next()
      if (piece === undefined) return false
      const taken = Math.min(piece.length, left)
      this.#held = piece.subarray(taken)
      left -= taken
    }
    return true
  }

  /** Stops reading; bytes that were sent already are lost, as they must be when encryption begins (RFC 3501 6.2.1). */
  release(): void {
    this.#forget()
    this.#held = Buffer.alloc(0)
    this.#isEnded = true
  }

  /** What is there next, at least one byte. */
  async #next(): Promise<Buffer | undefined> {
    for (;;) {
      if (this.#held.length > 0) return this.#held
      const read: unknown = this.#socket.read()
      if (read instanceof Buffer) {
        this.#held = read
        continue
      }
      if (this.#isEnded) return undefined
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

const withoutReturn = (line: Buffer) => (line.at(-1) === 13 ? line.subarray(0, -1) : line)

function grown(block: Buffer, filled: number, bytes: number): Buffer {
  const larger = Buffer.allocUnsafe(bytes)
  block.copy(larger, 0, 0, filled)
  return larger
}
