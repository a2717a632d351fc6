// A small server that records callbacks and answers with a configurable status.
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface Receiver extends AsyncDisposable {
  url: string
  received: Received[]
  /** Sets status and headers of the following answers. */
  answers(status: number, headers?: Record<string, string>): void
  /** Resolves with the next callback. */
  next(): Promise<Received>
  /** The resource in a callback, for either method. */
  resourceOf(received: Received | undefined): unknown
}

/** Starts a receiver on a free loopback port. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const waiting: ((one: Received) => void)[] = []
  let answer: { status: number; headers: Record<string, string> } = { status: 200, headers: {} }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString('utf8') }
      received.push(one)
      for (const take of waiting.splice(0)) take(one)
      response.writeHead(answer.status, answer.headers).end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/callback`,
    received,
    answers(status, headers = {}) {
      answer = { status, headers }
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
    resourceOf(one) {
      if (one === undefined) throw new Error('no callback came')
      const isForm = one.headers['content-type'] === 'application/x-www-form-urlencoded'
      const text = isForm ? ([...new URLSearchParams(one.body).values()][0] ?? '') : one.body
      const parsed: unknown = JSON.parse(text)
      return isForm ? parsed : Reflect.get(Object(parsed), 'data')
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
