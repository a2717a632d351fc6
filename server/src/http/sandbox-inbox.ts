// POST /v1/sandbox/inbox/…: any address under it is a receiver of callbacks, for whoever has none (docs/sandbox.md).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { catchCallback } from '../accounts/callback-inbox.ts'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import { success } from './envelope.ts'
import { answerRefusal } from './server.ts'

const LARGEST_BODY_BYTES = 256 * 1024
const LONGEST_PATH = 1_000

/** Answers 200 for a callback of this server, or the status its URL wishes (`?answer=503`), and 404 for anything else. */
export function serveSandboxInbox(app: FastifyInstance, context: Context): void {
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const headers = { ...request.headers, 'content-type': request.bodyType }
    try {
      const path = request.url.slice(0, LONGEST_PATH)
      if (!(await catchCallback(context, { path, headers, body }))) return answerRefusal(request, reply, refusal(101))
      const wished = /[?&]answer=([245]\d\d)(?:&|$)/.exec(path)?.[1]
      return reply.code(Number(wished ?? 200)).send(success(null))
    } finally {
      request.releaseBody?.()
    }
  }
  for (const url of ['/v1/sandbox/inbox', '/v1/sandbox/inbox/*'])
    app.route({ method: 'POST', url, handler, bodyLimit: LARGEST_BODY_BYTES })
}
