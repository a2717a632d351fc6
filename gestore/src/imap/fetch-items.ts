// What FETCH asks for, and how it is answered for one message (RFC 3501 6.4.5, 7.4.2).
import { BadCommandError } from './arguments.ts'
import type { Arguments } from './arguments.ts'
import { bodyOf } from '../mime/body-structure.ts'
import type { MimePart } from '../../../server/src/messages/mime-structure.ts'
import { cutPart, cutWhole, needsOnlyHeader, needsParts, readSection } from './section.ts'
import type { Section } from './section.ts'
import { dateTime, flagList } from './text.ts'
import type { MessageRow } from '../store/mailbox.ts'

/** A part of a section: from which byte, how many. */
interface Partial {
  from: number
  bytes: number
}

export type FetchItem =
  | { is: 'UID' | 'FLAGS' | 'INTERNALDATE' | 'RFC822.SIZE' | 'ENVELOPE' | 'BODYSTRUCTURE' | 'BODY' }
  | { is: 'section'; section: Section; partial: Partial | undefined; marksSeen: boolean; written: string }

const NAME = /[A-Za-z0-9.]+/y
const MOST_ITEMS = 100
const macros: Readonly<Record<string, readonly FetchItem['is'][]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
}
const plain = ['UID', 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODYSTRUCTURE', 'BODY'] as const
const whole: Section = { path: [], of: undefined, names: [], written: '' }
/** The older names of three sections. */
const older: Readonly<Record<string, { section: Section; marksSeen: boolean }>> = {
  RFC822: { section: whole, marksSeen: true },
  'RFC822.HEADER': { section: { ...whole, of: 'HEADER' }, marksSeen: false },
  'RFC822.TEXT': { section: { ...whole, of: 'TEXT' }, marksSeen: true },
}

/** Reads the items of a FETCH; `undefined` stands for one that a macro asks for as plain. */
export function readFetchItems(from: Arguments): FetchItem[] {
  const items = from.sees('(') ? from.list(() => readItem(from)).flat() : readItem(from)
  if (items.length === 0 || items.length > MOST_ITEMS) throw new BadCommandError('Nothing is asked for, or too much')
  return items
}

function readItem(from: Arguments): FetchItem[] {
  const name = (from.match(NAME) ?? '').toUpperCase()
  const macro = macros[name]
  if (macro !== undefined) return plain.filter((one) => macro.includes(one)).map((is) => ({ is }))
  const old = older[name]
  if (old !== undefined) return [{ is: 'section', ...old, partial: undefined, written: name }]
  if ((name === 'BODY' || name === 'BODY.PEEK') && from.takes('[')) return [readBody(from, name)]
  const is = plain.find((one) => one === name)
  if (is === undefined) throw new BadCommandError('No such item')
  return [{ is }]
}

function readBody(from: Arguments, name: string): FetchItem {
  const section = readSection(from)
  const partial = from.takes('<') ? readPartial(from) : undefined
  const written = `BODY[${section.written}]${partial === undefined ? '' : `<${partial.from}>`}`
  return { is: 'section', section, partial, marksSeen: name === 'BODY', written }
}

function readPartial(from: Arguments): Partial {
  const start = from.number()
  from.expect('.')
  const bytes = from.number()
  from.expect('>')
  if (bytes === 0) throw new BadCommandError('No bytes are asked for')
  return { from: start, bytes }
}

/** What has to be read of a message: its row, its header, all of it, and its parts. */
export interface Needs {
  row: boolean
  header: boolean
  content: boolean
  parts: boolean
}

/** What the items need of each message. */
export function needsOf(items: readonly FetchItem[]): Needs {
  const sections = items.flatMap((item) => (item.is === 'section' ? [item.section] : []))
  const isBody = items.some(({ is }) => is === 'BODY')
  const content = isBody || sections.some((section) => !needsOnlyHeader(section))
  return {
    row: items.some(({ is }) => is !== 'UID' && is !== 'FLAGS'),
    header: !content && sections.length > 0,
    content,
    parts: isBody || sections.some(needsParts),
  }
}

/** What was read of a message; `content` is its header alone where that is all that is needed. */
export interface Fetched {
  uid: number
  flags: readonly string[]
  row: MessageRow | undefined
  content: Buffer | undefined
  parts: MimePart | undefined
}

/** The answer for one message, without its sequence number, in pieces. */
export function answerOf(items: readonly FetchItem[], message: Fetched): (string | Buffer)[] {
  const pieces: (string | Buffer)[] = ['(']
  for (const item of items) {
    if (pieces.length > 1) pieces.push(' ')
    if (item.is === 'section') pieces.push(...sectionAnswer(item, message))
    else pieces.push(`${item.is} ${plainAnswer(item.is, message)}`)
  }
  return [...pieces, ')']
}

function plainAnswer(is: (typeof plain)[number], { uid, flags, row, content, parts }: Fetched): string {
  switch (is) {
    case 'UID':
      return `${uid}`
    case 'FLAGS':
      return flagList(flags)
    case 'INTERNALDATE':
      return row === undefined ? 'NIL' : dateTime(row.receivedAt)
    case 'RFC822.SIZE':
      return `${row?.sizeBytes ?? 0}`
    case 'ENVELOPE':
      return row?.envelope ?? 'NIL'
    case 'BODYSTRUCTURE':
      return row?.bodyStructure ?? 'NIL'
    case 'BODY':
      return content === undefined || parts === undefined ? 'NIL' : bodyOf(content, parts)
  }
}

function sectionAnswer(item: FetchItem & { is: 'section' }, { content, parts }: Fetched): (string | Buffer)[] {
  const { section, partial, written } = item
  const found = content === undefined ? undefined : cut(content, parts, section)
  if (found === undefined) return [`${written} NIL`]
  const bytes = partial === undefined ? found : found.subarray(partial.from, partial.from + partial.bytes)
  return [`${written} {${bytes.length}}\r\n`, bytes]
}

const cut = (content: Buffer, parts: MimePart | undefined, section: Section) =>
  section.path.length === 0 ? cutWhole(content, section) : parts && cutPart(content, parts, section)
