// What a request shows who is calling: an Authorization header with a bearer token or the e-mail and API key of HTTP Basic
// (RFC 7617), or the cookie of a session.

export type Credentials = { is: 'bearer'; token: string } | { is: 'basic'; email: string; apiKey: string }

/** As what somebody is signed in: for an account, or as an operator. */
export const sessionKinds = ['account', 'operator'] as const
export type SessionKind = (typeof sessionKinds)[number]

/** The secret in the cookie of a session, and as what it is to count. */
export interface SessionGiven {
  as: SessionKind
  secret: string
}

/** What came with a request: a header, or without one the session that another header chose. */
export interface Presented {
  authorization: string | undefined
  session?: SessionGiven | undefined
}

const LONGEST_HEADER = 512

/** The credentials of a header; undefined for none, and for what is neither scheme or longer than any of ours. */
export function credentialsIn(authorization: string | undefined): Credentials | undefined {
  if (authorization === undefined || authorization.length > LONGEST_HEADER) return undefined
  const space = authorization.indexOf(' ')
  const scheme = authorization.slice(0, space).toLowerCase()
  const text = authorization.slice(space + 1).trim()
  if (text === '') return undefined
  if (scheme === 'bearer') return { is: 'bearer', token: text }
  return scheme === 'basic' ? basicIn(text) : undefined
}

/** The e-mail ends at the first colon; whatever follows is the key. */
function basicIn(text: string): Credentials | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  const pair = Buffer.from(text, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  const [email, apiKey] = [pair.slice(0, colon), pair.slice(colon + 1)]
  return colon < 1 || !/^[\x21-\x7e]+$/.test(apiKey) ? undefined : { is: 'basic', email, apiKey }
}
