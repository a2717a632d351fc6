// What a client may fetch of a message: the sections of BODY[…] (RFC 3501 6.4.5).
import { BadCommandError } from './arguments.ts'
import type { Arguments } from './arguments.ts'
import { readHeader } from '../../../server/src/messages/header-fields.ts'
import type { MimePart } from '../../../server/src/messages/mime-structure.ts'
import { rawFields } from '../mime/raw-header.ts'

/** A section: of which part, and what of it. */
export interface Section {
  /** Part numbers, such as 2.1. */
  path: readonly number[]
  /** `undefined`: all of it. */
  of: 'HEADER' | 'TEXT' | 'MIME' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | undefined
  /** For the fields: their names in lower case. */
  names: readonly string[]
  /** As the answer repeats it. */
  written: string
}

const SPECIFIER = /[A-Za-z0-9.]*/y
const MOST_NAMES = 200
const DEEPEST_PATH = 100

/** Reads a section up to its `]`. */
export function readSection(from: Arguments): Section {
  const specifier = (from.match(SPECIFIER) ?? '').toUpperCase()
  const [, numbers = '', words = ''] = /^((?:[1-9]\d{0,4}(?:\.|$))*)(.*)$/.exec(specifier) ?? []
  const path = numbers
    .split('.')
    .filter((one) => one !== '')
    .map(Number)
  const of = words === '' ? undefined : kinds.find((kind) => kind === words)
  const isCutOff = words === '' ? numbers.endsWith('.') : of === undefined || (of === 'MIME' && path.length === 0)
  if (isCutOff || path.length > DEEPEST_PATH) throw new BadCommandError('No such section')
  const given = of === 'HEADER.FIELDS' || of === 'HEADER.FIELDS.NOT' ? from.space().list(() => from.astring()) : []
  if (given.length > MOST_NAMES) throw new BadCommandError('Too many names of fields')
  from.expect(']')
  const names = given.map((name) => name.toLowerCase())
  const list =
    given.length === 0
      ? ''
      : ` (${given.map((name) => (/^[\w-]+$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`)).join(' ')})`
  return { path, of, names, written: `${specifier}${list}` }
}

const kinds = ['HEADER', 'TEXT', 'MIME', 'HEADER.FIELDS', 'HEADER.FIELDS.NOT'] as const

/** Whether the header of the message is all that is needed. */
export const needsOnlyHeader = ({ path, of }: Section): boolean =>
  path.length === 0 && of !== undefined && of !== 'TEXT'

/** Whether the parts of the message have to be found. */
export const needsParts = ({ path }: Section): boolean => path.length > 0

/** The bytes of a section of the whole message or its header, without parts. */
export function cutWhole(content: Buffer, section: Section): Buffer {
  if (section.of === undefined) return content
  const { bodyFrom } = readHeader(content, 0, content.length)
  if (section.of === 'TEXT') return content.subarray(bodyFrom)
  return cutHeader(content.subarray(0, bodyFrom), section)
}

/** The bytes of a section of a part; `undefined` when there is no such part. */
export function cutPart(content: Buffer, root: MimePart, section: Section): Buffer | undefined {
  const part = partAt(root, section.path)
  if (part === undefined) return undefined
  if (section.of === undefined) return content.subarray(part.bodyFrom, part.to)
  if (section.of === 'MIME') return content.subarray(part.from, part.bodyFrom)
  // The rest is of a message in a message.
  const [message] = isMessage(part) ? part.parts : []
  if (message === undefined) return undefined
  if (section.of === 'TEXT') return content.subarray(message.bodyFrom, message.to)
  return cutHeader(content.subarray(message.from, message.bodyFrom), section)
}

const isMessage = ({ type }: MimePart) => type === 'message/rfc822'

/**
 * RFC 3501: a message that is no multipart has one part, 1; the parts of a message in a message are numbered as its own.
 * So, a path goes from what holds parts, a message or a multipart, to the next.
 */
function partAt(root: MimePart, path: readonly number[]): MimePart | undefined {
  let found: MimePart | undefined
  let holder: MimePart | undefined = root
  for (const number of path) {
    if (holder === undefined) return undefined
    const isMultipart: boolean = holder.type.startsWith('multipart/') && holder.parts.length > 0
    const isOnly: boolean = number === 1 && holder !== found
    found = isMultipart ? holder.parts[number - 1] : isOnly ? holder : undefined
    holder = found !== undefined && isMessage(found) ? found.parts[0] : found
  }
  return found
}

function cutHeader(header: Buffer, { of, names }: Section): Buffer {
  if (of === 'HEADER' || of === undefined) return header
  const isWanted = (name: string) => names.includes(name.toLowerCase()) === (of === 'HEADER.FIELDS')
  const fields = rawFields(header).filter(({ name }) => isWanted(name))
  return Buffer.concat([...fields.map(({ start, end }) => header.subarray(start, end)), Buffer.from('\r\n')])
}
