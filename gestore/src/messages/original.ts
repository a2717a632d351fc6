// A submitted message as it travels inside an envelope: whole lines, and the gestore's Message-ID (RFC 6109, 3.1.3).
import { createHash } from 'node:crypto'
import { contentOf, readStructure } from '../../../server/src/messages/mime-structure.ts'
import type { MimePart } from '../../../server/src/messages/mime-structure.ts'
import { withWholeLines } from '../../../server/src/messages/whole-lines.ts'
import { parameter } from './header-text.ts'

/**
 * The message for the envelope: `identifier` takes the place of the client's Message-ID, which goes to
 * X-Riferimento-Message-ID. What the client itself wrote there is left out.
 */
export function prepareOriginal(message: Uint8Array, identifier: string, messageId: string | undefined): Uint8Array {
  const whole = withWholeLines(message)
  const { fields } = readStructure(whole).root
  const replaced = fields.filter(({ name }) => /^(message-id|x-riferimento-message-id)$/i.test(name))
  const reference = messageId === undefined ? '' : `X-Riferimento-Message-ID: ${messageId}\r\n`
  return replacedRanges(whole, [
    { from: 0, to: 0, by: Buffer.from(`Message-ID: <${identifier}>\r\n${reference}`, 'latin1') },
    ...replaced.map(({ from, to }) => ({ from, to, by: Buffer.alloc(0) })),
  ])
}

/**
 * The message of a brief receipt (RFC 6109, 3.3.2.3): every part with a name becomes `<name>.hash`, with the SHA-1 of its
 * content in hex. Signatures stay, so that what is signed with S/MIME keeps its structure.
 */
export function withHashes(message: Uint8Array): Uint8Array {
  const { root } = readStructure(message)
  if (root.name !== undefined && !isSignature(root)) return hashedRoot(message, root)
  return replacedRanges(
    message,
    [...namedParts(root)].map((part) => ({ from: part.from, to: part.to, by: hashPart(message, part) })),
  )
}

/** The outermost parts with a name, in the order in which they stand. */
function* namedParts(part: MimePart): Generator<MimePart> {
  for (const inner of part.parts) {
    if (isSignature(inner)) continue
    if (inner.name === undefined) yield* namedParts(inner)
    else yield inner
  }
}

function isSignature({ type }: MimePart): boolean {
  return /^application\/(x-)?pkcs7-(signature|mime)$/.test(type)
}

function hashedRoot(message: Uint8Array, root: MimePart): Uint8Array {
  const kept = root.fields.filter(({ name }) => !/^content-/i.test(name))
  return Buffer.concat([...kept.map(({ from, to }) => message.subarray(from, to)), hashPart(message, root)])
}

function hashPart(message: Uint8Array, part: MimePart): Buffer {
  // SHA-1 is what the rules say.
  const hash = createHash('sha1')
    .update(contentOf(message, part, message.length))
    .digest('hex')
  const name = `${part.name ?? ''}.hash`
  const head = [
    `Content-Type: text/plain; charset=us-ascii${parameter('name', name)}`,
    `Content-Disposition: attachment${parameter('filename', name)}`,
    'Content-Transfer-Encoding: 7bit',
  ]
  return Buffer.from([...head, '', hash].join('\r\n'))
}

interface Replacement {
  from: number
  to: number
  by: Uint8Array
}

function replacedRanges(bytes: Uint8Array, replacements: readonly Replacement[]): Uint8Array {
  const pieces: Uint8Array[] = []
  let at = 0
  for (const { from, to, by } of replacements) {
    pieces.push(bytes.subarray(at, from), by)
    at = to
  }
  return Buffer.concat([...pieces, bytes.subarray(at)])
}
