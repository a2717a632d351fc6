// Messages in an inbox as the HTTP service shows them.
import type { HeaderField } from '../../../server/src/messages/header-fields.ts'
import {
  addressesOf,
  decoded,
  readHeader,
  textOf,
  valueOf,
  valuesOf,
} from '../../../server/src/messages/header-fields.ts'
import { contentOf, readStructure } from '../../../server/src/messages/mime-structure.ts'
import type { MimePart } from '../../../server/src/messages/mime-structure.ts'
import type { Mailbox } from '../store/mailbox.ts'

/** A message by its UID, with what its header says. `sender` is who wrote it, also of an envelope. */
export interface Heading {
  uid: number
  bodyId: string
  receivedAt: Date
  sender: string
  recipient: string
  /** As written: RFC 5322. */
  date: string
  subject: string
  /** The Message-ID of the submitted message it is about. */
  about: string | undefined
}

/** What is looked through for a word or a code: the newest of an inbox. */
const MOST_LOOKED_THROUGH = 2_000
const MOST_TEXT_BYTES = 1_048_576

/** The inbox of a mailbox, newest first. */
export async function openInbox(mailbox: Mailbox) {
  const folder = await mailbox.select('INBOX', 'examine')
  if (typeof folder === 'string') throw new Error('a mailbox has no inbox')
  const uids = (await mailbox.flaggedUids(folder.id)).map(({ uid }) => uid).reverse()
  const headings = async (of: readonly number[]): Promise<Heading[]> => {
    const rows = await mailbox.rows(folder.id, of)
    const headers = await mailbox.headers(rows.map(({ bodyId }) => bodyId))
    const found = rows.map(({ uid, bodyId, receivedAt }) => {
      const header = headers.get(bodyId) ?? Buffer.alloc(0)
      return { uid, bodyId, receivedAt, ...headingOf(readHeader(header, 0, header.length).fields) }
    })
    return found.sort((one, other) => other.uid - one.uid)
  }
  return {
    total: uids.length,
    page: (page: number, size: number) => headings(uids.slice((page - 1) * size, page * size)),
    newest: () => headings(uids.slice(0, MOST_LOOKED_THROUGH)),
    async one(uid: number): Promise<Heading | undefined> {
      return uids.includes(uid) ? (await headings([uid]))[0] : undefined
    },
    async remove(gone: readonly number[]): Promise<void> {
      await mailbox.setFlags(folder.id, gone, 'add', ['\\Deleted'])
      await mailbox.expunge(folder.id, gone)
    },
  }
}

function headingOf(fields: readonly HeaderField[]): Omit<Heading, 'uid' | 'bodyId' | 'receivedAt'> {
  const addresses = (name: string) => addressesOf(valuesOf(fields, name)).addresses
  const isEnvelope = valueOf(fields, 'X-Trasporto')?.trim() === 'posta-certificata'
  const [from = ''] = isEnvelope ? [...addresses('Reply-To'), ...addresses('From')] : addresses('From')
  return {
    sender: from,
    recipient: addresses('To').join(', '),
    date: textOf(valueOf(fields, 'Date') ?? ''),
    subject: textOf(valueOf(fields, 'Subject') ?? ''),
    about: valueOf(fields, 'X-Riferimento-Message-ID')?.trim(),
  }
}

/** The text of a message; of an envelope, that of the message in it. HTML where it has some and that is `first`. */
export function textIn(content: Buffer, first: 'text/html' | 'text/plain'): string {
  const { root } = readStructure(content)
  const isEnvelope = /^(?:posta-certificata|errore)$/.test(valueOf(root.fields, 'X-Trasporto')?.trim() ?? '')
  const inner = isEnvelope ? parts(root, true).find(({ type }) => type === 'message/rfc822')?.parts[0] : undefined
  const texts = parts(inner ?? root, false).filter(
    ({ type, disposition }) => (type === 'text/html' || type === 'text/plain') && disposition !== 'attachment',
  )
  const chosen = texts.find(({ type }) => type === first) ?? texts[0]
  if (chosen === undefined) return ''
  return decoded(contentOf(content, chosen, MOST_TEXT_BYTES), chosen.parameters.get('charset') ?? 'utf-8')
}

/** A part and those in it; messages within it are closed, but for the first level where `open`. */
function parts(part: MimePart, open: boolean): MimePart[] {
  if (part.type === 'message/rfc822' && !open) return [part]
  return [part, ...part.parts.flatMap((inner) => parts(inner, false))]
}
