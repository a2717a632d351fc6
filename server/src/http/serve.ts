// Registers everything the server serves: the API, health, metrics, docs and the console.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { routes } from '../api/routes.ts'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import { clockAdvance } from '../jobs/clock-advance.ts'
import type { Mode } from '../model/strictness.ts'
import type { Answered, Call, Operation } from '../pipeline/operation.ts'
import { serveConsole } from './console.ts'
import { serveDocs } from './docs.ts'
import { success, successOf } from './envelope.ts'
import { authorizationOf } from './headers.ts'
import { serveHealth } from './health.ts'
import { SMALL_BODY_BYTES } from './receive-body.ts'
import { answerRefusal, buildServer } from './server.ts'

const MB = 1024 * 1024

/** Builds the whole server, ready to listen. Without the role `api` it answers health and metrics only. */
export async function openServer(context: Context): Promise<FastifyInstance> {
  const app = await buildServer(context)
  if (context.settings.MODE === 'sandbox') context.clockAdvance = clockAdvance(context)
  serveHealth(app, context)
  const served = context.settings.ROLES.includes('api') ? operationsIn(context.settings.MODE) : []
  if (served.length > 0) {
    await app.register(async (scope) => {
      for (const operation of served) serveOperation(scope, context, operation)
    })
    serveDocs(app)
    serveConsole(app)
  }
  const paths = pathsOf(served)
  app.setNotFoundHandler((request, reply) => answerUnknown(paths, request, reply))
  return app
}

function operationsIn(mode: Mode): readonly Operation[] {
  return routes.filter(({ sandboxOnly }) => !sandboxOnly || mode === 'sandbox')
}

function serveOperation(app: FastifyInstance, context: Context, operation: Operation): void {
  const url = operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return answer(reply, await operation.run(callOf(request), context))
    } finally {
      request.releaseBody?.()
    }
  }
  app.route({ method: operation.method, url, handler, ...largeBodyOptions(context, operation) })
  // An empty parameter gets the operation's own refusal ("… required"), not "unknown route".
  const parameter = /^(\/\w+)\/:(?!id$)\w+$/.exec(url)
  if (parameter?.[1] !== undefined) app.route({ method: operation.method, url: parameter[1], handler })
}

/** Reads a large body only from callers who may send it. */
function largeBodyOptions(context: Context, { uploads, file, admit }: Operation) {
  if (!uploads && file === undefined) return {}
  return {
    config: { upload: true },
    bodyLimit: file?.mostBytes ?? context.settings.MAX_REQUEST_MB * MB,
    onRequest: async (request: FastifyRequest) => {
      const length = Number(request.headers['content-length'] ?? Infinity)
      if (file !== undefined || length > SMALL_BODY_BYTES) await admit(authorizationOf(request), context)
    },
  }
}

function callOf(request: FastifyRequest): Call {
  const { body } = request
  return {
    authorization: authorizationOf(request),
    params: recordOf(request.params),
    query: typeof request.query === 'object' && request.query !== null ? { ...request.query } : {},
    body: Buffer.isBuffer(body) ? body : undefined,
    contentType: request.bodyType,
    requestId: request.id,
    idempotencyKey: oneHeader(request.headers['idempotency-key']),
    prefetch: [request.headers['sec-purpose'], request.headers.purpose].some((one) => String(one).includes('prefetch')),
  }
}

const oneHeader = (header: string | string[] | undefined) => (Array.isArray(header) ? header.join(', ') : header)

function recordOf(params: unknown): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {}
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
}

function answer(reply: FastifyReply, answered: Answered): FastifyReply {
  if ('nothing' in answered) return reply.code(204).send()
  if ('file' in answered) {
    const { file, contentType, name, handedIn } = answered
    return reply
      .type(contentType)
      .header('content-disposition', `${handedIn === true ? 'attachment' : 'inline'}; filename="${name}"`)
      .send(Buffer.from(file.buffer, file.byteOffset, file.byteLength))
  }
  if ('written' in answered) return reply.type('application/json').send(successOf(answered.written))
  if (answered.replayed === true) reply.header('idempotent-replayed', 'true')
  return reply.type('application/json').send(success(answered.data, answered.message))
}

interface KnownPath {
  method: string
  pattern: RegExp
}

function pathsOf(served: readonly { method: string; path: string }[]): KnownPath[] {
  return served.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  }))
}

function answerUnknown(paths: readonly KnownPath[], request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? ''
  const allowed = paths.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
  if (allowed.length === 0) return answerRefusal(request, reply, refusal(101))
  return answerRefusal(request, reply.header('allow', [...new Set(allowed)].join(', ')), refusal(102))
}
