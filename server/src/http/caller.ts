// Who makes a request, found once for all that happens around its call.
import type { FastifyRequest } from 'fastify'
import type { KnownPrincipal } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import { shownBy } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Promise<KnownPrincipal | undefined> | undefined
  }
}

/** The principal of a request as of its beginning; the call itself finds out anew. */
export function callerOf(request: FastifyRequest, context: Context): Promise<KnownPrincipal | undefined> {
  return (request.caller ??= context.authenticator.principalShown(shownBy(request, context.settings)))
}
