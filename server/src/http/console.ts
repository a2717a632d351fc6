// The console: static pages that use the public API only, through the client served beside them.
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { serveOnDemand } from './on-demand.ts'

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
export function serveConsole(app: FastifyInstance): void {
  serveOnDemand(app, '/console', async (pages) => {
    const { default: fastifyStatic } = await import('@fastify/static')
    pages.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', policy)
      reply.header('referrer-policy', 'no-referrer')
    })
    await pages.register(fastifyStatic, { root: folder, prefix: '/console/', cacheControl: false })
    const modules = { root: client, prefix: '/console/client/', cacheControl: false, decorateReply: false }
    await pages.register(fastifyStatic, { ...modules, allowedPath: (path) => path.endsWith('.js') })
    pages.get('/console', (_request, reply) => reply.sendFile('index.html'))
  })
}
