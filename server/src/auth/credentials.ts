// What an Authorization header gives: a bearer token, or the e-mail and API key of HTTP Basic (RFC 7617).

export type Credentials = { is: 'bearer'; token: string } | { is: 'basic'; email: string; apiKey: string }

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
