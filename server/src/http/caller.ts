// Who makes a request, found once for all that happens around its call.
import type { FastifyRequest } from 'fastify'
import type { KnownPrincipal } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import { authorizationOf } from './headers.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Promise<KnownPrincipal | undefined> | undefined
  }
}

/** The principal of a request as of its beginning; the call itself finds out anew. */
export function callerOf(request: FastifyRequest, { authenticator }: Context): Promise<KnownPrincipal | undefined> {
  return (request.caller ??= authenticator.principalOf(authorizationOf(request)))
}
