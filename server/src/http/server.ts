// The HTTP layer: Fastify with our envelope, limits and request log. Routes are registered in serve.ts.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { performance } from 'node:perf_hooks'
import Fastify from 'fastify'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { Refusal, refusal } from '../errors/refusal.ts'
import { StoreUnavailableError } from '../documents/object-store.ts'
import type { CallNotes } from '../pipeline/operation.ts'
import { UnknownProviderError } from '../providers/routing.ts'
import { cannotForNow, looksAway } from '../store/outage.ts'
import { clientErrors } from './client-errors.ts'
import { failure } from './envelope.ts'
import { challengeTo, headersOfEveryAnswer } from './headers.ts'
import { noteForAccount } from './note-request.ts'
import { logRequest, routeOf } from './log-request.ts'
import { limitRate } from './rate-limit.ts'
import { bodyReceiver, limits, SMALL_BODY_BYTES } from './receive-body.ts'
import { isByHttps } from './sessions.ts'
import { endConnectionsAtStop } from './stop.ts'
import { withoutSchemas } from './without-schemas.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What it was refused with, for the logs. */
    refused?: Refusal
    /** What the call tells beside its answer. */
    noted: CallNotes
    startedAt: number
    /** The body's content type as it was sent. */
    bodyType: string | undefined
  }
}

const LONGEST_PATH_PARAMETER = 16_384

/** Builds the server; the caller adds routes. */
export async function buildServer(context: Context): Promise<FastifyInstance> {
  const newId = requestIds()
  const misread = clientErrors(context, newId)
  const app = Fastify({
    logger: false,
    schemaController: withoutSchemas,
    genReqId: newId,
    bodyLimit: SMALL_BODY_BYTES,
    // Node would give all bodies the same time.
    requestTimeout: 0,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_PATH_PARAMETER },
    http: {
      headersTimeout: limits.headersWithinMs,
      connectionsCheckingInterval: limits.checkConnectionsEveryMs,
      // Refused below, with a body.
      requireHostHeader: false,
    },
    trustProxy: context.settings.TRUSTED_PROXIES ?? false,
    clientErrorHandler: (error, socket) => misread.answer(error, socket),
    // HEAD would run the handler of the GET, and some GETs spend credit.
    exposeHeadRoutes: false,
    return503OnClosing: false,
    rewriteUrl: (request) => readableUrl(request.url ?? '/'),
    frameworkErrors(error, request, reply) {
      begin(context, request, reply)
      answerError(context, error, request, reply)
    },
  })
  misread.watch(app.server)
  boundConnections(app, context.settings.MAX_CONNECTIONS)
  endConnectionsAtStop(app)
  app.decorateRequest('startedAt', 0)
  app.decorateRequest('caller')
  app.decorateRequest('bodyType', undefined)
  app.decorateRequest('noted')
  app.removeAllContentTypeParsers()
  app.decorateRequest('releaseBody', undefined)
  const receive = bodyReceiver(context)
  app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) => receive(request, payload))
  app.addHook('onRequest', (request, reply, done) => {
    context.traffic.begin()
    reply.raw.once('close', () => context.traffic.end())
    begin(context, request, reply)
    done(isHostMissing(request) ? refusal(117) : undefined)
  })
  app.addHook('onResponse', (request, reply, done) => {
    measure(context, request, reply)
    logRequest(context, request, reply)
    noteForAccount(context, request, reply)
    endUnread(request)
    done()
  })
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(context, error, request, reply))
  limitRate(app, context)
  return app
}

function begin({ settings }: Context, request: FastifyRequest, reply: FastifyReply): void {
  request.startedAt = performance.now()
  request.noted = { paidCents: 0 }
  // Fastify would refuse a label it cannot read, but a body is what it is (contract 1.8).
  request.bodyType = request.raw.headers['content-type']
  request.raw.headers['content-type'] = 'application/octet-stream'
  reply.headers(headersOfEveryAnswer(request.id, isByHttps(request, settings)))
}

/** One too many is closed unanswered, and with it those that only wait for another request, so that the next has room. */
function boundConnections({ server }: FastifyInstance, most: number): void {
  server.maxConnections = most
  server.on('drop', () => server.closeIdleConnections())
}

/**
 * What of a body is left after the answer is read and dropped, so that the answer is heard, but neither for long nor much
 * of it.
 */
function endUnread({ raw }: FastifyRequest): void {
  if (raw.complete) return
  const { socket } = raw
  const most = socket.bytesRead + limits.unreadBytes
  const cut = () => {
    if (!raw.complete) socket.destroy()
  }
  const late = setTimeout(cut, limits.unreadWithinMs).unref()
  const watching = setInterval(() => socket.bytesRead > most && cut(), limits.unreadLookMs).unref()
  raw.once('close', () => {
    clearTimeout(late)
    clearInterval(watching)
  })
}

const isHostMissing = ({ raw }: FastifyRequest) => raw.httpVersion === '1.1' && raw.headers.host === undefined

/** Request ids that are unique across processes and restarts: a random prefix, then a counter. */
function requestIds(): () => string {
  const beginning = randomBytes(8).toString('hex')
  let count = 0
  return () => `${beginning}${(count += 1).toString(16).padStart(8, '0')}`
}

/** What is worth asking again in a second. */
const comeBackSoon: ReadonlySet<number> = new Set([107, 111, 152])

/** Responds with a refusal from the catalogue. */
export function answerRefusal(request: FastifyRequest, reply: FastifyReply, refused: Refusal): FastifyReply {
  request.refused = refused
  if (comeBackSoon.has(refused.number)) reply.header('retry-after', '1')
  if (refused.number === 105 && !reply.hasHeader('retry-after')) reply.header('retry-after', '1')
  if (refused.space === 'own' && refused.number === 198)
    reply.header('retry-after', /\d+/.exec(refused.text)?.[0] ?? '1')
  // The rest of a body that is too slow is not waited for.
  if (refused.number === 119) reply.header('connection', 'close')
  if (refused.http === 401) reply.header('www-authenticate', challengeTo(request, refused.space))
  return reply.code(refused.http).type('application/json').send(failure(refused))
}

/** Lets a URL with undecodable escapes reach its route, where the parameter is refused by number. */
function readableUrl(url: string): string {
  try {
    decodeURI(url)
    return url
  } catch {
    return url.replaceAll('%', '%25')
  }
}

function answerError(context: Context, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal) return answerRefusal(request, reply, error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = refusalOf(code)
  if (known !== undefined) return answerRefusal(request, reply, known)
  // Nothing was done, or nobody knows: the caller may try again.
  if (looksAway(error)) {
    context.outages.report(error, () => undefined)
    return answerRefusal(request, reply, refusal(111))
  }
  const about = { err: error, requestId: request.id, route: routeOf(request) }
  context.outages.report(error, () => context.log.error(about, 'request failed'))
  const mayBeTriedAgain =
    cannotForNow(error) || error instanceof StoreUnavailableError || error instanceof UnknownProviderError
  return answerRefusal(request, reply, refusal(mayBeTriedAgain ? 111 : 104))
}

/** Maps Fastify's codes for requests that cannot be read to the caller's refusals. */
function refusalOf(code: string): Refusal | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refusal(103)
  if (code.startsWith('FST_ERR_CTP_')) return refusal(100)
  if (code === 'FST_ERR_BAD_URL') return refusal(117)
  return undefined
}

function measure({ metrics }: Context, request: FastifyRequest, reply: FastifyReply): void {
  const route = routeOf(request)
  const seconds = (performance.now() - request.startedAt) / 1000
  metrics.requestSeconds.observe({ route, status: String(reply.statusCode) }, seconds)
  const number = request.refused?.number
  if (number !== undefined) metrics.refusals.inc({ route, number: String(number) })
}
