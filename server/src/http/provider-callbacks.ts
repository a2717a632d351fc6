// POST /v1/provider-callbacks/{provider}/{key}: for providers, who have no token of ours; the key is unguessable.
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import { hearNews } from '../provider-operations/news.ts'
import { success } from './envelope.ts'
import { answerRefusal } from './server.ts'

interface Key {
  Params: { provider: string; key: string }
}

const LONGEST_KEY = 500

/** Answers 200 for news, whatever they say, and 404 for a key that is none. */
export function serveProviderCallbacks(app: FastifyInstance, context: Context): void {
  app.post<Key>('/v1/provider-callbacks/:provider/:key', async (request, reply) => {
    const { provider, key } = request.params
    const isHeard = key.length <= LONGEST_KEY && (await hearNews(context, provider, key))
    if (!isHeard) return answerRefusal(request, reply, refusal(101))
    return reply.send(success(null))
  })
}
