// BODYSTRUCTURE and BODY of a message as IMAP text (RFC 3501 7.4.2).
import { valueOf } from '../../../server/src/messages/header-fields.ts'
import type { MimePart } from '../../../server/src/messages/mime-structure.ts'
import { envelopeOf } from './envelope.ts'
import { nstring, string } from './imap-text.ts'
import { rawParameters } from './raw-header.ts'

/** BODYSTRUCTURE, with extension data. */
export const bodyStructureOf = (content: Buffer, part: MimePart): string => structure(content, part, true)

/** BODY: the same without extension data. */
export const bodyOf = (content: Buffer, part: MimePart): string => structure(content, part, false)

function structure(content: Buffer, part: MimePart, isExtended: boolean): string {
  const [type = '', subtype = ''] = part.type.toUpperCase().split('/')
  if (type === 'MULTIPART' && part.parts.length > 0) return multipart(content, part, subtype, isExtended)
  // What cannot be written as what it is, as there is nothing in it, or too much: some bytes.
  const isClosed = type === 'MULTIPART' || (part.type === 'message/rfc822' && part.parts.length === 0)
  const isOdd = !/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(part.type)
  return single(content, part, isClosed || isOdd ? ['APPLICATION', 'OCTET-STREAM'] : [type, subtype], isExtended)
}

function multipart(content: Buffer, part: MimePart, subtype: string, isExtended: boolean): string {
  const parts = part.parts.map((one) => structure(content, one, isExtended)).join('')
  const rest = isExtended ? ` ${parameters(part, 'Content-Type')} ${placed(part)}` : ''
  return `(${parts} ${string(subtype)}${rest})`
}

function single(content: Buffer, part: MimePart, [type, subtype]: [string, string], isExtended: boolean): string {
  const words = [
    string(type),
    string(subtype),
    parameters(part, 'Content-Type', type === 'TEXT' ? ['CHARSET', 'US-ASCII'] : undefined),
    field(part, 'Content-ID'),
    field(part, 'Content-Description'),
    string(part.encoding.toUpperCase()),
    `${part.to - part.bodyFrom}`,
  ]
  const [message] = type === 'MESSAGE' ? part.parts : []
  if (message !== undefined) words.push(envelopeOf(message.fields), structure(content, message, isExtended))
  if (message !== undefined || type === 'TEXT') words.push(`${countLines(content, part.bodyFrom, part.to)}`)
  if (isExtended) words.push(field(part, 'Content-MD5'), placed(part))
  return `(${words.join(' ')})`
}

const field = ({ fields }: MimePart, name: string) => nstring(valueOf(fields, name))

/** Disposition, language and location. */
const placed = (part: MimePart) => `${disposition(part)} ${language(part)} ${field(part, 'Content-Location')}`

/** A text says its characters, also where the message leaves that to its reader. */
function parameters({ fields }: MimePart, name: string, otherwise?: readonly [string, string]): string {
  const given = rawParameters(valueOf(fields, name) ?? '')
  const all =
    otherwise === undefined || given.some(([one]) => one.toUpperCase() === otherwise[0]) ? given : [...given, otherwise]
  if (all.length === 0) return 'NIL'
  return `(${all.map(([one, value]) => `${string(one.toUpperCase())} ${string(value)}`).join(' ')})`
}

const disposition = (part: MimePart) =>
  part.disposition === ''
    ? 'NIL'
    : `(${string(part.disposition.toUpperCase())} ${parameters(part, 'Content-Disposition')})`

function language(part: MimePart): string {
  const given = valueOf(part.fields, 'Content-Language')
  if (given === undefined) return 'NIL'
  const languages = given.split(',', 20).map((one) => string(one.trim()))
  return `(${languages.join(' ')})`
}

function countLines(content: Buffer, start: number, end: number): number {
  let lines = 0
  for (let at = start; at < end; at += 1) if (content[at] === 10) lines += 1
  return end > start && content[end - 1] !== 10 ? lines + 1 : lines
}
