// The folders below a document store's own: made when needed, and flushed so that a power cut takes nothing out of them.
import { constants } from 'node:fs'
import { lstat, mkdir, open } from 'node:fs/promises'
import { join, dirname } from 'node:path'
import { LRUCache } from 'lru-cache'

/** Makes what has happened in a folder until now survive a power cut. */
export type Flush = (folder: string) => Promise<void>

/** Flushes of one folder asked for while one is under way share the next. */
export function sharedFlushes(): Flush {
  const running = new Map<string, Promise<void>>()
  const next = new Map<string, Promise<void>>()
  return (folder) => {
    const known = next.get(folder)
    if (known !== undefined) return known
    const before = running.get(folder) ?? Promise.resolve()
    const flushed = before
      .catch(() => undefined)
      .then(() => {
        next.delete(folder)
        running.set(folder, flushed)
        return flushFolder(folder)
      })
      .finally(() => {
        if (running.get(folder) === flushed) running.delete(folder)
      })
    next.set(folder, flushed)
    return flushed
  }
}

const MOST_FOLDERS_KNOWN = 1_000

/** Folders below the store's own, made when needed. */
export interface Folders {
  /** The folder of that name; throws when something else, such as a link, stands in its place. */
  open(base: string, name: string): Promise<string>
  forget(): void
}

/** Folders that were opened lately are known to be there. */
export function foldersBelow(flush: Flush): Folders {
  const known = new LRUCache<string, Promise<string>>({ max: MOST_FOLDERS_KNOWN })
  const folders: Folders = {
    open(base, name) {
      if (name === '.') return Promise.resolve(base)
      const before = known.get(name)
      if (before !== undefined) return before
      const opened = folders.open(base, dirname(name)).then(async (parent) => {
        const folder = join(base, name)
        if (await makeFolder(folder)) await flush(parent)
        return folder
      })
      known.set(name, opened)
      return opened
    },
    forget: () => known.clear(),
  }
  return folders
}

/** Gives true when the folder is new; throws when something else, such as a link, stands in its place. */
export async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 })
    return true
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
    if (await isFolder(folder)) return false
    throw new Error('a folder of the document store is not a folder', { cause: error })
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory()
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** Makes what has happened in a folder survive a power cut. */
export async function flushFolder(folder: string): Promise<void> {
  // Windows cannot open folders; its file systems journal what happens in them.
  if (process.platform === 'win32') return
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Whether a file is not there, or a folder on the way to it. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')
}

/** Whether the system failed with that code, such as `EEXIST`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
