// A customer's server: it takes callbacks, checks who signed them, and hands them to whoever waits.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

const WAIT_AT_MOST_MS = 30_000
const OLDEST_SECONDS = 300

export interface Callback {
  contentType: string
  /** The resource, out of the form field `data` or the member `data`. */
  resource: Record<string, unknown>
  signed: boolean
}

export interface Receiver extends AsyncDisposable {
  url: string
  /** The first callback about a resource in a state that nobody has taken yet; rejects after half a minute. */
  next(id: string, stato: string): Promise<Callback>
}

/** Starts the receiver on a free loopback port; `secret` gives the account's `whsec_…`. */
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
      for (const look of waiting) look()
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
          waiting.delete(look)
          reject(new Error(`no callback told that ${id} is ${stato}`))
        }, WAIT_AT_MOST_MS)
        const look = () => {
          const index = arrived.findIndex(({ resource }) => resource.id === id && resource.stato === stato)
          const [found] = index < 0 ? [] : arrived.splice(index, 1)
          if (found === undefined) return
          clearTimeout(tooLate)
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The check every receiver should make (Standard Webhooks): fresh, and signed with the account's secret. */
function isSigned(headers: IncomingHttpHeaders, body: string, secret: string): boolean {
  const [id, timestamp, signatures] = [
    String(headers['webhook-id']),
    String(headers['webhook-timestamp']),
    String(headers['webhook-signature']),
  ]
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= OLDEST_SECONDS)) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const right = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  return signatures.split(' ').some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ''), 'base64')
    return given.length === right.length && timingSafeEqual(given, right)
  })
}

function resourceOf(contentType: string, body: string): Record<string, unknown> {
  const isForm = contentType.startsWith('application/x-www-form-urlencoded')
  const told: unknown = isForm
    ? { data: JSON.parse(new URLSearchParams(body).get('data') ?? 'null') }
    : JSON.parse(body)
  const data: unknown = typeof told === 'object' && told !== null && 'data' in told ? told.data : undefined
  return { ...Object(data) }
}
