// SEARCH: of every message, what the keys need is read, in batches.
import { BadCommandError } from '../arguments.ts'
import type { Arguments } from '../arguments.ts'
import { matches } from '../matching.ts'
import type { Candidate } from '../matching.ts'
import { named } from '../named-messages.ts'
import type { By } from '../named-messages.ts'
import { readSearchKeys, searchNeed } from '../search-keys.ts'
import type { SearchKey, SearchNeed } from '../search-keys.ts'
import { characters, no, ok } from '../session.ts'
import type { Outcome, SelectedSession } from '../session.ts'

const charsets: Readonly<Record<string, (text: string) => string>> = {
  'US-ASCII': characters,
  'UTF-8': characters,
  'ISO-8859-1': (text) => text,
}
const atOnce: Readonly<Record<SearchNeed, number>> = { flags: 10_000, row: 1_000, header: 200, content: 1 }

/** SEARCH and UID SEARCH. */
export async function search(session: SelectedSession, args: Arguments, by: By): Promise<Outcome> {
  const charset = readCharset(args)
  const decode = charsets[charset]
  if (decode === undefined) return no('That charset is not known', `BADCHARSET (${Object.keys(charsets).join(' ')})`)
  const key = readSearchKeys(args, decode)
  args.end()
  const found = await matching(session, key)
  const numbers = by === 'uid' ? found : found.map((uid) => session.selected.numberOf(uid) ?? 0)
  await session.say(['* SEARCH', ...numbers].join(' '))
  return ok('Searched')
}

function readCharset(args: Arguments): string {
  if (args.match(/CHARSET /iy) === undefined) return 'UTF-8'
  const charset = args.astring().toUpperCase()
  if (charset === '') throw new BadCommandError('A charset is missing')
  args.space()
  return charset
}

async function matching(session: SelectedSession, key: SearchKey): Promise<number[]> {
  const need = searchNeed(key)
  const uids = [...session.selected.uids]
  const sets = new Map<SearchKey, ReadonlySet<number>>()
  const uidsOf = (of: SearchKey & { is: 'sequence' | 'uid' }) => {
    const known = sets.get(of) ?? new Set(named(session, of.set, of.is === 'uid' ? 'uid' : 'number'))
    sets.set(of, known)
    return known
  }
  const found: number[] = []
  for (let from = 0; from < uids.length; from += atOnce[need]) {
    const candidates = await read(session, uids.slice(from, from + atOnce[need]), need)
    found.push(...candidates.filter((one) => matches(key, one, uidsOf)).map(({ uid }) => uid))
  }
  return found
}

async function read({ mailbox, selected }: SelectedSession, uids: number[], need: SearchNeed): Promise<Candidate[]> {
  const unread = { receivedAt: undefined, sizeBytes: 0, header: undefined, content: undefined }
  if (need === 'flags') return uids.map((uid) => ({ ...unread, uid, flags: selected.flagsOf(uid) }))
  const rows = await mailbox.rows(selected.folder.id, uids)
  const headers = need === 'row' ? undefined : await mailbox.headers(rows.map(({ bodyId }) => bodyId))
  const candidates: Candidate[] = []
  for (const { uid, bodyId, receivedAt, sizeBytes } of rows) {
    const content = need === 'content' ? await mailbox.content(bodyId) : undefined
    candidates.push({ uid, flags: selected.flagsOf(uid), receivedAt, sizeBytes, header: headers?.get(bodyId), content })
  }
  return candidates
}
