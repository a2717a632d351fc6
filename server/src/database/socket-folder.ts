import { createHash } from 'node:crypto'
import { chmodSync, chownSync, lstatSync, mkdirSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './errors.ts'
import { isOpenToAll } from './run-as.ts'
import type { RunAs } from './run-as.ts'

/** sun_path holds 107 bytes on Linux and 103 on macOS; the socket's own name takes 15 of them. */
const longestFolder = 103 - '/.s.PGSQL.5432'.length

/**
 * Returns the folder of the Unix socket of a data folder (given by its real path). The name is derived from the path,
 * so the next process finds whatever a killed one left behind.
 */
export function socketFolderOf(realDir: string, runAs: RunAs): string {
  const uid = runAs.user?.uid ?? process.getuid?.() ?? 0
  const name = `ceralacca-${createHash('sha256').update(`${uid}:${realDir}`).digest('hex').slice(0, 16)}`
  const fits = (parent: string) =>
    Buffer.byteLength(join(parent, name)) <= longestFolder && (runAs.user === undefined || isOpenToAll(parent))
  return join([tmpdir(), '/tmp'].find(fits) ?? '/tmp', name)
}

/**
 * Ensures that the folder exists, is private (0700) and belongs to the user that PostgreSQL runs as.
 *
 * @throws EmbeddedPostgresError when somebody else put something there (the temporary folder is open to everyone)
 */
export function ensureSocketFolder(folder: string, runAs: RunAs): void {
  const self = process.getuid?.() ?? 0
  const owner = runAs.user ?? { uid: self, gid: process.getgid?.() ?? 0 }
  makeFolder(folder)
  const found = lstatSync(folder)
  if (!found.isDirectory() || (found.uid !== owner.uid && found.uid !== self)) {
    throw new EmbeddedPostgresError(`${folder} was made by somebody else: remove it, or set TMPDIR to another folder`)
  }
  if ((found.mode & 0o777) !== 0o700) chmodSync(folder, 0o700)
  if (found.uid !== owner.uid) chownSync(folder, owner.uid, owner.gid)
}

/** Removes the folder once PostgreSQL has left it; a folder in use again stays. */
export function removeSocketFolder(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Another process is starting PostgreSQL again, or has already removed it.
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    const reason = error instanceof Error ? error.message : 'unknown reason'
    throw new EmbeddedPostgresError(`TMPDIR: the folder of the socket cannot be made: ${reason}`)
  }
}
