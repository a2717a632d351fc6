// Objects as files under one folder, written so that a power cut leaves either the whole file or none.
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, lstat, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkedKey, ObjectMissingError } from './object-store.ts'
import type { ObjectStore } from './object-store.ts'

// Begins with a dot, which no key can, so it is never listed and never collides.
const incomingName = '.incoming'
const staleAfterMs = 3_600_000

/**
 * An object store in the folder `root`, which is made when needed (0700; files 0600). A file is written beside, flushed,
 * renamed into place, and the folders flushed. Symbolic links below `root` are refused, never followed.
 */
export function folderStore(root: string): ObjectStore {
  const flush = sharedFlushes()
  let opening: Promise<string> | undefined
  return {
    async put(key, bytes) {
      try {
        await put(await (opening ??= openRoot(root)), checkedKey(key), bytes, flush)
      } catch (error) {
        // It may have been taken away: the next one makes it again.
        opening = undefined
        throw error
      }
    },
    get: async (key) => get(root, checkedKey(key)),
    delete: async (key) => remove(root, checkedKey(key)),
    list: (prefix) => list(root, prefix),
    tryOut: () => tryOut(root),
    look: () => look(root),
  }
}

async function put(base: string, key: string, bytes: Uint8Array, flush: Flush): Promise<void> {
  const folder = await openFolder(base, key, flush)
  const target = join(base, key)
  if (await exists(target)) throw new Error(`object ${key} exists already`)
  const incoming = join(base, incomingName, randomUUID())
  try {
    await writeFlushed(incoming, bytes)
    await rename(incoming, target)
  } catch (error) {
    await rm(incoming, { force: true })
    throw error
  }
  await flush(folder)
}

/** Makes what has happened in a folder until now survive a power cut. */
type Flush = (folder: string) => Promise<void>

/** Flushes of one folder asked for while one is under way share the next. */
function sharedFlushes(): Flush {
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

async function get(root: string, key: string): Promise<Uint8Array> {
  try {
    const base = await realpath(root)
    await refuseLinks(base, key)
    const file = await open(join(base, key), constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw isMissing(error) ? new ObjectMissingError(key) : error
  }
}

async function remove(root: string, key: string): Promise<void> {
  try {
    const base = await realpath(root)
    await refuseLinks(base, key)
    await rm(join(base, key))
    await flushFolder(dirname(join(base, key)))
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

async function* list(root: string, prefix: string): AsyncIterable<string> {
  for await (const key of walk(root, '')) if (key.startsWith(prefix)) yield key
}

async function* walk(root: string, folder: string): AsyncIterable<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(nothingIfMissing)
  for (const entry of entries) {
    const key = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory()) yield* walk(root, key)
    else if (entry.isFile()) yield key
  }
}

async function tryOut(root: string): Promise<void> {
  try {
    const base = await openRoot(root)
    const probe = join(base, incomingName, randomUUID())
    await writeFlushed(probe, Buffer.from('probe'))
    const { mtimeMs: nowMs } = await stat(probe)
    await readFile(probe)
    await rm(probe)
    await clearStale(join(base, incomingName), nowMs)
  } catch (error) {
    throw unusable(root, error)
  }
}

/** A folder that is not there yet is made with the first document. */
async function look(root: string): Promise<void> {
  try {
    await readdir(root)
    await access(root, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw unusable(root, error)
  }
}

function unusable(root: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  const what = `DATA_DIR: documents cannot be kept in ${root} (${code})`
  return new Error(`${what}; let the server's user write there, or set another DATA_DIR`, { cause: error })
}

/** Removes what crashed writes left behind; told from writes under way by the file system's own time. */
async function clearStale(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found !== undefined && nowMs - found.mtimeMs > staleAfterMs) await rm(join(folder, name), { force: true })
  }
}

async function openRoot(root: string): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  const base = await realpath(root)
  await makeFolder(join(base, incomingName))
  return base
}

async function openFolder(base: string, key: string, flush: Flush): Promise<string> {
  let folder = base
  for (const part of key.split('/').slice(0, -1)) {
    const parent = folder
    folder = join(folder, part)
    if (await makeFolder(folder)) await flush(parent)
  }
  return folder
}

/** Gives true when the folder is new; throws when something else, such as a link, stands in its place. */
async function makeFolder(folder: string): Promise<boolean> {
  if (await isFolder(folder)) return false
  const isNew = await mkdir(folder, { mode: 0o700 }).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'EEXIST')) return false
      throw error
    },
  )
  if (!(await isFolder(folder))) throw new Error('a folder of the document store is not a folder')
  return isNew
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory()
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function refuseLinks(base: string, key: string): Promise<void> {
  let path = base
  for (const part of key.split('/')) {
    path = join(path, part)
    if ((await lstat(path)).isSymbolicLink()) throw new Error('the document store does not follow links')
  }
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function flushFolder(folder: string): Promise<void> {
  // Windows cannot open folders; its file systems journal the rename.
  if (process.platform === 'win32') return
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

function nothingIfMissing(error: unknown): [] {
  if (isMissing(error)) return []
  throw error
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
