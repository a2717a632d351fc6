// Notes a request in the log of the account that made it.
import { isIP } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { credentialIdOf } from '../auth/principal.ts'
import { neededScope } from '../auth/scopes.ts'
import type { Context } from '../context.ts'
import { isResourceId } from '../model/resource-id.ts'
import type { Operation } from '../pipeline/operation.ts'
import type { NotedRequest } from '../requests/table.ts'
import { callerOf } from './caller.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The call a route serves. */
    operation?: Operation
  }
}

/** Notes an answered request, if an account made it; what operators do is in the audit. */
export function noteForAccount(context: Context, request: FastifyRequest, reply: FastifyReply): void {
  const { operation } = request.routeOptions.config
  if (operation !== undefined) context.requests.note(noted(context, operation, request, reply))
}

async function noted(
  context: Context,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<NotedRequest | undefined> {
  const elapsedMs = performance.now() - request.startedAt
  try {
    const principal = await callerOf(request, context)
    if (principal === undefined || principal.role === 'operator') return undefined
    const { method, scope } = operation
    return {
      accountId: principal.accountId,
      id: request.id,
      at: context.accountClocks.of(principal.accountId).now(),
      credentialId: credentialIdOf(principal),
      memberId: (principal.role === 'account' && principal.memberId) || null,
      method,
      path: pathOf(operation, request),
      scope: scope === undefined ? null : neededScope(method, context.settings.SCOPE_HOST, scope),
      ip: isIP(request.ip) === 0 ? (request.socket.remoteAddress ?? '') : request.ip,
      status: reply.statusCode,
      error: request.refused?.number ?? null,
      message: request.refused?.text ?? null,
      elapsedMs,
      paidCents: request.noted.paidCents,
      times: 1,
    }
  } catch (error) {
    context.outages.report(error, () => context.log.warn({ err: error, requestId: request.id }, 'request not noted'))
    return undefined
  }
}

/** Ids say which resource it was; other parameters may be addresses of people. */
function pathOf({ path }: Operation, { params }: FastifyRequest): string {
  const id: unknown = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined
  return typeof id === 'string' && isResourceId(id) ? path.replace('{id}', id) : path
}
