// The inbox of a mailbox as one POP3 session sees it: what was there when it began, less what it throws away.
import type { Mailbox } from '../store/mailbox.ts'

/** Mailboxes that a session has open: each one at a time (RFC 1939 8). */
export type Maildrops = Set<string>

export interface Maildrop {
  /** Of those not marked. */
  readonly count: number
  readonly bytes: number
  /** In bytes; undefined for a message that is not there, or marked. */
  sizeOf(number: number): number | undefined
  /** What it is called in every session. */
  uidOf(number: number): string
  /** A line for each message that is not marked: its number, and what is said of it. */
  list(said: (number: number) => string): string[]
  content(number: number): Promise<Buffer | undefined>
  mark(number: number): void
  unmark(): void
  removeMarked(): Promise<void>
  release(): void
}

const ROWS_AT_ONCE = 1_000

/** Opens the inbox, unless another session has it. */
export async function openMaildrop(mailbox: Mailbox, maildrops: Maildrops): Promise<Maildrop | 'in use'> {
  if (maildrops.has(mailbox.id)) return 'in use'
  maildrops.add(mailbox.id)
  try {
    return await readMaildrop(mailbox, () => maildrops.delete(mailbox.id))
  } catch (error) {
    maildrops.delete(mailbox.id)
    throw error
  }
}

async function readMaildrop(mailbox: Mailbox, release: () => void): Promise<Maildrop> {
  const folder = await mailbox.select('INBOX', 'examine')
  if (folder === 'no such folder') throw new Error('a mailbox has an inbox')
  const uids = (await mailbox.flaggedUids(folder.id)).map(({ uid }) => uid)
  const messages: { uid: number; bodyId: string; sizeBytes: number }[] = []
  for (let from = 0; from < uids.length; from += ROWS_AT_ONCE)
    for (const { uid, bodyId, sizeBytes } of await mailbox.rows(folder.id, uids.slice(from, from + ROWS_AT_ONCE)))
      messages.push({ uid, bodyId, sizeBytes })
  const marked = new Set<number>()
  const there = (number: number) => (marked.has(number) ? undefined : messages[number - 1])
  const numbers = () => messages.map((_, at) => at + 1).filter((number) => !marked.has(number))
  return {
    get count() {
      return messages.length - marked.size
    },
    get bytes() {
      return numbers().reduce((sum, number) => sum + (there(number)?.sizeBytes ?? 0), 0)
    },
    sizeOf: (number) => there(number)?.sizeBytes,
    uidOf: (number) => `${folder.uidValidity}-${there(number)?.uid ?? 0}`,
    list: (said) => numbers().map((number) => `${number} ${said(number)}`),
    async content(number) {
      const message = there(number)
      return message && mailbox.content(message.bodyId)
    },
    mark: (number) => void marked.add(number),
    unmark: () => marked.clear(),
    async removeMarked() {
      const gone = [...marked].map((number) => messages[number - 1]?.uid ?? 0)
      if (gone.length === 0) return
      await mailbox.setFlags(folder.id, gone, 'add', ['\\Deleted'])
      await mailbox.expunge(folder.id, gone)
    },
    release,
  }
}
