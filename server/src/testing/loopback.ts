// Fake servers listen on a free port of this machine alone.
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Server } from 'node:http'
import type { Server as TcpServer } from 'node:net'

export interface Loopback {
  /** Without a slash at the end. */
  url: string
  /** Also ends connections in use. */
  close(): Promise<void>
}

/** Lets a server listen; resolves with its port when it does. */
export async function listenOnLoopback(server: TcpServer): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** The same for a server of HTTP, with how to end it. */
export async function onLoopback(server: Server): Promise<Loopback> {
  const port = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listenOnLoopback(server)
  server.close()
  await once(server, 'close')
  return port
}
