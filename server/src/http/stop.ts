// A stop waits for the answers under way and for nothing else, whoever keeps connections open.
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Lets connections end with the answer under way on them, and at once where there is none. */
export function endConnectionsAtStop(app: FastifyInstance): void {
  let stopping = false
  const open = new Set<Socket>()
  app.server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  app.addHook('preClose', (done) => {
    stopping = true
    // Node counts a connection as idle only after its first request.
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
    done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) reply.header('connection', 'close')
    done(null, payload)
  })
  // An answer whose headers had been sent before leaves its connection open.
  app.addHook('onResponse', (_request, _reply, done) => {
    if (stopping) setImmediate(() => app.server.closeIdleConnections())
    done()
  })
}
