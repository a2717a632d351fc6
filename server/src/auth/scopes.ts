// Scopes: METHOD:host/first-path-segment, with * for any part (contract 1.6).

/** The scope that a call needs. */
export function neededScope(method: string, host: string, segment: string): string {
  return `${method}:${host}/${segment}`
}

/** Whether one of the scopes covers the needed one. `*` matches any method, host or segment. */
export function covers(scopes: readonly string[], needed: string): boolean {
  if (scopes.includes(needed)) return true
  const wanted = parts(needed)
  return wanted !== undefined && scopes.some((scope) => scope.includes('*') && matches(parts(scope), wanted))
}

/** What a scope can name, and with which methods: the first segments of the contract's paths (contract 1.6). */
const scopedMethods: Readonly<Record<string, readonly string[]>> = {
  domini_pec: ['GET'],
  verifica_pec: ['GET'],
  pec: ['GET', 'POST', 'PATCH', 'DELETE'],
  comunica_pec: ['GET', 'POST', 'PATCH'],
  dominio: ['GET', 'POST', 'DELETE'],
}

/** Whether scopes can name a path segment. */
export const isScopeSegment = (segment: string): boolean => Object.hasOwn(scopedMethods, segment)

/** The scopes of all 24 operations on this host (contract 1.6). */
export function everyScope(host: string): string[] {
  return Object.entries(scopedMethods).flatMap(([segment, methods]) =>
    methods.map((method) => neededScope(method, host, segment)),
  )
}

/** Those of the scopes that cover no operation on this host. */
export const coveringNothing = (scopes: readonly string[], host: string): string[] =>
  scopes.filter((scope) => !everyScope(host).some((existing) => covers([scope], existing)))

/** Whether the scopes are those of a full token: between them they cover all 24 operations on this host. */
export const coversAll = (scopes: readonly string[], host: string): boolean =>
  everyScope(host).every((needed) => covers(scopes, needed))

/** Whether a text has the format of a scope, at most 200 characters. */
export function isScope(text: string): boolean {
  return text.length <= 200 && /^(\*|[A-Z]{3,7}):(\*|[a-z0-9.-]+)\/(\*|[a-z0-9_-]+)$/.test(text)
}

function parts(scope: string): [string, string, string] | undefined {
  const colon = scope.indexOf(':')
  const slash = scope.indexOf('/', colon)
  if (colon < 0 || slash < 0) return undefined
  return [scope.slice(0, colon), scope.slice(colon + 1, slash), scope.slice(slash + 1)]
}

function matches(granted: [string, string, string] | undefined, wanted: [string, string, string]): boolean {
  return granted !== undefined && granted.every((part, i) => part === '*' || part === wanted[i])
}
