// DATA_DIR: created by us and readable by its user only; holds what must survive a restart besides the database.
import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { access, chmod, constants, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { SettingsError } from '../settings.ts'
import type { Settings } from '../settings.ts'

const KEY_BYTES = 32
/** The bit of folders such as /tmp, where everybody makes files. */
const STICKY = 0o1000

/** Creates DATA_DIR (mode 0700) and returns its absolute path. Throws SettingsError when it cannot be used. */
export async function openDataFolder(settings: Settings): Promise<string> {
  const folder = resolve(settings.DATA_DIR)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    refuseForeign(folder, await stat(folder))
    await chmod(folder, 0o700)
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return folder
  } catch (error) {
    if (error instanceof SettingsError) throw error
    throw new SettingsError(
      `DATA_DIR: ${folder} cannot be used (${codeOf(error)}); let the server's user own it, or set another folder`,
    )
  }
}

/** As root everybody's folder could be used, and would be closed to whoever has it. */
function refuseForeign(folder: string, { uid, mode }: Stats): void {
  const self = process.geteuid?.() ?? uid
  if (uid !== self)
    throw new SettingsError(`DATA_DIR: ${folder} belongs to user ${uid}; run as that user, or set another folder`)
  if ((mode & STICKY) !== 0)
    throw new SettingsError(`DATA_DIR: ${folder} is shared by all users; set a folder below it, or another one`)
}

/** The encryption key: the setting, or the one in the folder; undefined when it has none. */
export async function findEncryptionKey(folder: string, settings: Settings): Promise<Uint8Array | undefined> {
  if (settings.ENCRYPTION_KEY !== undefined) return settings.ENCRYPTION_KEY
  const text = await readIfThere(keyFile(folder))
  if (text === undefined) return undefined
  const key = Buffer.from(text, 'base64')
  if (key.length === KEY_BYTES) return key
  throw new SettingsError(`ENCRYPTION_KEY: ${keyFile(folder)} holds no key; bring the right file back, or set the key`)
}

/** The same; generated when the folder has none yet, as in a sandbox that starts for the first time. */
export async function encryptionKeyIn(folder: string, settings: Settings): Promise<Uint8Array> {
  const known = await findEncryptionKey(folder, settings)
  if (known !== undefined) return known
  const key = randomBytes(KEY_BYTES)
  try {
    await writeNew(keyFile(folder), key.toString('base64'))
    return key
  } catch (error) {
    // Another process was faster; use its key.
    if (codeOf(error) !== 'EEXIST') throw error
    return encryptionKeyIn(folder, settings)
  }
}

const keyFile = (folder: string) => join(folder, 'encryption.key')

/** The content of a file, or undefined when it does not exist. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Replaces a file atomically (mode 0600): readers see either the old text or the new one. */
export async function writePrivately(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`
  await writeFlushed(draft, text)
  await rename(draft, path)
}

/** Makes a file that appears with its whole text, or fails with EEXIST. */
async function writeNew(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`
  await writeFlushed(draft, text)
  try {
    await link(draft, path)
  } finally {
    await rm(draft)
  }
}

async function writeFlushed(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The error's code, e.g. EACCES. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}
