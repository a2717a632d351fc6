import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedPostgresError } from './errors.ts'
import { giveTo } from './own-user.ts'
import { commandFor } from './run-as.ts'
import type { Programs } from './run-as.ts'

const run = promisify(execFile)

/** Whether the data folder holds a complete cluster. A cluster appears in one step or not at all. */
export function isClusterComplete(dir: string): boolean {
  return existsSync(join(dir, 'PG_VERSION'))
}

/**
 * Creates a cluster unless another process was faster; returns whether this process created it. The cluster is built
 * next to the data folder and renamed into place when complete, so an interruption only leaves a folder to clean up.
 *
 * @throws EmbeddedPostgresError naming DATA_DIR
 */
export async function createCluster(dir: string, programs: Programs, durable: boolean): Promise<boolean> {
  const inside = existsSync(dir) ? readdirSync(dir) : []
  if (inside.includes('PG_VERSION')) return false
  if (inside.length > 0) throw new EmbeddedPostgresError(`DATA_DIR: ${dir} is not empty and holds no database`)
  const fresh = join(dirname(dir), `.init-${basename(dir)}-${randomBytes(6).toString('hex')}`)
  try {
    mkdirSync(fresh, { mode: 0o700 })
    const { user, madeBy = user } = programs.runAs
    if (madeBy !== undefined) chownSync(fresh, madeBy.uid, madeBy.gid)
    const { command, args, options } = commandFor(programs, 'initdb', fresh, initOptions(programs.major, durable))
    await run(command, args, { ...options, maxBuffer: 1 << 20 })
    if (user !== undefined) giveTo(user, fresh)
    renameSync(fresh, dir)
    if (durable) syncFolder(dirname(dir))
    return true
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    if (isClusterComplete(dir)) return false
    throw new EmbeddedPostgresError(`DATA_DIR: no database could be made in ${dir}: ${reasonOf(error)}`)
  }
}

/** Removes what interrupted or slower initialisations left behind. Only safe once the cluster is complete. */
export async function sweepHalfClusters(dir: string): Promise<void> {
  const prefix = `.init-${basename(dir)}-`
  const left = readdirSync(dirname(dir)).filter((name) => name.startsWith(prefix))
  for (const name of left) {
    // Never fatal: another process may still work in it or be removing it; the next start tries again.
    await rm(join(dirname(dir), name), { recursive: true, force: true }).catch(() => undefined)
  }
}

function initOptions(major: number, durable: boolean): string[] {
  const locale = ['--locale=C', '--encoding=UTF8']
  if (major >= 17) locale.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  const safety = durable ? ['--data-checksums'] : ['--no-sync']
  return ['--username=postgres', '--auth-local=trust', '--auth-host=reject', '--no-instructions', ...locale, ...safety]
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const code = 'code' in error ? error.code : undefined
  if (code === 'EBUSY' || code === 'EXDEV') return 'it must not be a mount point itself, mount the folder above it'
  const output = 'stderr' in error ? String(error.stderr).trim().split('\n') : []
  return output.find((line) => /error|fatal/i.test(line)) ?? output.at(-1) ?? error.message
}
