// A small server that records callbacks and answers with a configurable status.
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { onLoopback } from './loopback.ts'

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface Receiver extends AsyncDisposable {
  url: string
  received: Received[]
  /** Sets status, headers and body of the following answers. */
  answers(status: number, headers?: Record<string, string>, body?: string | Uint8Array): void
  /** Resolves with the next callback. */
  next(): Promise<Received>
  /** The resource in a callback, for either method. */
  resourceOf(received: Received | undefined): unknown
}

/** Starts a receiver on a free loopback port. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const waiting: ((one: Received) => void)[] = []
  let answer: { status: number; headers: Record<string, string>; body: string | Uint8Array }
  answer = { status: 200, headers: {}, body: 'ok' }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString('utf8') }
      received.push(one)
      for (const take of waiting.splice(0)) take(one)
      response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  const { url, close } = await onLoopback(server)
  return {
    url: `${url}/callback`,
    received,
    answers(status, headers = {}, body = 'ok') {
      answer = { status, headers, body }
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
    resourceOf(one) {
      if (one === undefined) throw new Error('no callback came')
      const isForm = one.headers['content-type'] === 'application/x-www-form-urlencoded'
      const text = isForm ? ([...new URLSearchParams(one.body).values()][0] ?? '') : one.body
      const parsed: unknown = JSON.parse(text)
      return isForm ? parsed : Reflect.get(Object(parsed), 'data')
    },
    [Symbol.asyncDispose]: close,
  }
}
