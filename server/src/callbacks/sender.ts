import { lookup as systemLookup } from 'node:dns'
import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http'
import { parseHttpUrl } from '../network/http-url.ts'
import { reasonOf } from '../network/failures.ts'
import type { FailureReason } from '../network/failures.ts'
import type { ReachRules } from '../network/address-rules.ts'
import type { AddressLookup, GuardedAgent } from '../network/guarded-connector.ts'
import type { Proxy } from '../network/proxy.ts'
import { MOST_REPLY_BYTES } from './reply.ts'
import { parseHttpDate, parseRetryAfter } from './retry-schedule.ts'

export type AttemptOutcome =
  | { is: 'delivered'; status: number; elapsedMs: number; reply?: string }
  | { is: 'refused'; status: number; elapsedMs: number; gone: boolean; retryAfterSeconds?: number; reply?: string }
  | { is: 'failed'; why: FailureReason; elapsedMs: number }

export type CallbackMessage = {
  url: string
  contentType: string
  body: string
  headers: Record<string, string>
}

export type CallbackSender = {
  send: (message: CallbackMessage) => Promise<AttemptOutcome>
  close: () => Promise<void>
}

const maxHeaderBytes = 16 * 1024
const maxConnectionsPerOrigin = 10
const keepAliveMs = 1_000

/**
 * Creates the sender of callbacks (contract 5.4). `send` makes one attempt and always ends within `timeoutMs`,
 * including name lookup and response. Any 2xx counts as delivered; every other status, including redirects, counts as
 * refused and is not followed. The status decides as soon as it arrives: a response that never ends or exceeds
 * `maxReplyBytes` is dropped and changes nothing. Of a response `keepReply` makes what the outcome tells, from its first
 * 2 kB; without it nothing is told. Each origin has its own ten connections, so a dead one does not delay
 * the others. `close` waits for running attempts. `lookup` replaces the system's name resolution. With a `proxy`,
 * everything goes through it, and it resolves the names.
 */
export function callbackSender(
  options: ReachRules & {
    version: string
    timeoutMs?: number
    maxReplyBytes?: number
    keepReply?: ((answered: Uint8Array, sent: { contentType: string; body: string }) => string) | undefined
    lookup?: AddressLookup
    proxy?: Proxy | undefined
  },
): CallbackSender {
  const { version, timeoutMs = 15_000, maxReplyBytes = 65_536, keepReply, proxy } = options
  let opening: Promise<Agents> | undefined
  const always = { accept: '*/*', 'user-agent': `Ceralacca/${version}` }
  const running = new Set<Promise<AttemptOutcome>>()
  let closed = false
  return {
    async send({ url, contentType, body, headers }) {
      if (closed) throw new Error('the sender is closed')
      const target = parseHttpUrl(url)
      if (target.is !== 'url') return { is: 'failed', why: 'malformed url', elapsedMs: 0 }
      opening ??= openAgents({ lookup: systemLookup, ...options, timeoutMs })
      const attempted = opening.then((agents) => {
        const isPlain = target.url.protocol === 'http:'
        const request = {
          ...addressOf(target.url),
          // A proxy reads from it where a plain request is to go (RFC 9112, 3.2.2).
          ...(isPlain && proxy !== undefined ? { path: absolute(target.url) } : {}),
          agent: isPlain ? agents.http : agents.https,
          method: 'POST',
          headers: { ...headers, ...always, ...(isPlain ? agents.headers : {}), 'content-type': contentType },
          maxHeaderSize: maxHeaderBytes,
        }
        const keep = keepReply && ((answered: Uint8Array) => keepReply(answered, { contentType, body }))
        return attempt({ request, body, timeoutMs, maxReplyBytes, keep })
      })
      running.add(attempted)
      return attempted.finally(() => running.delete(attempted))
    },
    async close() {
      closed = true
      await Promise.allSettled(running)
      const agents = await opening
      agents?.http.destroy()
      agents?.https.destroy()
    },
  }
}

interface Agents {
  http: GuardedAgent
  https: GuardedAgent
  /** What a plain request carries for the proxy. */
  headers: Record<string, string>
}

/** Loaded with the first callback: undici is larger than the rest of the server. */
async function openAgents(
  options: ReachRules & { timeoutMs: number; lookup: AddressLookup; proxy?: Proxy | undefined },
): Promise<Agents> {
  const { GuardedAgent, guardedConnector } = await import('../network/guarded-connector.ts')
  const { proxyConnector, proxyHeaders } = await import('../network/proxy.ts')
  const { proxy } = options
  const connect = proxy === undefined ? guardedConnector(options) : proxyConnector({ ...options, proxy })
  const kept = { keepAlive: true, maxSockets: maxConnectionsPerOrigin, timeout: keepAliveMs }
  return {
    http: new GuardedAgent('http:', connect, kept),
    https: new GuardedAgent('https:', connect, kept),
    headers: proxy === undefined ? {} : proxyHeaders(proxy),
  }
}

const absolute = ({ origin, pathname, search }: URL) => origin + pathname + search

function addressOf({ protocol, hostname, port, pathname, search }: URL): RequestOptions {
  const defaultPort = protocol === 'https:' ? 443 : 80
  const host = hostname.replace(/^\[|\]$/g, '')
  return { protocol, host, port: port === '' ? defaultPort : port, defaultPort, path: pathname + search }
}

type Attempt = {
  request: RequestOptions
  body: string
  timeoutMs: number
  maxReplyBytes: number
  keep: ((answered: Uint8Array) => string) | undefined
}

/** Interim replies, 100 Continue among them, are passed over by Node's client (RFC 9110, 15.2); undici takes 100 for an error. */
function attempt({ request, body, timeoutMs, maxReplyBytes, keep }: Attempt): Promise<AttemptOutcome> {
  const startedMs = performance.now()
  return new Promise((resolve) => {
    let reply: IncomingMessage | undefined
    let replyBytes = 0
    const parts: Buffer[] = []
    const exchange = httpRequest(request)

    const end = (why: FailureReason) => {
      clearTimeout(timer)
      const elapsedMs = Math.round(performance.now() - startedMs)
      if (reply === undefined) return resolve({ is: 'failed', why, elapsedMs })
      const judged = judge(reply, elapsedMs)
      resolve(judged.is === 'failed' ? judged : { ...judged, ...replyIn(Buffer.concat(parts), keep) })
    }
    // Also where it still waits for a connection: it must not be sent afterwards.
    const cut = () => {
      end('timeout')
      exchange.destroy()
    }
    const timer = setTimeout(cut, timeoutMs)

    exchange.on('response', (response) => {
      reply = response
      response.on('data', (part: Buffer) => {
        if (replyBytes < MOST_REPLY_BYTES) parts.push(part)
        replyBytes += part.length
        if (replyBytes > maxReplyBytes) cut()
      })
      response.on('error', (error) => end(reasonOf(error)))
      response.on('end', () => end('connection closed'))
    })
    exchange.on('upgrade', (_response, socket) => {
      end('connection closed')
      socket.destroy()
    })
    exchange.on('error', (error) => end(reasonOf(error)))
    exchange.end(body)
  })
}

/** What is kept of an answer; nothing where that fails, as the callback has arrived all the same. */
function replyIn(answered: Uint8Array, keep: Attempt['keep']): { reply?: string } {
  try {
    return keep === undefined ? {} : { reply: keep(answered) }
  } catch {
    return {}
  }
}

/** 407 is a proxy's own word: what it asks for is not the receiver's to give (RFC 9110, 15.5.8). */
function judge({ statusCode: status = 0, headers }: IncomingMessage, elapsedMs: number): AttemptOutcome {
  if (status < 300) return { is: 'delivered', status, elapsedMs }
  if (status === 407) return { is: 'failed', why: 'proxy', elapsedMs }
  const retryAfterSeconds = askedDelay(headers)
  const refused = { is: 'refused', status, elapsedMs, gone: status === 410 } as const
  return retryAfterSeconds === undefined ? refused : { ...refused, retryAfterSeconds }
}

/** A date in `Retry-After` is read relative to the response's own `Date`, so clock skew does not matter. */
function askedDelay(headers: IncomingHttpHeaders): number | undefined {
  const header = single(headers['retry-after'])
  const repliedAt = parseHttpDate(single(headers.date) ?? '')
  if (repliedAt !== undefined) return parseRetryAfter(header, repliedAt)
  return /^\s*\d+\s*$/.test(header ?? '') ? parseRetryAfter(header, new Date(0)) : undefined
}

/** A header sent twice arrives as a list, whatever its type says. */
function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
