// What Node's HTTP parser gives up on never becomes a request. It is answered here, with the four members as everywhere.
import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { Socket } from 'node:net'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import type { Refusal } from '../errors/refusal.ts'
import { failure } from './envelope.ts'
import { headersOfEveryAnswer } from './headers.ts'
import { isPublishedByHttps } from './sessions.ts'

// A closed connection with unread bytes is reset, and the caller may lose the answer.
const READ_ON_FOR_MS = 500

/** The handler of such errors, and what it has to know of a server: which answers are under way. */
export interface ClientErrors {
  answer(error: Error, socket: Duplex): void
  watch(server: Server): void
}

/** Makes the handler; `newId` numbers its answers like those to requests. */
export function clientErrors(context: Context, newId: () => string): ClientErrors {
  const underWay = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>()

  function refuse(socket: Duplex, refused: Refusal): void {
    const requestId = newId()
    context.metrics.refusals.inc({ route: 'unknown', number: String(refused.number) })
    context.log.info({ requestId, route: 'unknown', status: refused.http, error: refused.number }, 'request')
    socket.end(rawAnswer(refused, headersOfEveryAnswer(requestId, isPublishedByHttps(context.settings))))
    setTimeout(() => socket.destroy(), READ_ON_FOR_MS).unref()
  }

  return {
    answer(error, socket) {
      const refused = refusalOf(error)
      const saidNothing = socket instanceof Socket && socket.bytesRead === 0
      if (refused === undefined || !socket.writable || saidNothing) {
        socket.destroy()
        return
      }
      const current = underWay.get(socket)
      if (current === undefined || current.response.writableFinished) refuse(socket, refused)
      // The error is of a later request on the same connection: the earlier one is answered first.
      else if (current.request.complete) current.response.once('close', () => refuse(socket, refused))
      else if (current.response.headersSent) socket.destroy()
      else refuse(socket, refused)
    },
    watch(server) {
      server.on('request', (request, response) => underWay.set(request.socket, { request, response }))
      // Expectations but 100-continue may be ignored (RFC 9110, 10.1.1), and there is no proxy here to connect through.
      server.on('checkExpectation', (request, response) => server.emit('request', request, response))
      server.on('connect', (_request, socket) => refuse(socket, refusal(102)))
    },
  }
}

function refusalOf(error: Error): Refusal | undefined {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'HPE_HEADER_OVERFLOW') return refusal(118)
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return refusal(119)
  return code.startsWith('HPE_') ? refusal(117) : undefined
}

function rawAnswer(refused: Refusal, ofEveryAnswer: Record<string, string>): string {
  const body = failure(refused)
  const headers = {
    ...ofEveryAnswer,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${refused.http} ${STATUS_CODES[refused.http] ?? ''}`, ...lines, '', body].join('\r\n')
}
