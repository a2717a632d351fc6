// Headers that belong to no call.
import type { FastifyRequest } from 'fastify'

/** What every answer carries. */
export const headersOfEveryAnswer = (requestId: string) => ({
  'x-request-id': requestId,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
})

/** The Authorization header; none where there are several, as nobody knows which of them counts. */
export function authorizationOf({ headers, raw }: FastifyRequest): string | undefined {
  if (headers.authorization === undefined) return undefined
  const names = raw.rawHeaders.filter((_, n) => n % 2 === 0)
  return names.filter((name) => name.toLowerCase() === 'authorization').length === 1 ? headers.authorization : undefined
}

/** What a 401 asks for (RFC 6750, 3). */
export function challengeTo({ headers }: FastifyRequest): string {
  const realm = 'Bearer realm="ceralacca"'
  return headers.authorization === undefined ? realm : `${realm}, error="invalid_token"`
}
