// Headers that belong to no call.
import type { FastifyRequest } from 'fastify'
import type { Space } from '../errors/spaces.ts'

/** Nothing may be loaded by an answer, nor sent from it, nor may it stand in a frame; pages have policies of their own. */
const NOTHING = [
  "default-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** What every answer carries, of whichever listener. */
export const headersOfAnyListener = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': NOTHING,
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}

/** The same at the server itself; by https also that the host is to be called by nothing else for two years (RFC 6797). */
export const headersOfEveryAnswer = (requestId: string, byHttps: boolean) => ({
  'x-request-id': requestId,
  ...headersOfAnyListener,
  ...(byHttps && { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }),
})

/** The Authorization header; none where there are several, as nobody knows which of them counts. */
export function authorizationOf(request: FastifyRequest): string | undefined {
  return timesGiven(request, 'authorization') === 1 ? request.headers.authorization : undefined
}

/** The Idempotency-Key header; empty, which is no key, where there are several, which Node would join to one. */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  return key === undefined || (typeof key === 'string' && timesGiven(request, 'idempotency-key') === 1) ? key : ''
}

/** The X-Sandbox-Refuse header, where there is one. */
export function askedRefusalOf({ headers }: FastifyRequest): { askedRefusal?: string } {
  const asked = headers['x-sandbox-refuse']
  return asked === undefined ? {} : { askedRefusal: String(asked).trim() }
}

/** The Renewal-From header; empty, which is no date, where there are several. */
export function renewalFromOf(request: FastifyRequest): string | undefined {
  const from = request.headers['renewal-from']
  return from === undefined || (typeof from === 'string' && timesGiven(request, 'renewal-from') === 1) ? from : ''
}

/** How often a header was given. */
export function timesGiven({ raw }: FastifyRequest, header: string): number {
  return raw.rawHeaders.filter((name, n) => n % 2 === 0 && name.toLowerCase() === header).length
}

/** What a 401 asks for: a token (RFC 6750, 3) or, at the platform calls, e-mail and API key (RFC 7617, 2). */
export function challengeTo({ headers }: FastifyRequest, space: Space): string {
  if (space === 'oauth') return 'Basic realm="ceralacca", charset="UTF-8"'
  const realm = 'Bearer realm="ceralacca"'
  return headers.authorization === undefined ? realm : `${realm}, error="invalid_token"`
}
