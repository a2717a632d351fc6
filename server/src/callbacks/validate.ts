import type { Callback } from './body.ts'
import { isHostRefused } from '../network/address-rules.ts'
import { parseHttpUrl } from '../network/http-url.ts'

export type CallbackProblem =
  { number: 370 | 371 | 373 | 374 | 375 } | { number: 376; bytes: number } | { number: 377; must: string }

const maxBytes = 16 * 1024
const maxDepth = 64

/**
 * Validates the `callback` member of a request (contract 5.1) and fills in its defaults: method POST (any case), field
 * `data`, data `{}`. `null` counts as missing; unknown members are dropped. Refuses the first problem in order of
 * number: 370 method, 371 empty field with POST, 373 no URL (or a callback that is not an object), 374 malformed URL,
 * one of cloud metadata or, where private addresses are denied, one that is private or localhost, 375 neither http nor https, 376 over 16 kB as
 * stored JSON (`bytes` is the size), 377 data not an object, nested over 64 deep or with a number that would change on
 * the way. The caller handles `false` and a missing callback.
 */
export function callbackProblem(
  value: unknown,
  privateAddresses: 'allow' | 'deny' = 'allow',
): { ok: Callback } | CallbackProblem {
  if (!isObject(value)) return { number: 373 }
  const method = readMethod(value.method)
  if (method === undefined) return { number: 370 }
  const field = readField(value.field, method)
  if (field === undefined) return { number: 371 }
  const { url } = value
  if (url === undefined || url === null || url === '') return { number: 373 }
  const parsed = typeof url === 'string' ? parseHttpUrl(url) : undefined
  if (typeof url !== 'string' || parsed?.is === 'malformed') return { number: 374 }
  // Names that lead to private addresses are refused at delivery: what they lead to may change.
  if (parsed?.is === 'url' && isHostRefused(parsed.url.hostname, { privateAddresses })) return { number: 374 }
  if (parsed?.is === 'not http') return { number: 375 }
  const data = value.data ?? {}
  const size = measureJson({ url, field, method, data })
  if (size.bytes > maxBytes) return { number: 376, bytes: size.bytes }
  if (!isObject(data)) return { number: 377, must: 'must be an object' }
  if (size.depth > maxDepth) return { number: 377, must: `must be nested at most ${maxDepth} deep` }
  if (!size.exact) return { number: 377, must: 'must have as text what is a number that would change on the way' }
  return { ok: { url, field, method, data } }
}

function readMethod(value: unknown): Callback['method'] | undefined {
  if (value === undefined || value === null) return 'POST'
  const method = typeof value === 'string' ? value.toUpperCase() : ''
  return method === 'POST' || method === 'JSON' ? method : undefined
}

function readField(value: unknown, method: Callback['method']): string | undefined {
  if (value === undefined || value === null) return 'data'
  if (typeof value === 'string' && value !== '') return value
  return method === 'JSON' ? 'data' : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Bytes and depth of a value as JSON text, and whether its numbers can be written. Iterative, because the nesting is untrusted. */
function measureJson(root: object): { bytes: number; depth: number; exact: boolean } {
  let bytes = 0
  let depth = 0
  let exact = true
  let level: object[] = [root]
  while (level.length > 0) {
    depth += 1
    const below: object[] = []
    for (const container of level) {
      const members: unknown[] = Array.isArray(container) ? container : Object.values(container)
      bytes += 2 + Math.max(members.length - 1, 0)
      if (!Array.isArray(container)) for (const name of Object.keys(container)) bytes += textBytes(name) + 1
      for (const member of members) {
        if (typeof member === 'number' && !Number.isFinite(member)) exact = false
        if (typeof member === 'object' && member !== null) below.push(member)
        else bytes += typeof member === 'string' ? textBytes(member) : String(member).length
      }
    }
    level = below
  }
  return { bytes, depth, exact }
}

function textBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text))
}
