import { lookup as systemLookup } from 'node:dns'
import type { IncomingHttpHeaders } from 'node:http'
import { Agent } from 'undici'
import type { Dispatcher } from 'undici'
import { parseHttpUrl } from '../network/http-url.ts'
import { isOurMistake, reasonOf } from '../network/failures.ts'
import type { FailureReason } from '../network/failures.ts'
import { guardedConnector } from '../network/guarded-connector.ts'
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
  const agent = new Agent({
    connect: guardedConnector({ privateAddresses, timeoutMs, lookup }),
    connections: maxConnectionsPerOrigin,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    maxHeaderSize: maxHeaderBytes,
    // The attempt has its own timeout; undici's would be a second, coarser one.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const userAgent = `Ceralacca/${version}`
  return {
    async send({ url, contentType, body, headers }) {
      const target = parseHttpUrl(url)
      if (target.is !== 'url') return { is: 'failed', why: 'malformed url', elapsedMs: 0 }
      return attempt(agent, {
        request: {
          origin: target.url.origin,
          path: target.url.pathname + target.url.search,
          method: 'POST',
          headers: { ...headers, 'content-type': contentType, 'user-agent': userAgent },
          body,
        },
        timeoutMs,
        maxReplyBytes,
      })
    },
    close: () => agent.close(),
  }
}

type Attempt = { request: Dispatcher.DispatchOptions; timeoutMs: number; maxReplyBytes: number }
type Reply = { status: number; headers: IncomingHttpHeaders }

function attempt(agent: Agent, { request, timeoutMs, maxReplyBytes }: Attempt): Promise<AttemptOutcome> {
  const startedMs = performance.now()
  return new Promise((resolve, reject) => {
    let exchange: Dispatcher.DispatchController | undefined
    let reply: Reply | undefined
    let replyBytes = 0
    let ended = false

    const end = (why: FailureReason) => {
      ended = true
      clearTimeout(timer)
      const elapsedMs = Math.round(performance.now() - startedMs)
      resolve(reply === undefined ? { is: 'failed', why, elapsedMs } : judge(reply, elapsedMs))
    }
    const cut = () => {
      end('timeout')
      exchange?.abort(new Error('attempt ended'))
    }
    const timer = setTimeout(cut, timeoutMs)

    agent.dispatch(request, {
      onRequestStart(controller) {
        exchange = controller
        // A request still queued for a connection when it times out must not be sent afterwards.
        if (ended) controller.abort(new Error('attempt ended'))
      },
      onResponseStart(_controller, status, headers) {
        if (status >= 200) reply = { status, headers }
      },
      onResponseData(_controller, chunk) {
        replyBytes += chunk.length
        if (replyBytes > maxReplyBytes) cut()
      },
      onResponseEnd() {
        end('connection closed')
      },
      onResponseError(_controller, error) {
        if (isOurMistake(error)) reject(error)
        end(reasonOf(error))
      },
    })
  })
}

function judge({ status, headers }: Reply, elapsedMs: number): AttemptOutcome {
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
