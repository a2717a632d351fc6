// The console: static pages that use the public API only, through the client served beside them.
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const folder = fileURLToPath(new URL('../../../console/public/', import.meta.url))
/** The compiled client: plain modules, without dependencies. */
const client = fileURLToPath(new URL('../../../client/dist/', import.meta.url))

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Serves the console at /console. */
export async function serveConsole(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', policy)
      reply.header('referrer-policy', 'no-referrer')
    })
    await scope.register(fastifyStatic, { root: folder, prefix: '/console/', cacheControl: false })
    const modules = { root: client, prefix: '/console/client/', cacheControl: false, decorateReply: false }
    await scope.register(fastifyStatic, { ...modules, allowedPath: (path) => path.endsWith('.js') })
    scope.get('/console', (_request, reply) => reply.sendFile('index.html'))
  })
}
