// A customer's server: receives callbacks, verifies their signatures and passes them to whoever waits.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

const TIMEOUT_MS = 30_000
const MAX_AGE_SECONDS = 300

export interface Callback {
  contentType: string
  /** The resource from the form field `data` or the member `data`. */
  resource: Record<string, unknown>
  signed: boolean
}

export interface Receiver extends AsyncDisposable {
  url: string
  /** Takes the first callback about a resource in a state; rejects after half a minute. */
  next(id: string, stato: string): Promise<Callback>
}

/** Starts the receiver on a free loopback port; `secret` returns the account's `whsec_…`. */
export async function openReceiver(secret: () => string): Promise<Receiver> {
  const arrived: Callback[] = []
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8')
      const signed = isSigned(request.headers, body, secret())
      response.writeHead(signed ? 200 : 401).end()
      const contentType = request.headers['content-type'] ?? ''
      arrived.push({ contentType, resource: resourceOf(contentType, body), signed })
      for (const tryTake of waiting) tryTake()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  return {
    url: `http://127.0.0.1:${port}/callback`,
    next: (id, stato) =>
      new Promise((resolve, reject) => {
        const tooLate = setTimeout(() => {
          waiting.delete(tryTake)
          reject(new Error(`no callback reported that ${id} is ${stato}`))
        }, TIMEOUT_MS)
        const tryTake = () => {
          const index = arrived.findIndex(({ resource }) => resource.id === id && resource.stato === stato)
          const [found] = index < 0 ? [] : arrived.splice(index, 1)
          if (found === undefined) return
          clearTimeout(tooLate)
          waiting.delete(tryTake)
          resolve(found)
        }
        waiting.add(tryTake)
        tryTake()
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The check every receiver should make (Standard Webhooks): recent, and signed with the account's secret. */
function isSigned(headers: IncomingHttpHeaders, body: string, secret: string): boolean {
  const [id, timestamp, signatures] = [
    String(headers['webhook-id']),
    String(headers['webhook-timestamp']),
    String(headers['webhook-signature']),
  ]
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= MAX_AGE_SECONDS)) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  return signatures.split(' ').some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

function resourceOf(contentType: string, body: string): Record<string, unknown> {
  const isForm = contentType.startsWith('application/x-www-form-urlencoded')
  const parsed: unknown = isForm
    ? { data: JSON.parse(new URLSearchParams(body).get('data') ?? 'null') }
    : JSON.parse(body)
  const data: unknown = typeof parsed === 'object' && parsed !== null && 'data' in parsed ? parsed.data : undefined
  return { ...Object(data) }
}
