// How many requests a caller may make: a valid token is counted wherever it is used, anything else by where it comes from.
import { isIP } from 'node:net'
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import type { RateLimit } from '../settings.ts'
import { authorizationOf } from './headers.ts'

// Whoever has one address of an IPv6 network usually has them all.
const IPV6_NETWORK_BITS = 64

/** Limits every route registered from now on that does not exempt itself. */
export async function limitRate(
  app: FastifyInstance,
  context: Context,
  limit: Exclude<RateLimit, 'off'>,
): Promise<void> {
  await app.register(rateLimit, {
    max: limit.requests,
    timeWindow: limit.windowSeconds * 1000,
    cache: 10_000,
    keyGenerator: async (request) => {
      const principal = await context.authenticator.principalOf(authorizationOf(request))
      return principal === undefined ? `from ${sourceOf(request)}` : `token ${principal.tokenId}`
    },
    errorResponseBuilder: () => refusal(105),
    enableDraftSpec: true,
  })
}

/** A route's options that exempt it: probes come from one address and are many. */
export const unlimited = { config: { rateLimit: false } } as const

/** The caller's address; what a trusted proxy passes on may be no address at all. */
function sourceOf({ ip, socket }: FastifyRequest): string {
  return normalizeIP(isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip, IPV6_NETWORK_BITS)
}
