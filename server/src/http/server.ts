// The HTTP layer: Fastify with our envelope, limits and request log. Routes are registered in serve.ts.
import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hashSecret } from '../auth/secrets.ts'
import type { Context } from '../context.ts'
import { Refusal, refusal } from '../errors/refusal.ts'
import { failure } from './envelope.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The refusal's number, for the log. */
    refusedWith?: number
    startedAt: number
  }
}

/** Body limit of calls that carry no document. */
export const SMALL_BODY_BYTES = 1024 * 1024
/** How long a client may take; tests shorten it. */
export const limits = { headersWithinMs: 15_000, requestWithinMs: 30_000, checkConnectionsEveryMs: 1_000 }
const LONGEST_PATH_PARAMETER = 16_384

/** Builds the server; the caller adds routes. */
export async function buildServer(context: Context): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    genReqId: requestIds(),
    bodyLimit: SMALL_BODY_BYTES,
    requestTimeout: limits.requestWithinMs,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_PATH_PARAMETER },
    http: { headersTimeout: limits.headersWithinMs, connectionsCheckingInterval: limits.checkConnectionsEveryMs },
    // HEAD would run the handler of the GET, and some GETs spend credit.
    exposeHeadRoutes: false,
    return503OnClosing: false,
    rewriteUrl: (request) => readableUrl(request.url ?? '/'),
    frameworkErrors: (error, request, reply) => answerError(context, error, request, reply),
  })
  app.decorateRequest('startedAt', 0)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', (request, reply, done) => {
    request.startedAt = performance.now()
    reply.header('x-request-id', request.id)
    reply.header('cache-control', 'no-store')
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    noteRequest(context, request, reply)
    done()
  })
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(context, error, request, reply))
  if (context.settings.RATE_LIMIT !== 'off') await limitRate(app, context.settings.RATE_LIMIT)
  return app
}

/** Request ids that are unique across processes and restarts: a random prefix, then a counter. */
function requestIds(): () => string {
  const beginning = randomBytes(8).toString('hex')
  let count = 0
  return () => `${beginning}${(count += 1).toString(16).padStart(8, '0')}`
}

/** Responds with a refusal from the catalogue. */
export function answerRefusal(request: FastifyRequest, reply: FastifyReply, refused: Refusal): FastifyReply {
  request.refusedWith = refused.number
  if (refused.number === 107 || refused.number === 111) reply.header('retry-after', '1')
  return reply.code(refused.http).type('application/json').send(failure(refused))
}

async function limitRate(app: FastifyInstance, limit: { requests: number; windowSeconds: number }): Promise<void> {
  await app.register(rateLimit, {
    max: limit.requests,
    timeWindow: limit.windowSeconds * 1000,
    cache: 10_000,
    keyGenerator: (request) => hashSecret(request.headers.authorization ?? request.ip).toString('base64'),
    errorResponseBuilder: () => refusal(105),
    enableDraftSpec: true,
  })
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
  if (known !== undefined) {
    if (OVERLOADED.has(code)) context.outages.report(error, () => undefined)
    return answerRefusal(request, reply, known)
  }
  const about = { err: error, requestId: request.id, route: routeOf(request) }
  context.outages.report(error, () => context.log.error(about, 'request failed'))
  return answerRefusal(request, reply, refusal(104))
}

/** Maps Fastify's codes for requests that cannot be read to the caller's refusals. */
function refusalOf(code: string): Refusal | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refusal(103)
  if (code.startsWith('FST_ERR_CTP_') || code === 'FST_ERR_BAD_URL') return refusal(100)
  return OVERLOADED.has(code) ? refusal(111) : undefined
}

// PostgreSQL is unreachable or shutting down: nothing was done, and the caller may try again.
const OVERLOADED = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', '57P01', '57P03', '53300', '08006'])

const routeOf = (request: FastifyRequest) =>
  request.routeOptions.url === undefined ? 'unknown' : `${request.method} ${request.routeOptions.url}`

function noteRequest(context: Context, request: FastifyRequest, reply: FastifyReply): void {
  const seconds = (performance.now() - request.startedAt) / 1000
  const route = routeOf(request)
  context.metrics.requestSeconds.observe({ route, status: String(reply.statusCode) }, seconds)
  if (request.refusedWith !== undefined) context.metrics.refusals.inc({ route, number: String(request.refusedWith) })
  context.log.info(
    {
      requestId: request.id,
      route,
      status: reply.statusCode,
      ...(request.refusedWith === undefined ? {} : { error: request.refusedWith }),
      ms: Math.round(seconds * 10_000) / 10,
    },
    'request',
  )
}
