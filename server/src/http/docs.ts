// The contract, published: the document at /openapi.json, a page to read and try it at /docs.
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { openApiDocument } from '../api/openapi.ts'

/** Serves /openapi.json and /docs. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  const text = JSON.stringify(openApiDocument())
  app.get('/openapi.json', (_request, reply) => reply.type('application/json').send(text))
  await app.register(swagger, { mode: 'static', specification: { document: JSON.parse(text) } })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'",
    theme: { title: 'Ceralacca' },
    uiConfig: { docExpansion: 'list', persistAuthorization: true },
  })
}
