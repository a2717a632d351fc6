// What tokens may do, as the 24 operations have it; the host is any, so that one sandbox is like another.
import type { HeldToken } from '@ceralacca/client'

/** The first parts of the paths, and with which methods they are called. */
export const scopedMethods = {
  pec: ['GET', 'POST', 'PATCH', 'DELETE'],
  dominio: ['GET', 'POST', 'DELETE'],
  comunica_pec: ['GET', 'POST', 'PATCH'],
  verifica_pec: ['GET'],
  domini_pec: ['GET'],
} as const

const segments = Object.entries(scopedMethods)

export const everyScope = segments.flatMap(([segment, methods]) => methods.map((method) => `${method}:*/${segment}`))
export const readingScopes = everyScope.filter((scope) => scope.startsWith('GET:'))

/** The permissions of a token in few words: by part of the path, its methods; undefined where it may do everything. */
export function scopesInShort({ scopes }: Pick<HeldToken, 'scopes'>): string | undefined {
  if (scopes.includes('*:*/*')) return undefined
  const given = new Map<string, string[]>()
  for (const scope of scopes) {
    const [method = '', place = ''] = scope.split(':')
    const segment = place.slice(place.indexOf('/') + 1)
    given.set(segment, [...(given.get(segment) ?? []), method])
  }
  const isWhole = segments.every(([segment, methods]) => methods.every((one) => given.get(segment)?.includes(one)))
  if (isWhole) return undefined
  return [...given].map(([segment, methods]) => `${segment}: ${methods.join(' ')}`).join('; ')
}
