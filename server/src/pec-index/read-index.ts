// Reads an index of certified domains in any format: LDIF of providers or a plain list, either of them optionally
// signed (p7m).
import { setImmediate } from 'node:timers/promises'
import { CollectedDomains, TooMuch } from './collected-domains.ts'
import { LdifError, LdifReader } from './ldif.ts'
import { ListError, ListReader } from './plain-list.ts'
import { providerRecords } from './provider-records.ts'

/** Maximum file size. The real index has a few megabytes, including certificates. */
export const LARGEST_INDEX_BYTES = 64 * 1024 * 1024

/** The signed content with signer and date, or why it is refused. */
export type Opened =
  { is: 'opened'; content: Uint8Array; signer: string; signedAt: Date | undefined } | { is: 'refused'; why: string }

export type ReadIndex =
  | {
      is: 'read'
      source: 'ldif' | 'signed-ldif' | 'list' | 'signed-list'
      domains: CollectedDomains
      signer: string | null
      signedAt: Date | undefined
    }
  | { is: 'refused'; why: string }

// Small enough to let other work run every few milliseconds.
const PIECE_BYTES = 16_384
const MOST_UNREADABLE = 0.05
const BEGINNING_BYTES = 16_384

/** Reads an index in slices. `open` verifies and opens a p7m. Expected failures are values, worded for an operator. */
export async function readIndex(bytes: Uint8Array, open: (p7m: Uint8Array) => Promise<Opened>): Promise<ReadIndex> {
  if (bytes.length > LARGEST_INDEX_BYTES) return refused(`is larger than ${LARGEST_INDEX_BYTES / 1024 / 1024} MB`)
  if (!isSigned(bytes)) {
    const read = await readPlain(bytes)
    return read.is === 'refused' ? read : { ...read, signer: null, signedAt: undefined }
  }
  const opened = await open(bytes)
  if (opened.is === 'refused') return opened
  const { content, signer, signedAt } = opened
  const read = await readPlain(content)
  return read.is === 'refused' ? read : { ...read, source: `signed-${read.source}`, signer, signedAt }
}

const refused = (why: string) => ({ is: 'refused', why }) as const

type ReadPlain = { is: 'read'; source: 'ldif' | 'list'; domains: CollectedDomains } | { is: 'refused'; why: string }

async function readPlain(bytes: Uint8Array): Promise<ReadPlain> {
  const domains = new CollectedDomains()
  const source = isLdif(bytes) ? 'ldif' : 'list'
  const reader = source === 'ldif' ? new LdifReader(providerRecords(domains)) : new ListReader(domains)
  try {
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      reader.push(Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(PIECE_BYTES, bytes.length - from)))
      await setImmediate()
    }
    reader.end()
  } catch (error) {
    if (error instanceof LdifError || error instanceof ListError || error instanceof TooMuch) {
      return refused(`cannot be read: ${error.message}`)
    }
    throw error
  }
  if (domains.size === 0) return refused('names no domain')
  const { unreadable } = domains
  if (unreadable > MOST_UNREADABLE * (domains.size + unreadable)) {
    return refused(`is no index of domains: ${unreadable} of its entries are no domain names`)
  }
  return { is: 'read', source, domains }
}

const beginning = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, BEGINNING_BYTES)).toString('latin1')

/** Whether it is DER or BER with a long length, PEM, or base64 of DER. No list of domains or LDIF looks like this. */
function isSigned(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80) return true
  return /^\s*(?:-----BEGIN |MI[A-Za-z0-9+/\r\n]{50})/.test(beginning(bytes))
}

/** Whether the first significant line is a version or a dn. */
function isLdif(bytes: Uint8Array): boolean {
  const lines = beginning(bytes)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split('\n')
  const telling = lines.find((line) => line.trim() !== '' && !line.startsWith('#') && !line.startsWith(' '))
  return telling !== undefined && /^(?:version|dn):/i.test(telling)
}
