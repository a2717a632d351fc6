// Publishes the contract: the document at /openapi.json, and a page to read and try it at /docs.
import type { FastifyInstance } from 'fastify'
import { serveOnDemand } from './on-demand.ts'

// Logo and name, in the bar above the page.
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" width="190" height="40"><circle cx="20" cy="20" r="14" fill="#a3242b"/>' +
  '<circle cx="20" cy="20" r="8" fill="none" stroke="#f3d9db" stroke-width="2"/>' +
  '<text x="44" y="27" font-family="sans-serif" font-size="20" fill="#fff">Ceralacca</text></svg>'

// Swagger UI writes styles of its own.
const policy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Serves /openapi.json and /docs. */
export function serveDocs(app: FastifyInstance): void {
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json').send(await documentText()))
  serveOnDemand(app, '/docs', async (pages) => {
    const [swagger, swaggerUi] = await Promise.all([import('@fastify/swagger'), import('@fastify/swagger-ui')])
    await pages.register(swagger.default, {
      mode: 'static',
      specification: { document: JSON.parse(await documentText()) },
    })
    await pages.register(swaggerUi.default, {
      routePrefix: '/docs',
      staticCSP: policy,
      theme: { title: 'Ceralacca' },
      logo: { type: 'image/svg+xml', content: Buffer.from(logo), href: '/docs', target: '_self' },
      uiConfig: { docExpansion: 'list', persistAuthorization: false },
    })
  })
}

let text: Promise<string> | undefined

function documentText(): Promise<string> {
  text ??= import('../api/openapi.ts').then(({ serverDocument }) => JSON.stringify(serverDocument()))
  return text
}
