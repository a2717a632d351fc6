// Word of changes in folders, by NOTIFY: outside of transactions, and many at once, as it makes commits wait for each other.
import pg from 'pg'
import type { Database } from '../../../server/src/store/database.ts'

export interface FolderNews {
  /** Says, after a commit, that something changed in a folder. */
  tell(folderId: string): void
  /** Calls `hear` whenever something may have changed there, until the returned function is called. */
  watch(folderId: string, hear: () => void): () => void
  close(): Promise<void>
}

const CHANNEL = 'gestore_folders'
const TOLD_EVERY_MS = 10
const TOLD_AT_ONCE = 300
const AGAIN_AFTER_MS = 1_000

/** Listens on a connection of its own, which is opened anew when it is lost. */
export async function folderNews({ pool, direct }: Database): Promise<FolderNews> {
  const watchers = new Map<string, Set<() => void>>()
  const untold = new Set<string>()
  let telling: NodeJS.Timeout | undefined
  let again: NodeJS.Timeout | undefined
  let client: pg.Client | undefined
  let isClosed = false

  const hear = (folderId: string) => {
    for (const one of watchers.get(folderId) ?? []) one()
  }
  const tellAll = () => {
    telling = undefined
    const ids = [...untold]
    untold.clear()
    for (let from = 0; from < ids.length; from += TOLD_AT_ONCE) {
      const message = ids.slice(from, from + TOLD_AT_ONCE).join(',')
      pool.query(`select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`, [CHANNEL, message]).catch(
        // The listener may be away, too: then everybody looks anyway once it is back.
        () => undefined,
      )
    }
  }
  const listen = async () => {
    const listener = new pg.Client({ ...direct, application_name: 'ceralacca-mail', keepAlive: true })
    const onLost = () => {
      if (isClosed || client !== listener) return
      client = undefined
      again = setTimeout(() => void listenAgain(), AGAIN_AFTER_MS).unref()
    }
    listener.on('error', onLost).on('end', onLost)
    listener.on('notification', ({ payload }) => payload?.split(',').forEach(hear))
    await listener.connect()
    await listener.query(`listen ${CHANNEL}`)
    client = listener
  }
  const listenAgain = async () => {
    try {
      await listen()
      for (const folderId of watchers.keys()) hear(folderId)
    } catch {
      if (!isClosed) again = setTimeout(() => void listenAgain(), AGAIN_AFTER_MS).unref()
    }
  }
  await listen()

  return {
    tell(folderId) {
      untold.add(folderId)
      telling ??= setTimeout(tellAll, TOLD_EVERY_MS).unref()
    },
    watch(folderId, told) {
      const here = watchers.get(folderId) ?? new Set()
      watchers.set(folderId, here.add(told))
      return () => {
        here.delete(told)
        if (here.size === 0) watchers.delete(folderId)
      }
    },
    async close() {
      isClosed = true
      clearTimeout(telling)
      clearTimeout(again)
      await client?.end().catch(() => undefined)
    },
  }
}
