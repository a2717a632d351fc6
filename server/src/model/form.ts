// Forms as browsers and PHP's http_build_query write them: a=1, a[b]=1, a[]=1, a[0][b]=1. Libraries
// for this drop or merge what is ambiguous; here it is refused, as in JSON.
import type { BodyText } from './body-text.ts'

export type FormValue = string | FormValue[] | { [name: string]: FormValue }

type Node = string | Map<string, Node>

const MOST_VALUES = 10_000
const DEEPEST = 64

/** Whether a body is a form: labelled so, and not JSON, which PHP's curl labels as a form too. */
export function isForm(body: Uint8Array, contentType: string | undefined): boolean {
  const start = Buffer.from(body.subarray(0, 256))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
  return /^\s*"?application\/x-www-form-urlencoded\b/i.test(contentType ?? '') && /^[^{["\s=&][^\s=&]*=/.test(start)
}

/**
 * The members of a form; undefined where two readers could understand two things: a name given twice or both as a value
 * and as a list, unpaired brackets, an escape cut short, or bytes that are no characters. Past 10,000 values or 64 levels
 * too. Lists are what PHP calls lists: keys from 0 without a gap.
 */
export function parseForm({ bytes, decode }: BodyText): Record<string, FormValue> | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const pairs = text.split('&', MOST_VALUES + 1).filter((pair) => pair !== '')
  if (pairs.length > MOST_VALUES) return undefined
  const read = (escaped: string) => {
    const plain = unescaped(escaped)
    return plain && decode(plain)
  }
  const root = new Map<string, Node>()
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    const path = pathOf(read(equals < 0 ? pair : pair.slice(0, equals)))
    const value = read(equals < 0 ? '' : pair.slice(equals + 1))
    if (path === undefined || value === undefined || !put(root, path, value)) return undefined
  }
  return Object.fromEntries([...root].map(([name, node]) => [name, valueOf(node)]))
}

/** The bytes behind `+` and `%xx`; undefined for another `%`. */
function unescaped(text: string): Uint8Array | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined
  const plain = text
    .replaceAll('+', ' ')
    .replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  return Buffer.from(plain, 'latin1')
}

/** `a[b][]` as its keys: `a`, `b`, and `` for the next place of a list. */
function pathOf(name: string | undefined): string[] | undefined {
  const [, first, rest] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name ?? '') ?? []
  if (first === undefined || rest === undefined) return undefined
  const keys = rest === '' ? [] : rest.slice(1, -1).split('][')
  return keys.length < DEEPEST ? [first, ...keys] : undefined
}

function put(root: Map<string, Node>, path: readonly string[], value: string): boolean {
  let node = root
  for (const [n, key] of path.entries()) {
    const name = n > 0 && key === '' ? String(node.size) : key
    const found = node.get(name)
    if (n === path.length - 1) {
      node.set(name, value)
      return found === undefined
    }
    if (typeof found === 'string') return false
    const next = found ?? new Map<string, Node>()
    node.set(name, next)
    node = next
  }
  return false
}

function valueOf(node: Node): FormValue {
  if (typeof node === 'string') return node
  const isList = [...node.keys()].every((key, n) => key === String(n))
  if (isList) return [...node.values()].map(valueOf)
  return Object.fromEntries([...node].map(([name, inner]) => [name, valueOf(inner)]))
}
