// Whether a message is one that SEARCH looks for.
import { decoded, readHeader, textOf, valueOf } from '../../../server/src/messages/header-fields.ts'
import { contentOf, eachPart, readStructure } from '../../../server/src/messages/mime-structure.ts'
import type { SearchKey } from './search-keys.ts'

/** What is known of a message; what no key needs is absent. */
export interface Candidate {
  uid: number
  flags: readonly string[]
  receivedAt: Date | undefined
  sizeBytes: number
  header: Buffer | undefined
  content: Buffer | undefined
}

/** The numbers that sets in the keys stand for. */
export type NumbersOf = (key: SearchKey & { is: 'sequence' | 'uid' }) => ReadonlySet<number>

const DAY_MS = 86_400_000

/** Whether the message fits the key. */
export function matches(key: SearchKey, candidate: Candidate, uidsOf: NumbersOf): boolean {
  const texts = lazily(() => textsOf(candidate.content ?? Buffer.alloc(0)))
  const header = candidate.header ?? Buffer.alloc(0)
  const fields = lazily(() => readHeader(header, 0, header.length).fields)
  const headers = lazily(() => fields().map(({ name, value }) => `${name}: ${textOf(value)}`.toLowerCase()))
  const fits = (one: SearchKey): boolean => {
    switch (one.is) {
      case 'all':
        return one.of.every(fits)
      case 'or':
        return one.of.some(fits)
      case 'not':
        return !fits(one.of)
      case 'flag':
        return candidate.flags.some((flag) => flag.toLowerCase() === one.flag.toLowerCase()) === one.has
      case 'sequence':
      case 'uid':
        return uidsOf(one).has(candidate.uid)
      case 'received':
        return isOn(one.when, candidate.receivedAt, one.day)
      case 'sent':
        return isOn(one.when, sentAt(valueOf(fields(), 'Date')), one.day)
      case 'larger':
        return candidate.sizeBytes > one.bytes
      case 'smaller':
        return candidate.sizeBytes < one.bytes
      case 'header':
        return fields().some(
          ({ name, value }) => name.toLowerCase() === one.name && textOf(value).toLowerCase().includes(one.text),
        )
      case 'body':
        return texts().includes(one.text)
      case 'text':
        return texts().includes(one.text) || headers().some((line) => line.includes(one.text))
    }
  }
  return fits(key)
}

/** By the day alone, whatever the time. */
function isOn(when: 'BEFORE' | 'ON' | 'SINCE', at: Date | undefined, day: Date): boolean {
  if (at === undefined) return false
  const days = Math.floor(at.getTime() / DAY_MS) - Math.floor(day.getTime() / DAY_MS)
  if (when === 'BEFORE') return days < 0
  return when === 'ON' ? days === 0 : days >= 0
}

function sentAt(text: string | undefined): Date | undefined {
  const at = new Date((text ?? '').replace(/\([^)]*\)/g, '').slice(0, 100))
  return Number.isNaN(at.getTime()) ? undefined : at
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

const MOST_TEXT_BYTES = 1024 * 1024

/** The text of all parts that are text, in lower case; of very long ones the beginning. */
function textsOf(content: Buffer): string {
  const texts = [...eachPart(readStructure(content).root)].filter(
    ({ type, parts }) => type.startsWith('text/') && parts.length === 0,
  )
  let left = MOST_TEXT_BYTES
  const words = texts.map((part) => {
    const bytes = contentOf(content, part, left)
    left -= bytes.length
    return decoded(bytes, part.parameters.get('charset') ?? 'utf-8')
  })
  return words.join('\n').toLowerCase()
}
