// DATA_DIR: created by us and readable by its user only; holds what must survive a restart besides the database.
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { SettingsError } from '../settings.ts'
import type { Settings } from '../settings.ts'

/** Creates DATA_DIR (mode 0700) and returns its absolute path. Throws SettingsError when it cannot be used. */
export async function openDataFolder(settings: Settings): Promise<string> {
  const folder = resolve(settings.DATA_DIR)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await chmod(folder, 0o700)
    return folder
  } catch (error) {
    throw new SettingsError(`DATA_DIR cannot be used: ${codeOf(error)}`)
  }
}

/** The encryption key: the setting, or in the sandbox the one generated on first use. */
export async function encryptionKeyIn(folder: string, settings: Settings): Promise<Uint8Array> {
  if (settings.ENCRYPTION_KEY !== undefined) return settings.ENCRYPTION_KEY
  const path = join(folder, 'encryption.key')
  const known = await readIfThere(path)
  if (known !== undefined) return Buffer.from(known, 'base64')
  const key = randomBytes(32)
  try {
    await writeNew(path, key.toString('base64'))
    return key
  } catch (error) {
    // Another process was faster; use its key.
    if (codeOf(error) !== 'EEXIST') throw error
    return Buffer.from(await readFile(path, 'utf8'), 'base64')
  }
}

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
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
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
