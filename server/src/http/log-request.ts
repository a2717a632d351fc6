// The line of a request in the process's log: which call, how it went, and who made it by ids that mean nothing elsewhere.
import { performance } from 'node:perf_hooks'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { credentialIdOf } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import { coarseNetwork } from '../network/address-rules.ts'
import { callerOf } from './caller.ts'

/** Method and pattern; what somebody wrote into a path may be a person's. */
export const routeOf = (request: FastifyRequest) =>
  request.routeOptions.url === undefined ? 'unknown' : `${request.method} ${request.routeOptions.url}`

/** Logs an answered request once it is known whose it was. */
export function logRequest(context: Context, request: FastifyRequest, reply: FastifyReply): void {
  if (!context.log.isLevelEnabled('info')) return
  const number = request.refused?.number
  const line = {
    requestId: request.id,
    route: routeOf(request),
    status: reply.statusCode,
    ...(number === undefined ? {} : { error: number }),
    ms: Math.round((performance.now() - request.startedAt) * 10) / 10,
    ...sourceOf(request, context),
  }
  const write = (who: Who) => context.log.info({ ...line, ...who }, 'request')
  // What is no call is not looked up for its line.
  if (request.routeOptions.config.operation === undefined) return write({})
  void whoAsked(context, request).then(write)
}

interface Who {
  account?: string
  member?: string
  operator?: string
  /** Id of the token, session or API key. */
  token?: string
}

/** Nobody, also where that cannot be found out just now. */
async function whoAsked(context: Context, request: FastifyRequest): Promise<Who> {
  const principal = await callerOf(request, context).catch(() => undefined)
  if (principal === undefined) return {}
  const token = credentialIdOf(principal)
  if (principal.role === 'operator') return { operator: principal.operatorId, token }
  const { accountId: account } = principal
  const member = principal.role === 'account' ? principal.memberId : undefined
  return { account, ...(member !== undefined && { member }), token }
}

function sourceOf({ ip }: FastifyRequest, { settings: { LOG_SOURCE_ADDRESS: told } }: Context): { source?: string } {
  if (told === 'off') return {}
  return { source: told === 'full' ? ip : coarseNetwork(ip) }
}
