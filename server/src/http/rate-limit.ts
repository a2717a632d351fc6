// How many requests a caller may make. Whoever has a valid token or key is counted by it, by the account, and by what is
// asked, in all processes together; anybody else by where they come from, in each process.
import { isIP } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { credentialIdOf } from '../auth/principal.ts'
import type { KnownPrincipal } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import { sourceNetwork } from '../network/address-rules.ts'
import type { Operation } from '../pipeline/operation.ts'
import type { RateLimit, Settings } from '../settings.ts'
import { giveOut } from '../store/rate-windows.ts'
import { callerOf } from './caller.ts'
import { permits } from './permits.ts'
import type { Permit, Permits } from './permits.ts'
import { requestCounts } from './request-counts.ts'
import type { RequestCounts } from './request-counts.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True for probes, which come from one address and are many. */
    unlimited?: boolean
  }
}

/** A route's options that exempt it. */
export const unlimited = { config: { unlimited: true } } as const

// A count takes some 150 bytes.
const MOST_SOURCES = 100_000

/** What a request is counted by, of what kind that is, and what of it there may be. */
interface Counted {
  kind: 'token' | 'account' | 'lookups' | 'uploads' | 'source'
  whose: string
  limit: Exclude<RateLimit, 'off'>
}

interface Counters {
  shared: Permits
  sources: RequestCounts
}

/** Limits every route that does not exempt itself; without RATE_LIMIT there are none of the other limits either. */
export function limitRate(app: FastifyInstance, context: Context): void {
  const { settings, database } = context
  if (settings.RATE_LIMIT === 'off') return
  const windowMs = settings.RATE_LIMIT.windowSeconds * 1000
  const counters = {
    shared: permits((budget) => giveOut(database.kysely, budget)),
    sources: requestCounts({ windowMs, most: MOST_SOURCES }),
  }
  app.addHook('onRequest', async (request, reply) => {
    const { unlimited: isUnlimited, operation } = request.routeOptions.config
    if (isUnlimited === true) return
    const principal = await callerOf(request, context)
    const counted = countedBy(settings, principal, request, operation)
    const found: Found[] = []
    for (const one of counted) {
      const permit = await count(one, counters)
      found.push({ ...one, permit })
      if (!permit.granted) break
    }
    tell(reply, found)
    if (found.at(-1)?.permit.granted === false) throw refusal(105)
  })
}

function countedBy(
  settings: Settings,
  principal: KnownPrincipal | undefined,
  request: FastifyRequest,
  operation: Operation | undefined,
): Counted[] {
  const { RATE_LIMIT, ACCOUNT_RATE_LIMIT, LOOKUP_RATE_LIMIT, UPLOAD_RATE_LIMIT } = settings
  const counted = (kind: Counted['kind'], whose: string, limit: RateLimit) =>
    limit === 'off' ? [] : [{ kind, whose, limit }]
  if (principal === undefined) return counted('source', sourceOf(request), RATE_LIMIT)
  const own = counted('token', credentialIdOf(principal), RATE_LIMIT)
  if (principal.role === 'operator') return own
  const { accountId } = principal
  const less = { lookups: LOOKUP_RATE_LIMIT, uploads: UPLOAD_RATE_LIMIT }
  const budget = operation?.budget
  return [
    ...own,
    ...counted('account', accountId, ACCOUNT_RATE_LIMIT),
    ...(budget === undefined ? [] : counted(budget, accountId, less[budget])),
  ]
}

async function count({ kind, whose, limit }: Counted, { shared, sources }: Counters): Promise<Permit> {
  const now = performance.now()
  if (kind !== 'source') return shared.take({ name: `${kind} ${whose}`, ...limit }, now)
  const { current, ttl } = sources.count(whose, now)
  const remaining = limit.requests - current
  return { granted: remaining >= 0, remaining: Math.max(remaining, 0), endsInMs: ttl }
}

type Found = Counted & { permit: Permit }

/** The fields of draft-ietf-httpapi-ratelimit-headers, and when to come back (RFC 9110, 10.2.3). */
function tell(reply: FastifyReply, found: readonly Found[]): void {
  if (found.length === 0) return
  const policies = found.map(({ kind, limit }) => `"${kind}";q=${limit.requests};w=${limit.windowSeconds}`)
  const states = found.map(({ kind, permit }) => `"${kind}";r=${permit.remaining};t=${seconds(permit)}`)
  reply.header('ratelimit-policy', policies.join(', ')).header('ratelimit', states.join(', '))
  const last = found.at(-1)?.permit
  if (last?.granted === false) reply.header('retry-after', String(Math.max(seconds(last), 1)))
}

const seconds = ({ endsInMs }: Permit) => Math.ceil(endsInMs / 1000)

/** The caller's network; what a trusted proxy passes on may be no address at all. */
const sourceOf = ({ ip, socket }: FastifyRequest) => sourceNetwork(isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip)
