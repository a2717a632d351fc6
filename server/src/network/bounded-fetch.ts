// Fetches a few bytes from an untrusted address: guarded, and bounded in time and size.
import { lookup as systemLookup } from 'node:dns'
import type { Agent } from 'undici'
import type { AddressLookup } from './guarded-connector.ts'
import { parseHttpUrl } from './http-url.ts'

/** The request: GET without a body, POST with one. */
export interface FetchQuestion {
  url: string
  maxBytes: number
  body?: { type: string; bytes: Uint8Array }
}

/** `no answer`: no connection, a timeout, or a status other than 200. */
export type FetchAnswer = { is: 'fetched'; bytes: Uint8Array } | { is: 'no answer' } | { is: 'too large' }

export interface BoundedFetch {
  fetch(question: FetchQuestion): Promise<FetchAnswer>
  /** Waits for running requests; later ones return `no answer`. */
  close(): Promise<void>
}

/**
 * Creates a bounded fetcher. `fetch` always ends within `timeoutMs`, including name lookup and response. It follows no
 * redirects, verifies TLS certificates, and connects to no private address where those are denied. Never rejects.
 */
export function boundedFetch(options: {
  privateAddresses: 'allow' | 'deny'
  version: string
  timeoutMs?: number
  lookup?: AddressLookup
}): BoundedFetch {
  const { privateAddresses, version, timeoutMs = 5_000, lookup = systemLookup } = options
  let opening: Promise<Agent> | undefined
  let closed = false
  return {
    async fetch({ url, maxBytes, body }) {
      const target = parseHttpUrl(url)
      if (closed || target.is !== 'url') return { is: 'no answer' }
      const content = body === undefined ? {} : { 'content-type': body.type }
      try {
        opening ??= openAgent({ privateAddresses, timeoutMs, lookup })
        const agent = await opening
        const reply = await agent.request({
          origin: target.url.origin,
          path: target.url.pathname + target.url.search,
          method: body === undefined ? 'GET' : 'POST',
          headers: { ...content, 'user-agent': `Ceralacca/${version}` },
          body: body?.bytes ?? null,
          signal: AbortSignal.timeout(timeoutMs),
        })
        if (reply.statusCode === 200) return await read(reply.body, maxBytes)
        reply.body.on('error', () => undefined).destroy()
        return { is: 'no answer' }
      } catch {
        return { is: 'no answer' }
      }
    },
    async close() {
      closed = true
      await (await opening)?.close()
    },
  }
}

/** Loaded with the first request, as most servers never make one. */
async function openAgent(guard: {
  privateAddresses: 'allow' | 'deny'
  timeoutMs: number
  lookup: AddressLookup
}): Promise<Agent> {
  const [{ Agent }, { guardedConnector }] = await Promise.all([import('undici'), import('./guarded-connector.ts')])
  return new Agent({
    connect: guardedConnector(guard),
    connections: 4,
    keepAliveTimeout: 1_000,
    keepAliveMaxTimeout: 1_000,
    maxHeaderSize: 16_384,
    // The request has its own timeout.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

/** Leaving the loop aborts the exchange. */
async function read(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<FetchAnswer> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) return { is: 'too large' }
    chunks.push(chunk)
  }
  return { is: 'fetched', bytes: Buffer.concat(chunks) }
}
