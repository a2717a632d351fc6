// Objects as files under one folder. A file is whole and safe before anybody is told its key; what a power cut leaves of
// one nobody knows of.
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, lstat, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkedKey, ObjectMissingError } from './object-store.ts'
import type { ObjectStore } from './object-store.ts'
import { flushFolder, foldersBelow, hasCode, isMissing, makeFolder, sharedFlushes } from './store-folders.ts'
import type { Flush, Folders } from './store-folders.ts'

// Begins with a dot, which no key can, so it is never listed and never collides.
const incomingName = '.incoming'
const staleAfterMs = 3_600_000

/**
 * An object store in the folder `root`, which is made when needed (0700; files 0600). A file is written, flushed, and its
 * folder flushed. Symbolic links below `root` are refused, never followed.
 */
export function folderStore(root: string): ObjectStore {
  const flush = sharedFlushes()
  const folders = foldersBelow(flush)
  let opening: Promise<string> | undefined
  return {
    async put(key, bytes) {
      try {
        await put(await (opening ??= openRoot(root)), checkedKey(key), bytes, { folders, flush })
      } catch (error) {
        // They may have been taken away: the next one makes them again.
        opening = undefined
        folders.forget()
        throw error
      }
    },
    get: async (key) => get(root, checkedKey(key)),
    start: async (key, bytes) => start(root, checkedKey(key), bytes),
    replace: async (key, bytes) => replace(root, checkedKey(key), bytes),
    delete: async (key) => remove(root, checkedKey(key)),
    list: (prefix) => list(root, prefix),
    storedAt: (key) => storedAt(root, checkedKey(key)),
    tryOut: () => tryOut(root),
    look: () => look(root),
  }
}

async function put(
  base: string,
  key: string,
  bytes: Uint8Array,
  { folders, flush }: { folders: Folders; flush: Flush },
): Promise<void> {
  const folder = await folders.open(base, dirname(key))
  const file = await open(join(base, key), 'wx', 0o600).catch((error: unknown) => {
    throw hasCode(error, 'EEXIST') ? new Error(`object ${key} exists already`) : error
  })
  try {
    await writeAndClose(file, bytes)
  } catch (error) {
    await rm(join(base, key), { force: true })
    throw error
  }
  await flush(folder)
}

const get = (root: string, key: string): Promise<Uint8Array> => reading(root, key, (file) => file.readFile())

const start = (root: string, key: string, bytes: number): Promise<Uint8Array> =>
  reading(root, key, async (file) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  })

async function reading<T>(root: string, key: string, read: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    const base = await realpath(root)
    await refuseLinks(base, key)
    const file = await open(join(base, key), constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      return await read(file)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw isMissing(error) ? new ObjectMissingError(key) : error
  }
}

async function replace(root: string, key: string, bytes: Uint8Array): Promise<void> {
  const base = await openRoot(root)
  const draft = join(base, incomingName, randomUUID())
  try {
    await refuseLinks(base, key)
    await writeFlushed(draft, bytes)
    await rename(draft, join(base, key))
    await flushFolder(dirname(join(base, key)))
  } catch (error) {
    await rm(draft, { force: true })
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

async function storedAt(root: string, key: string): Promise<Date | undefined> {
  try {
    return (await lstat(join(await realpath(root), key))).mtime
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function* list(root: string, prefix: string): AsyncIterable<string> {
  const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : ''
  for await (const key of walk(root, folder)) if (key.startsWith(prefix)) yield key
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

async function refuseLinks(base: string, key: string): Promise<void> {
  let path = base
  for (const part of key.split('/')) {
    path = join(path, part)
    if ((await lstat(path)).isSymbolicLink()) throw new Error('the document store does not follow links')
  }
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  await writeAndClose(await open(path, 'wx', 0o600), bytes)
}

async function writeAndClose(file: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

function nothingIfMissing(error: unknown): [] {
  if (isMissing(error)) return []
  throw error
}
