// What SEARCH asks for (RFC 3501 6.4.4): read into a tree, tried on one message after the other.
import { BadCommandError } from './arguments.ts'
import type { Arguments } from './arguments.ts'
import type { NumberSet } from './number-set.ts'
import { parseDay } from './text.ts'

type DateKey = 'BEFORE' | 'ON' | 'SINCE'

export type SearchKey =
  | { is: 'all'; of: readonly SearchKey[] }
  | { is: 'not'; of: SearchKey }
  | { is: 'or'; of: readonly [SearchKey, SearchKey] }
  | { is: 'flag'; flag: string; has: boolean }
  | { is: 'sequence' | 'uid'; set: NumberSet }
  | { is: 'received' | 'sent'; when: DateKey; day: Date }
  | { is: 'larger' | 'smaller'; bytes: number }
  | { is: 'header'; name: string; text: string }
  | { is: 'body' | 'text'; text: string }

const KEY = /[A-Za-z]+/y
const DEEPEST = 50
const MOST_KEYS = 1_000

const flagKeys: Readonly<Record<string, readonly [flag: string, has: boolean]>> = {
  ANSWERED: ['\\Answered', true],
  DELETED: ['\\Deleted', true],
  DRAFT: ['\\Draft', true],
  FLAGGED: ['\\Flagged', true],
  RECENT: ['\\Recent', true],
  SEEN: ['\\Seen', true],
  OLD: ['\\Recent', false],
  UNANSWERED: ['\\Answered', false],
  UNDELETED: ['\\Deleted', false],
  UNDRAFT: ['\\Draft', false],
  UNFLAGGED: ['\\Flagged', false],
  UNSEEN: ['\\Seen', false],
}
const headerKeys = ['BCC', 'CC', 'FROM', 'SUBJECT', 'TO']
const dateKeys: Readonly<Record<string, { is: 'received' | 'sent'; when: DateKey }>> = {
  BEFORE: { is: 'received', when: 'BEFORE' },
  ON: { is: 'received', when: 'ON' },
  SINCE: { is: 'received', when: 'SINCE' },
  SENTBEFORE: { is: 'sent', when: 'BEFORE' },
  SENTON: { is: 'sent', when: 'ON' },
  SENTSINCE: { is: 'sent', when: 'SINCE' },
}

/** Reads all keys of a SEARCH; `decode` turns the bytes of a text into characters. */
export function readSearchKeys(from: Arguments, decode: (text: string) => string): SearchKey {
  let keys = 0
  const text = () => decode(from.space().astring()).toLowerCase()

  const key = (depth: number): SearchKey => {
    keys += 1
    if (depth > DEEPEST || keys > MOST_KEYS) throw new BadCommandError('Too many keys')
    if (from.sees('(')) return { is: 'all', of: from.list(() => key(depth + 1)) }
    const name = from.match(KEY)?.toUpperCase()
    if (name === undefined) return { is: 'sequence', set: from.numberSet() }
    const flag = flagKeys[name]
    if (flag !== undefined) return { is: 'flag', flag: flag[0], has: flag[1] }
    const date = dateKeys[name]
    if (date !== undefined) return { ...date, day: day() }
    if (headerKeys.includes(name)) return { is: 'header', name: name.toLowerCase(), text: text() }
    return other(name, depth)
  }

  const other = (name: string, depth: number): SearchKey => {
    switch (name) {
      case 'ALL':
        return { is: 'all', of: [] }
      case 'NEW':
        return { is: 'all', of: [flagKey('\\Recent', true), flagKey('\\Seen', false)] }
      case 'KEYWORD':
      case 'UNKEYWORD':
        return flagKey(from.space().flag(), name === 'KEYWORD')
      case 'UID':
        return { is: 'uid', set: from.space().numberSet() }
      case 'LARGER':
      case 'SMALLER':
        return { is: name === 'LARGER' ? 'larger' : 'smaller', bytes: from.space().number() }
      case 'HEADER':
        return { is: 'header', name: from.space().astring().toLowerCase(), text: text() }
      case 'BODY':
      case 'TEXT':
        return { is: name === 'BODY' ? 'body' : 'text', text: text() }
      case 'NOT':
        from.space()
        return { is: 'not', of: key(depth + 1) }
      case 'OR': {
        from.space()
        const one = key(depth + 1)
        from.space()
        return { is: 'or', of: [one, key(depth + 1)] }
      }
      default:
        throw new BadCommandError('No such key')
    }
  }

  const day = (): Date => {
    const found = parseDay(from.space().astring())
    if (found === undefined) throw new BadCommandError('A date is missing')
    return found
  }

  const all: SearchKey[] = [key(0)]
  while (from.takes(' ')) all.push(key(0))
  return { is: 'all', of: all }
}

const flagKey = (flag: string, has: boolean): SearchKey => ({ is: 'flag', flag, has })

/** What a key has to read of a message. */
export type SearchNeed = 'flags' | 'row' | 'header' | 'content'
const needs: readonly SearchNeed[] = ['flags', 'row', 'header', 'content']

/** The most any part of the key has to read. */
export function searchNeed(key: SearchKey): SearchNeed {
  const most = (keys: readonly SearchKey[]) =>
    needs[Math.max(0, ...keys.map((one) => needs.indexOf(searchNeed(one))))] ?? 'flags'
  switch (key.is) {
    case 'all':
    case 'or':
      return most(key.of)
    case 'not':
      return searchNeed(key.of)
    case 'flag':
    case 'sequence':
    case 'uid':
      return 'flags'
    case 'received':
    case 'larger':
    case 'smaller':
      return 'row'
    case 'sent':
    case 'header':
      return 'header'
    case 'body':
    case 'text':
      return 'content'
  }
}
