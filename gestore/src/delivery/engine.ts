// What all steps of delivery use, and what a step leaves to be done after its transaction.
import type { AccountClocks } from '../../../server/src/store/account-clocks.ts'
import type { Database, Writer } from '../../../server/src/store/database.ts'
import type { BodyStore, SealedBody } from '../store/bodies.ts'
import { ensureBox } from '../store/boxes.ts'
import { deposit, depositInHistory } from '../store/deposit.ts'
import { boxOf } from '../store/directory.ts'
import type { Entry, GestoreName } from '../store/directory.ts'
import type { FolderNews } from '../store/folder-news.ts'
import type { Examined } from './examine.ts'
import type { Gestori } from './gestori.ts'

/** A message on its way from one gestore to the other. */
export interface Sent {
  from: string
  to: readonly string[]
  content: Uint8Array
}

export interface Engine {
  database: Database
  bodies: BodyStore
  news: FolderNews
  gestori: Gestori
  clocks: AccountClocks
  /** Says what a message is that arrived, and what is wrong with it. */
  examine(message: Uint8Array, at: Date): Promise<Examined>
  /** Sends a message to the other gestore; rejects where that does not take it. */
  send(to: GestoreName, message: Sent): Promise<void>
  /** Work for an account, or for nobody in particular, was committed. */
  wake(accountId: string | undefined): void
  /** Told of what should not happen; nothing of a message is in it. */
  onProblem(error: unknown): void
  /** Given by tests alone, which end the process at such a point. */
  faultPoint?(name: string): void
}

/** A transaction of a step, and what follows its commit. */
export interface StepWork {
  tx: Writer
  /** Messages arrived in a folder. */
  tell(folderId: string): void
  /** There are steps of that account. */
  wake(accountId: string | undefined): void
}

/** Runs a transaction, then tells and wakes whoever it concerns. */
export async function inStep<T>(engine: Engine, work: (step: StepWork) => Promise<T>): Promise<T> {
  const folders = new Set<string>()
  const accounts = new Set<string | undefined>()
  const result = await engine.database.kysely.transaction().execute(async (tx) => {
    const done = await work({
      tx,
      tell: (folderId) => folders.add(folderId),
      wake: (accountId) => accounts.add(accountId),
    })
    engine.faultPoint?.('before commit')
    return done
  })
  engine.faultPoint?.('after commit')
  for (const folderId of folders) engine.news.tell(folderId)
  for (const accountId of accounts) engine.wake(accountId)
  return result
}

/** Stores a message of ours. */
export async function keepMessage({ bodies }: Engine, { tx }: StepWork, content: Uint8Array): Promise<SealedBody> {
  const body = await bodies.prepare(content)
  await bodies.keep(tx, body)
  return body
}

interface Body {
  id: string
  sizeBytes: number
}

/** Puts a stored message into the inbox of a mailbox, and a copy into its history where it keeps one. */
export async function intoInbox(
  work: StepWork,
  entry: Entry,
  body: Body,
  { at, space }: { at: Date; space: 'limited' | 'unlimited' },
): Promise<'put' | 'over quota'> {
  const limitBytes = space === 'limited' ? entry.limitBytes : 'unlimited'
  const put = await madeIfMissing(work, entry, async () => {
    const done = await deposit(work.tx, { boxId: entry.id, folder: 'INBOX', body, receivedAt: at, limitBytes })
    return typeof done === 'string' ? undefined : done.folderId
  })
  if (put === undefined) return 'over quota'
  work.tell(put)
  await intoHistory(work, entry, body, at)
  return 'put'
}

/** Keeps a copy where a mailbox has a history. */
export async function intoHistory(work: StepWork, entry: Entry, body: Body, at: Date): Promise<void> {
  const { id: boxId, historyBytes: limitBytes } = entry
  if (limitBytes === undefined) return
  const put = await madeIfMissing(work, entry, () =>
    depositInHistory(work.tx, { boxId, body, receivedAt: at, limitBytes }),
  )
  if (put !== undefined) work.tell(put)
}

/** Most mailboxes are there: that one is missing shows when nothing can be put into it. */
async function madeIfMissing(
  { tx }: StepWork,
  entry: Entry,
  put: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const folderId = await put()
  if (folderId !== undefined) return folderId
  await ensureBox(tx, boxOf(entry))
  return put()
}
