// A mailbox somebody has signed in to, on the tables. Each use looks whether it may still be used.
import { sql } from 'kysely'
import type { Database, Reader, Writer } from '../../../server/src/store/database.ts'
import type { BodyStore } from './bodies.ts'
import { ensureBox } from './boxes.ts'
import { deposit } from './deposit.ts'
import { boxOf, entryById } from './directory.ts'
import type { Entry } from './directory.ts'
import type { FolderNews } from './folder-news.ts'
import {
  createFolder,
  folderChanges,
  folderStatus,
  listFolders,
  removeFolder,
  renameFolder,
  selectFolder,
  subscribeFolder,
} from './folder-table.ts'
import { MailboxClosedError } from './mailbox.ts'
import type { Mailbox } from './mailbox.ts'
import { changeFlags, copyMessages, expungeMessages, flaggedUids, messageRows, moveMessages } from './message-table.ts'

/** What mailboxes are kept in. */
export interface MailStore {
  database: Database
  bodies: BodyStore
  news: FolderNews
  /** The product's time by the clock of an account. */
  now(accountId: string | undefined): Date
}

/** Whom a session is of: the login it was opened with, and when its password was set. */
export interface SignedIn {
  login: string
  passwordSetAt: Date
}

/** Opens a mailbox; it is made where nothing was in it yet. */
export async function openMailbox(store: MailStore, entry: Entry, signedIn: SignedIn): Promise<Mailbox> {
  const { database, bodies, news } = store
  const db = database.kysely
  const { id } = entry
  const accountId = entry.accountId
  await ensureBox(db, boxOf(entry))

  const open = async (): Promise<Entry> => {
    const now = await entryById(db, id)
    if (now?.state !== 'in use' || !(await isPassword(db, id, signedIn))) throw new MailboxClosedError()
    return now
  }
  const reading = async <T>(read: () => Promise<T>): Promise<T> => {
    await open()
    return read()
  }
  /** With the mailbox locked; tells who watches the folders that the work names. */
  const changing = async <T>(work: (tx: Writer, entry: Entry, changed: (folderId: string) => void) => Promise<T>) => {
    const now = await open()
    const folders = new Set<string>()
    const result = await db.transaction().execute(async (tx) => {
      await sql`select from gestore.boxes where id = ${id} for update`.execute(tx)
      return work(tx, now, (folderId) => folders.add(folderId))
    })
    for (const folderId of folders) news.tell(folderId)
    return result
  }

  return {
    id,
    login: signedIn.login,
    folders: () => reading(() => listFolders(db, id)),
    create: (name) => changing((tx) => createFolder(tx, id, name)),
    remove: (name) => changing((tx) => removeFolder(tx, id, name)),
    rename: (from, to) => changing((tx) => renameFolder(tx, id, from, to)),
    subscribe: (name, isSubscribed) => reading(() => subscribeFolder(db, id, name, isSubscribed)),
    status: (name) => reading(() => folderStatus(db, id, name)),
    select: (name, mode) => reading(() => selectFolder(db, id, name, mode)),
    flaggedUids: (folderId) => flaggedUids(db, folderId),
    changes: (folderId, known) => reading(() => folderChanges(db, folderId, known)),
    rows: (folderId, uids) => messageRows(db, folderId, uids),
    headers: (bodyIds) => bodies.headers(db, bodyIds),
    content: (bodyId) => bodies.content(db, bodyId),
    async setFlags(folderId, uids, change, flags) {
      if (uids.length === 0) return []
      await open()
      const set = await changeFlags(db, folderId, uids, change, flags)
      news.tell(folderId)
      return set
    },
    async append(name, content, flags, receivedAt) {
      const body = await bodies.prepare(content)
      return changing(async (tx, { limitBytes }, changed) => {
        await bodies.keep(tx, body)
        const at = receivedAt ?? store.now(accountId)
        const put = await deposit(tx, { boxId: id, folder: name, body, flags, receivedAt: at, limitBytes })
        if (typeof put === 'string') return put
        changed(put.folderId)
        return put
      })
    },
    copy: (folderId, uids, to) =>
      changing(async (tx, { limitBytes }, changed) => {
        const copied = await copyMessages(tx, id, { folderId, uids, to, limitBytes })
        if (typeof copied !== 'string') changed(copied.folderId)
        return copied
      }),
    move: (folderId, uids, to) =>
      changing(async (tx, _entry, changed) => {
        const moved = await moveMessages(tx, id, { folderId, uids, to })
        if (typeof moved === 'string') return moved
        changed(folderId)
        changed(moved.folderId)
        return moved
      }),
    expunge: (folderId, uids) =>
      changing(async (tx, _entry, changed) => {
        changed(folderId)
        return expungeMessages(tx, id, folderId, uids)
      }),
    async quota() {
      const { limitBytes } = await open()
      return { usedBytes: await usedBytes(db, id), limitBytes }
    },
    watch: (folderId, hear) => news.watch(folderId, hear),
  }
}

/** How many bytes are in use, without history. */
export async function usedBytes(db: Reader, boxId: string): Promise<number> {
  const found = await sql<{ used: number }>`select used_bytes as used from gestore.boxes where id = ${boxId}`.execute(
    db,
  )
  return found.rows[0]?.used ?? 0
}

async function isPassword(db: Reader, mailboxId: string, { login, passwordSetAt }: SignedIn): Promise<boolean> {
  const found = await sql`
    select from gestore.passwords
    where mailbox_id = ${mailboxId} and login = ${login} and set_at = ${passwordSetAt}`.execute(db)
  return found.rows.length > 0
}
