// A stop waits for the answers under way and for nothing else, whoever keeps connections open.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Lets connections end with the answer under way on them, and at once where there is none. */
export function endConnectionsAtStop(app: FastifyInstance): void {
  let stopping = false
  // Node counts a connection as idle only after its first request, and not while any of a body is to come.
  const answersUnderWay = new Map<Socket, number>()
  const change = (socket: Socket, by: number) => {
    const before = answersUnderWay.get(socket)
    if (before !== undefined) answersUnderWay.set(socket, before + by)
    if (stopping && before === 1 && by === -1) socket.destroySoon()
  }
  app.server.on('connection', (socket) => {
    answersUnderWay.set(socket, 0)
    socket.once('close', () => answersUnderWay.delete(socket))
  })
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    change(socket, 1)
    response.once('close', () => change(socket, -1))
  })
  app.addHook('preClose', (done) => {
    stopping = true
    for (const [socket, answers] of answersUnderWay) if (answers === 0) socket.destroySoon()
    done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) reply.header('connection', 'close')
    done(null, payload)
  })
}
