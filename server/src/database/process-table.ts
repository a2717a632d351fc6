import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  linkSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

/** What PostgreSQL reports about itself in `postmaster.pid`; `ready` once it accepts connections. */
export interface PostmasterLock {
  pid: number
  port: number
  socketFolder: string
  ready: boolean
}

/** Reads `postmaster.pid` of a data folder; `undefined` when it is missing or incomplete. */
export function readPostmasterLock(dir: string): PostmasterLock | undefined {
  return parseLock(readText(join(dir, 'postmaster.pid')))
}

/** Whether the lock's process is alive and really is the PostgreSQL of this data folder. */
export function isPostmasterAlive(lock: PostmasterLock, dir: string): boolean {
  if (process.platform !== 'linux') return answersSignals(lock.pid)
  return mayUse(lock.pid, realpathSync(dir), statSync(dir).uid)
}

/** Whether a process with this id exists and is not a zombie. */
export function isProcessAlive(pid: number): boolean {
  if (process.platform !== 'linux') return answersSignals(pid)
  const state = readStat(pid)?.state
  return state !== undefined && state !== 'Z' && state !== 'X'
}

/** Running processes of this data folder's PostgreSQL; always empty on systems without /proc. */
export function processesIn(dir: string): number[] {
  if (process.platform !== 'linux' || !existsSync(dir)) return []
  const real = realpathSync(dir)
  const owner = statSync(dir).uid
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  return pids.map(Number).filter((pid) => mayUse(pid, real, owner))
}

/**
 * Removes `postmaster.pid` and the socket lock when no running process can have written them. PostgreSQL itself only
 * checks `kill(pid, 0)`, which also succeeds for a zombie or an unrelated process that reused the id. Every PostgreSQL
 * process has its data folder as working directory, so if none is left there, nobody can still write.
 */
export function removeStaleLocks(dir: string, socketFolder: string): void {
  const paths = [join(dir, 'postmaster.pid'), join(socketFolder, '.s.PGSQL.5432.lock')]
  const found = paths.map((path) => ({ path, text: readText(path) }))
  if (process.platform !== 'linux' || processesIn(dir).length > 0) return
  for (const { path, text } of found) if (text !== undefined) removeUnchanged(path, text)
}

function removeUnchanged(path: string, text: string): void {
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
    // Another process may have replaced the file between our read and our rename: put it back.
    if (readText(aside) !== text) linkSync(aside, path)
    rmSync(aside, { force: true })
  } catch {
    // Another process removed it first; PostgreSQL decides when it starts.
  }
}

function mayUse(pid: number, realDir: string, owner: number): boolean {
  if (!isProcessAlive(pid)) return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realDir
  } catch {
    // Containers without CAP_SYS_PTRACE hide other users' working directories: go by owner and name.
    return ownerOf(pid) === owner && readStat(pid)?.name === 'postgres'
  }
}

function readStat(pid: number): { name: string; state: string } | undefined {
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  const end = stat.lastIndexOf(')')
  return { name: stat.slice(stat.indexOf('(') + 1, end), state: stat.charAt(end + 2) }
}

function ownerOf(pid: number): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid
}

function parseLock(text: string | undefined): PostmasterLock | undefined {
  const [pid, , , port, socketFolder, , , status] = text?.split('\n') ?? []
  if (pid === undefined || port === undefined || !socketFolder) return undefined
  const lock = { pid: Number(pid), port: Number(port), socketFolder, ready: status?.trim() === 'ready' }
  return Number.isSafeInteger(lock.pid) && lock.pid > 0 && Number.isSafeInteger(lock.port) ? lock : undefined
}

function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
