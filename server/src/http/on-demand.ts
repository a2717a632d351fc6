// Pages whose libraries are loaded with the first request for one of them: a server of their own behind ours.
import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refusal } from '../errors/refusal.ts'
import { withoutSchemas } from './without-schemas.ts'

/** Serves what is at and below `prefix` from pages that `build` registers under the same paths. */
export function serveOnDemand(
  app: FastifyInstance,
  prefix: string,
  build: (pages: FastifyInstance) => Promise<void>,
): void {
  let opened: Promise<FastifyInstance> | undefined
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    opened ??= open(build)
    const pages = await opened
    const { headers } = request.raw
    const answer = await pages.inject({ url: request.raw.url ?? prefix, headers })
    if (answer.statusCode >= 500) throw new Error(`a page at ${prefix} was answered with ${answer.statusCode}`)
    // What no file can be called is as unknown as what none is called.
    if (answer.statusCode >= 400) throw refusal(101)
    return reply.code(answer.statusCode).headers(ofThePage(answer.headers)).send(answer.rawPayload)
  }
  app.get(prefix, handler)
  app.get(`${prefix}/*`, handler)
}

async function open(build: (pages: FastifyInstance) => Promise<void>): Promise<FastifyInstance> {
  const pages = Fastify({
    logger: false,
    schemaController: withoutSchemas,
    routerOptions: { ignoreTrailingSlash: true },
  })
  await build(pages)
  await pages.ready()
  return pages
}

// About the connection, which is ours.
const ofTheConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date'])

function ofThePage<T>(headers: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.has(name)))
}
