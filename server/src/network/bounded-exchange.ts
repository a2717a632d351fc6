// One HTTP exchange with a server that may be slow, endless or hostile: guarded, and bounded in time and size.
import { lookup as systemLookup } from 'node:dns'
import type { Agent } from 'undici'
import type { ReachRules } from './address-rules.ts'
import { ConnectFailure } from './failures.ts'
import type { AddressLookup } from './guarded-connector.ts'
import { parseHttpUrl } from './http-url.ts'

export interface ExchangeQuestion {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  url: string
  headers?: Readonly<Record<string, string>>
  body?: { type: string; bytes: Uint8Array }
  maxBytes: number
}

/** By their names in lower case; some have several values. */
export type AnsweredHeaders = Readonly<Record<string, string | string[] | undefined>>

/** `not connected`: nothing was sent. `no answer`: the question may have arrived, the answer did not. */
export type ExchangeAnswer =
  | { is: 'answered'; status: number; contentType: string; headers: AnsweredHeaders; bytes: Uint8Array }
  | { is: 'not connected' }
  | { is: 'no answer' }
  | { is: 'too large' }

export interface BoundedExchange {
  exchange(question: ExchangeQuestion): Promise<ExchangeAnswer>
  /** Waits for running exchanges; later ones return `not connected`. */
  close(): Promise<void>
}

export type ExchangeOptions = ReachRules & {
  version: string
  timeoutMs?: number
  /** Connections to one origin. */
  connections?: number
  lookup?: AddressLookup
}

/**
 * Creates it. `exchange` always ends within `timeoutMs`, including name lookup and response. It follows no redirects,
 * sends nothing twice, verifies TLS certificates, and connects to no private address where those are denied. Never
 * rejects.
 */
export function boundedExchange(options: ExchangeOptions): BoundedExchange {
  const { version, timeoutMs = 5_000 } = options
  let opening: Promise<Agent> | undefined
  let closed = false
  return {
    async exchange({ method, url, headers, body, maxBytes }) {
      const target = parseHttpUrl(url)
      if (closed || target.is !== 'url') return { is: 'not connected' }
      const content = body === undefined ? {} : { 'content-type': body.type }
      try {
        opening ??= openAgent({ ...options, timeoutMs })
        const agent = await opening
        const reply = await agent.request({
          origin: target.url.origin,
          path: target.url.pathname + target.url.search,
          method,
          headers: { ...headers, ...content, 'user-agent': `Ceralacca/${version}` },
          body: body?.bytes ?? null,
          signal: AbortSignal.timeout(timeoutMs),
          // A GET may spend money.
          idempotent: false,
        })
        const bytes = await read(reply.body, maxBytes)
        if (bytes === undefined) return { is: 'too large' }
        const contentType = String(reply.headers['content-type'] ?? '')
        return { is: 'answered', status: reply.statusCode, contentType, headers: reply.headers, bytes }
      } catch (error) {
        return { is: error instanceof ConnectFailure ? 'not connected' : 'no answer' }
      }
    },
    async close() {
      closed = true
      await (await opening)?.close()
    },
  }
}

/** Loaded with the first exchange, as most servers never make one. */
async function openAgent(options: ExchangeOptions & { timeoutMs: number }): Promise<Agent> {
  const { privateAddresses, deniedNetworks, timeoutMs, connections = 4, lookup = systemLookup } = options
  const [{ Agent }, { guardedConnector }] = await Promise.all([import('undici'), import('./guarded-connector.ts')])
  return new Agent({
    connect: guardedConnector({ privateAddresses, deniedNetworks, timeoutMs, lookup }),
    connections,
    keepAliveTimeout: 1_000,
    keepAliveMaxTimeout: 1_000,
    maxHeaderSize: 16_384,
    // The exchange has its own timeout.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

/** Undefined for more than `maxBytes`; leaving the loop aborts the exchange. */
async function read(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
