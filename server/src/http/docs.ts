// Publishes the contract: the document at /openapi.json, and a page to read and try it at /docs.
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { serverDocument } from '../api/openapi.ts'

// Logo and name, in the bar above the page.
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" width="190" height="40"><circle cx="20" cy="20" r="14" fill="#a3242b"/>' +
  '<circle cx="20" cy="20" r="8" fill="none" stroke="#f3d9db" stroke-width="2"/>' +
  '<text x="44" y="27" font-family="sans-serif" font-size="20" fill="#fff">Ceralacca</text></svg>'

/** Serves /openapi.json and /docs. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  const text = JSON.stringify(serverDocument())
  app.get('/openapi.json', (_request, reply) => reply.type('application/json').send(text))
  await app.register(swagger, { mode: 'static', specification: { document: JSON.parse(text) } })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'",
    theme: { title: 'Ceralacca' },
    logo: { type: 'image/svg+xml', content: Buffer.from(logo), href: '/docs', target: '_self' },
    uiConfig: { docExpansion: 'list', persistAuthorization: true },
  })
}
