// Registers everything the server serves: the API, health, metrics, docs and the console.
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { routes } from '../api/routes.ts'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import { clockAdvance } from '../jobs/clock-advance.ts'
import type { Mode } from '../model/strictness.ts'
import type { Answered, Call, Operation } from '../pipeline/operation.ts'
import { scenariosOf } from '../scenarios/bring.ts'
import { serveConsole } from './console.ts'
import { serveDocs } from './docs.ts'
import { success, successOf, unwrapped } from './envelope.ts'
import { askedRefusalOf, idempotencyKeyOf, renewalFromOf } from './headers.ts'
import { serveHealth } from './health.ts'
import { observeInstallation } from '../monitoring/gauges.ts'
import { serveMailService } from './mail-service.ts'
import { serveProviderCallbacks } from './provider-callbacks.ts'
import { serveSandboxInbox } from './sandbox-inbox.ts'
import { cookieOf, shownBy, webOf } from './sessions.ts'
import { answerRefusal, buildServer } from './server.ts'

const MB = 1024 * 1024

/** Builds the whole server, ready to listen. Without the role `api` it answers health and metrics only. */
export async function openServer(context: Context): Promise<FastifyInstance> {
  const app = await buildServer(context)
  if (context.settings.MODE === 'sandbox') {
    const clock = clockAdvance(context)
    context.clockAdvance = clock
    app.addHook('preClose', (done) => {
      clock.stop()
      done()
    })
    context.scenarios = scenariosOf(context)
  }
  observeInstallation(context)
  serveHealth(app, context)
  const served = context.settings.ROLES.includes('api') ? operationsIn(context.settings.MODE) : []
  if (served.length > 0) {
    await app.register(async (scope) => {
      for (const operation of served) serveOperation(scope, context, operation)
    })
    serveProviderCallbacks(app, context)
    if (context.settings.MODE === 'sandbox') serveSandboxInbox(app, context)
    if (context.settings.MODE === 'sandbox' && context.settings.MAIL === 'on') serveMailService(app, context)
    serveDocs(app)
    serveConsole(app, context.settings.MODE)
  }
  const paths = pathsOf(served.flatMap((operation) => [operation, ...formerOf(operation)]))
  app.setNotFoundHandler((request, reply) => answerUnknown(paths, request, reply))
  return app
}

function operationsIn(mode: Mode): readonly Operation[] {
  return routes.filter(({ sandboxOnly }) => !sandboxOnly || mode === 'sandbox')
}

/** Former paths, still answered: what was checked had three names. */
const formerPaths: Readonly<Record<string, string>> = {
  '/v1/pec/{id}/checks': '/v1/pec/{id}/controlli',
  '/v1/comunica_pec/{id}/checks': '/v1/comunica_pec/{id}/verifica',
}

/** The same call at its former path, if it had one. */
function formerOf({ method, path }: Operation): { method: string; path: string }[] {
  const former = formerPaths[path]
  return former === undefined ? [] : [{ method, path: former }]
}

const urlOf = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')

function serveOperation(app: FastifyInstance, context: Context, operation: Operation): void {
  const url = urlOf(operation.path)
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return answer(reply, await traced(context, operation, request), operation, context)
    } finally {
      request.releaseBody?.()
    }
  }
  app.route({ method: operation.method, url, handler, ...optionsOf(context, operation) })
  for (const { method, path } of formerOf(operation))
    app.route({ method, url: urlOf(path), handler, config: { operation } })
  // An empty parameter gets the operation's own refusal ("… required"), not "unknown route".
  const parameter = operation.space === 'contract' ? /^(\/\w+)\/:(?!id$)\w+$/.exec(url) : null
  if (parameter?.[1] !== undefined)
    app.route({ method: operation.method, url: parameter[1], handler, config: { operation } })
}

function traced(context: Context, operation: Operation, request: FastifyRequest): Promise<Answered> {
  const { name, method, path } = operation
  const attributes = { 'http.request.method': method, 'http.route': path, 'ceralacca.request_id': request.id }
  return context.tracer.span({ of: 'call', name, attributes }, async (note) => {
    const answered = await operation.run(callOf(request, context), context)
    note({ 'http.response.status_code': 'nothing' in answered ? 204 : 200 })
    return answered
  })
}

/** Documents and files are received only from callers who may send them. */
function optionsOf(context: Context, operation: Operation) {
  const { uploads, file, admit } = operation
  if (!uploads && file === undefined) return { config: { operation } }
  return {
    config: { operation, upload: true },
    bodyLimit: file?.mostBytes ?? context.settings.MAX_REQUEST_MB * MB,
    // After the count of requests, before the body.
    preParsing: async (request: FastifyRequest) => {
      await admit(callerOf(request, context), context)
    },
  }
}

const callerOf = (request: FastifyRequest, { settings }: Context) => ({ ...shownBy(request, settings), ip: request.ip })

function callOf(request: FastifyRequest, context: Context): Call {
  const { settings } = context
  const { body } = request
  return {
    ...callerOf(request, context),
    host: request.hostname,
    web: webOf(request, settings),
    params: recordOf(request.params),
    query: typeof request.query === 'object' && request.query !== null ? { ...request.query } : {},
    body: Buffer.isBuffer(body) ? body : undefined,
    contentType: request.bodyType,
    requestId: request.id,
    idempotencyKey: idempotencyKeyOf(request),
    noted: request.noted,
    ...(settings.MODE === 'sandbox' && askedRefusalOf(request)),
    renewalFrom: renewalFromOf(request),
    prefetch: [request.headers['sec-purpose'], request.headers.purpose].some((one) => String(one).includes('prefetch')),
  }
}

function recordOf(params: unknown): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {}
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
}

function answer(
  reply: FastifyReply,
  answered: Answered,
  { isUnwrapped }: Operation,
  { settings, metrics }: Context,
): FastifyReply {
  if ('nothing' in answered) return reply.code(204).send()
  if ('file' in answered) {
    const { file, contentType, name, handedIn } = answered
    // A picture that somebody opens by itself stands alone.
    if (contentType === 'image/png') reply.header('content-security-policy', "default-src 'none'; sandbox")
    return reply
      .type(contentType)
      .header('content-disposition', `${handedIn === true ? 'attachment' : 'inline'}; filename="${name}"`)
      .send(Buffer.from(file.buffer, file.byteOffset, file.byteLength))
  }
  if ('parts' in answered) {
    const { parts, contentType, name } = answered
    return reply
      .type(contentType)
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(Readable.from(parts))
  }
  if ('written' in answered) return reply.type('application/json').send(successOf(answered.written))
  if (answered.replayed === true) {
    metrics.recovered('answer replayed')
    reply.header('idempotent-replayed', 'true')
  }
  const { data, message, root, cookie } = answered
  if (cookie !== undefined) reply.header('set-cookie', cookieOf(reply.request, settings, cookie))
  return reply.type('application/json').send(isUnwrapped ? unwrapped(data) : success(data, message, root))
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
