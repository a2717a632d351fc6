// A proxy as a company has one: it asks for a password, resolves the names, forwards plain requests and opens tunnels.
import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export interface Proxy extends AsyncDisposable {
  port: number
  /** What was asked of it, e.g. `CONNECT receiver.example:443`. */
  asked: string[]
  /** Ends later requests with a status of its own; undefined lets them through again. */
  refuses(status: number | undefined): void
}

/** Starts a proxy that knows `password`, and leads every name and address to `port` on loopback. */
export async function startProxy(options: { user: string; password: string; leadsTo: () => number }): Promise<Proxy> {
  const expected = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`
  const asked: string[] = []
  let refusing: number | undefined
  const refusalOf = ({ method, url, headers }: IncomingMessage) => {
    asked.push(`${method ?? ''} ${url ?? ''}`)
    return headers['proxy-authorization'] === expected ? refusing : 407
  }
  const server = createServer((incoming, response) => {
    const status = refusalOf(incoming)
    if (status === undefined) forward(incoming, response, options.leadsTo())
    else response.writeHead(status).end()
  })
  server.on('connect', (incoming: IncomingMessage, client: Duplex) => {
    const status = refusalOf(incoming)
    client.on('error', () => undefined)
    if (status === undefined) tunnel(client, options.leadsTo())
    else client.end(`HTTP/1.1 ${status} No\r\nconnection: close\r\n\r\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    asked,
    refuses: (status) => (refusing = status),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function forward(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { pathname, search } = new URL(incoming.url ?? '')
  const { 'proxy-authorization': _, ...headers } = incoming.headers
  const onward = request({ host: '127.0.0.1', port, path: pathname + search, method: incoming.method, headers })
  onward.on('response', (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)))
  incoming.pipe(onward)
}

function tunnel(client: Duplex, port: number): void {
  const onward = connect(port, '127.0.0.1')
  onward.on('error', () => client.destroy())
  onward.on('connect', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    client.pipe(onward).pipe(client)
  })
}
