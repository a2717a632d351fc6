// A server of connections: at most so many, all ended when it closes.
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'

export interface Listener {
  port: number
  /** Ends every connection. */
  close(): Promise<void>
}

export interface ListenerOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  mostConnections: number
  /** What one too many is told. */
  tooMany: string
  /** Serves a client until it leaves; never rejects. */
  serve(socket: Socket): Promise<void>
}

/** Listens; rejects when the address cannot be taken. */
export async function listenFor(options: ListenerOptions): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    sockets.add(socket)
    if (sockets.size > options.mostConnections) socket.end(options.tooMany)
    else void options.serve(socket)
  })
  const port = await listening(server, options)
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
