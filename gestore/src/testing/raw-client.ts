// Lines over a socket, as no library would send them.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { expect } from 'vitest'

/** A client of nothing in particular. */
export class RawClient {
  readonly #socket: Socket
  #text = ''

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.on('data', (data) => (this.#text += data.toString('latin1'))).on('error', () => undefined)
  }

  send(text: string | Buffer): this {
    this.#socket.write(text)
    return this
  }

  /** What came, once it has this in it. */
  async until(pattern: RegExp): Promise<string> {
    await expect.poll(() => this.#text, { timeout: 20_000, interval: 5 }).toMatch(pattern)
    const text = this.#text
    this.#text = ''
    return text
  }

  async closed(): Promise<void> {
    if (!this.#socket.closed) await new Promise((resolve) => this.#socket.once('close', resolve))
  }

  end(): void {
    this.#socket.destroy()
  }
}
