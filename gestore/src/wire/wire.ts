// One client's connection, whatever it speaks: lines and blocks in, text and bytes out at the client's pace, encrypted on
// request.
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { SecureContext } from 'node:tls'
import { ByteSource } from './byte-source.ts'
import type { Line } from './byte-source.ts'

/** The client is gone: nothing can be written any more. */
export class LostError extends Error {
  constructor() {
    super('the client is gone')
    this.name = 'LostError'
  }
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** A connection that ends when nothing was sent either way for a while. */
export class Wire {
  /** Where the client connects from. */
  readonly from: string
  #socket: Socket
  #source: ByteSource
  #isEncrypted = false
  #idleMs: number

  constructor(socket: Socket, idleMs: number) {
    this.from = socket.remoteAddress ?? ''
    this.#socket = socket
    this.#source = new ByteSource(socket)
    this.#idleMs = idleMs
    this.#prepare(socket)
  }

  get isEncrypted(): boolean {
    return this.#isEncrypted
  }

  /** Encrypted, or from this machine. */
  get mayTakePassword(): boolean {
    return this.#isEncrypted || LOOPBACK.test(this.from)
  }

  get source(): ByteSource {
    return this.#source
  }

  line(maxBytes: number): Promise<Line> {
    return this.#source.line(maxBytes)
  }

  /** Writes lines, each with its end. */
  say(...lines: string[]): Promise<void> {
    return lines.length === 0 ? Promise.resolve() : this.write(lines.map((line) => `${line}\r\n`))
  }

  /** Writes pieces, text as one byte a character; waits for a client that does not read. Rejects with `LostError`. */
  async write(pieces: readonly (string | Buffer)[]): Promise<void> {
    if (pieces.length === 0) return
    const bytes = Buffer.concat(
      pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
    )
    if (!this.#socket.writable) throw new LostError()
    if (!this.#socket.write(bytes)) await this.#drained()
  }

  /** How long the client may be silent from now on. */
  allowIdle(ms: number): void {
    this.#idleMs = ms
    this.#socket.setTimeout(ms)
  }

  /** Encrypts what follows. What was sent already is not read: nobody may write into what comes after. */
  encrypt(secureContext: SecureContext): void {
    this.#source.release()
    this.#socket.removeAllListeners('timeout')
    this.#socket = new TLSSocket(this.#socket, { isServer: true, secureContext })
    this.#source = new ByteSource(this.#socket)
    this.#isEncrypted = true
    this.#prepare(this.#socket)
  }

  end(): void {
    this.#source.release()
    this.#socket.destroySoon()
  }

  #prepare(socket: Socket): void {
    socket.setTimeout(this.#idleMs)
    socket.on('timeout', () => socket.destroy())
    // Its end is seen by whoever reads or writes.
    socket.on('error', () => undefined)
  }

  #drained(): Promise<void> {
    const socket = this.#socket
    return new Promise((resolve, reject) => {
      const done = (finish: () => void) => () => {
        socket.off('drain', drained).off('close', lost)
        finish()
      }
      const drained = done(resolve)
      const lost = done(() => reject(new LostError()))
      socket.on('drain', drained).on('close', lost)
    })
  }
}
