// The console: built pages that use the public API only.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refusal } from '../errors/refusal.ts'
import type { Mode } from '../model/strictness.ts'
import { serveOnDemand } from './on-demand.ts'

const folder = fileURLToPath(new URL('../../../console/dist/', import.meta.url))

/** Scripts and styles from here alone; what the styles of components need at run time carries the page's own nonce. */
const policyWith = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** What may be an address within the console; which are, the page knows. */
const isPage = /^\/console(?:\/[\w-]+)*\/?(?:\?|$)/

/** Serves the console at /console: one page for every address below it, and the files it is built into. `/` leads there. */
export function serveConsole(app: FastifyInstance, mode: Mode): void {
  app.get('/', (request, reply) => {
    // Programs that ask for the root are told, as everywhere, that there is no such call.
    if (!String(request.headers.accept).includes('text/html')) throw refusal(101)
    return reply.redirect('/console')
  })
  serveOnDemand(app, '/console', async (pages) => {
    const { default: fastifyStatic } = await import('@fastify/static')
    pages.addHook('onRequest', async (_request, reply) => {
      reply.header('vary', 'accept-encoding')
    })
    // Their names change with what is in them.
    const forGood = { maxAge: '365d', immutable: true }
    const assets = { root: join(folder, 'assets'), prefix: '/console/assets/', preCompressed: true, ...forGood }
    await pages.register(fastifyStatic, assets)
    pages.get('/console/seal.svg', (_request, reply) => reply.sendFile('seal.svg', folder))
    const answer = async (request: FastifyRequest, reply: FastifyReply) => {
      if (!isPage.test(request.url)) return reply.callNotFound()
      // Read each time: a build replaces it, with the names of the files it needs.
      const page = await readFile(join(folder, 'index.html'), 'utf8')
      const nonce = randomBytes(16).toString('base64')
      reply.header('content-security-policy', policyWith(nonce)).header('cross-origin-opener-policy', 'same-origin')
      reply.type('text/html; charset=utf-8')
      return reply.send(page.replace('{nonce}', nonce).replace('{mode}', mode))
    }
    pages.get('/console', answer)
    pages.get('/console/*', answer)
  })
}
