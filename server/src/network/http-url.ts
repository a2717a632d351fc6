import { isSpelledInLetters } from '../model/host-name.ts'

const maxUrlLength = 2048

export type ParsedHttpUrl = { is: 'url'; url: URL } | { is: 'malformed' } | { is: 'not http' }

/**
 * Parses an untrusted address that this server is to connect to. Malformed are: over 2,048 characters; blanks, control
 * characters or lone surrogates anywhere (the WHATWG parser would silently drop or replace them); `http:` without `//`;
 * port 0; a host with symbols that no registry accepts; and a user name or password, which would end up in logs and in
 * every response that echoes the address.
 */
export function parseHttpUrl(text: string): ParsedHttpUrl {
  if (text.length > maxUrlLength || /[\s\u0000-\u001f\u007f]/.test(text) || !text.isWellFormed() || !URL.canParse(text))
    return { is: 'malformed' }
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { is: 'not http' }
  const hasAuthority = /^https?:\/\/[^/\\?#]/i.test(text)
  const isReachable = url.port !== '0' && isSpelledInLetters(url.hostname)
  if (!hasAuthority || !isReachable || url.username !== '' || url.password !== '') return { is: 'malformed' }
  return { is: 'url', url }
}
