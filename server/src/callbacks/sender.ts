import { lookup as systemLookup } from 'node:dns'
import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http'
import { parseHttpUrl } from '../network/http-url.ts'
import { reasonOf } from '../network/failures.ts'
import type { FailureReason } from '../network/failures.ts'
import { GuardedAgent, guardedConnector } from '../network/guarded-connector.ts'
import type { AddressLookup } from '../network/guarded-connector.ts'
import { parseHttpDate, parseRetryAfter } from './retry-schedule.ts'

export type AttemptOutcome =
  | { is: 'delivered'; status: number; elapsedMs: number }
  | { is: 'refused'; status: number; elapsedMs: number; gone: boolean; retryAfterSeconds?: number }
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
 * `maxReplyBytes` is dropped and changes nothing. Each origin has its own ten connections, so a dead one does not delay
 * the others. `close` waits for running attempts. `lookup` replaces the system's name resolution.
 */
export function callbackSender(options: {
  privateAddresses: 'allow' | 'deny'
  version: string
  timeoutMs?: number
  maxReplyBytes?: number
  lookup?: AddressLookup
}): CallbackSender {
  const { privateAddresses, version, timeoutMs = 15_000, maxReplyBytes = 65_536, lookup = systemLookup } = options
  const connect = guardedConnector({ privateAddresses, timeoutMs, lookup })
  const kept = { keepAlive: true, maxSockets: maxConnectionsPerOrigin, timeout: keepAliveMs }
  const agents = {
    'http:': new GuardedAgent('http:', connect, kept),
    'https:': new GuardedAgent('https:', connect, kept),
  }
  const always = { accept: '*/*', 'user-agent': `Ceralacca/${version}` }
  const running = new Set<Promise<AttemptOutcome>>()
  let closed = false
  return {
    async send({ url, contentType, body, headers }) {
      if (closed) throw new Error('the sender is closed')
      const target = parseHttpUrl(url)
      if (target.is !== 'url') return { is: 'failed', why: 'malformed url', elapsedMs: 0 }
      const request = {
        ...addressOf(target.url),
        agent: target.url.protocol === 'https:' ? agents['https:'] : agents['http:'],
        method: 'POST',
        headers: { ...headers, ...always, 'content-type': contentType },
        maxHeaderSize: maxHeaderBytes,
      }
      const attempted = attempt({ request, body, timeoutMs, maxReplyBytes })
      running.add(attempted)
      return attempted.finally(() => running.delete(attempted))
    },
    async close() {
      closed = true
      await Promise.allSettled(running)
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

function addressOf({ protocol, hostname, port, pathname, search }: URL): RequestOptions {
  const defaultPort = protocol === 'https:' ? 443 : 80
  const host = hostname.replace(/^\[|\]$/g, '')
  return { protocol, host, port: port === '' ? defaultPort : port, defaultPort, path: pathname + search }
}

type Attempt = { request: RequestOptions; body: string; timeoutMs: number; maxReplyBytes: number }

/** Interim replies, 100 Continue among them, are passed over by Node's client (RFC 9110, 15.2); undici takes 100 for an error. */
function attempt({ request, body, timeoutMs, maxReplyBytes }: Attempt): Promise<AttemptOutcome> {
  const startedMs = performance.now()
  return new Promise((resolve) => {
    let reply: IncomingMessage | undefined
    let replyBytes = 0
    const exchange = httpRequest(request)

    const end = (why: FailureReason) => {
      clearTimeout(timer)
      const elapsedMs = Math.round(performance.now() - startedMs)
      resolve(reply === undefined ? { is: 'failed', why, elapsedMs } : judge(reply, elapsedMs))
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

function judge({ statusCode: status = 0, headers }: IncomingMessage, elapsedMs: number): AttemptOutcome {
  if (status < 300) return { is: 'delivered', status, elapsedMs }
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
