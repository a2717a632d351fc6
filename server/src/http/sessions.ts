// Sessions in cookies. A browser sends a cookie along whoever made it ask, so one counts only beside a header that pages of
// others cannot send (docs/decisions/0038-sessions.md).
import type { FastifyRequest } from 'fastify'
import { sessionKinds } from '../auth/credentials.ts'
import type { SessionKind, Presented } from '../auth/credentials.ts'
import type { SessionCookie, Web } from '../pipeline/operation.ts'
import type { Settings } from '../settings.ts'
import { authorizationOf, timesGiven } from './headers.ts'

type Proxied = Pick<Settings, 'PUBLIC_URL'>

const CHOOSING = 'x-ceralacca-session'

/** What a request shows of who is calling: its Authorization header or, without any, the session it chose. */
export function shownBy(request: FastifyRequest, settings: Proxied): Presented {
  if (timesGiven(request, 'authorization') > 0) return { authorization: authorizationOf(request) }
  const chosen = timesGiven(request, CHOOSING) === 1 ? request.headers[CHOOSING] : undefined
  const as = sessionKinds.find((one) => one === chosen)
  if (as === undefined || !isOwnPage(request, settings)) return { authorization: undefined }
  const secret = secretIn(request.headers.cookie ?? '', nameOf(as, isByHttps(request, settings)))
  return { authorization: undefined, ...(secret !== undefined && { session: { as, secret } }) }
}

/** How a browser came to ask. */
export function webOf(request: FastifyRequest, settings: Proxied): Web {
  const { ip, hostname: host } = request
  const { session } = shownBy(request, settings)
  const origin = publicOrigin(settings) ?? ownOrigin(request, settings)
  return { ip, session, isOwnPage: isOwnPage(request, settings), origin, host }
}

/** The header that sets the cookie of a session, or clears it. */
export function cookieOf(request: FastifyRequest, settings: Proxied, cookie: SessionCookie): string {
  const secure = isByHttps(request, settings)
  const { as, secret = '', maxAgeSeconds = 0 } = cookie
  const attributes = [
    'Path=/',
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(secure ? ['Secure'] : []),
  ]
  return [`${nameOf(as, secure)}=${secret}`, ...attributes].join('; ')
}

/** Sent by https a cookie is bound to this very host: no neighbour below the same domain can set one. */
const nameOf = (as: SessionKind, secure: boolean) => `${secure ? '__Host-' : ''}ceralacca-${as}`

/** The value of a cookie; undefined where there are several, as nobody knows which of them is ours. */
function secretIn(cookies: string, name: string): string | undefined {
  const given = cookies.split(';').map((one) => one.trim())
  const [value, ...more] = given.filter((one) => one.startsWith(`${name}=`)).map((one) => one.slice(name.length + 1))
  return more.length > 0 || value === '' ? undefined : value
}

/** Whether the browser came by https, which a trusted proxy or PUBLIC_URL may know better than the connection. */
export const isByHttps = (request: FastifyRequest, settings: Proxied): boolean =>
  request.protocol === 'https' || isPublishedByHttps(settings)

/** Whether this server says of itself that it is reached by https. */
export const isPublishedByHttps = (settings: Proxied): boolean => publicOrigin(settings)?.startsWith('https:') === true

const ownOrigin = (request: FastifyRequest, settings: Proxied) =>
  `${isByHttps(request, settings) ? 'https' : 'http'}://${request.host}`

const publicOrigin = ({ PUBLIC_URL }: Proxied) => (PUBLIC_URL === undefined ? undefined : new URL(PUBLIC_URL).origin)

/** False where a browser says that the page that asks is somebody else's; programs say nothing. */
function isOwnPage(request: FastifyRequest, settings: Proxied): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (origin === undefined) return true
  return origin === ownOrigin(request, settings) || origin === publicOrigin(settings)
}
