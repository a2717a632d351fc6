// /metrics on an address of its own, for a network that customers do not reach.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Context } from '../context.ts'
import { SettingsError } from '../settings.ts'
import { headersOfAnyListener } from './headers.ts'

export interface MetricsServer {
  port: number
  [Symbol.asyncDispose](): Promise<void>
}

/** Serves /metrics and nothing else. Throws SettingsError when it cannot listen there. */
export async function openMetricsServer(
  { metrics: { registry }, log }: Context,
  { host, port }: { host: string; port: number },
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headersOfAnyListener)) response.setHeader(name, value)
    if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => {
        log.error({ err: error }, 'metrics could not be read')
        response.writeHead(500).end()
      },
    )
  })
  try {
    await once(server.listen(port, host), 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new SettingsError(`METRICS_ADDRESS: cannot listen on ${host}:${port} (${code})`)
  }
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
