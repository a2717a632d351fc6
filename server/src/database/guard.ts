// A PostgreSQL outlives a server that was killed. A shell waits beside each server, its input held open by the server:
// once the server is gone, however it went, the shell waits a little for another server to take over, then lets
// guard-process.ts stop a PostgreSQL that nobody uses. The shell takes 1 MB; there is none on Windows.
import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { dirname, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { programEnvironment } from './run-as.ts'

/** How long a server that restarts has to find its PostgreSQL as it left it. */
export const TAKE_OVER_WITHIN_SECONDS = 15

const here = fileURLToPath(import.meta.url)
const waitThenRun = 'read -r _; sleep "$1"; shift; exec "$@"'

/** Starts the guard of a data folder for this process; gives a function that dismisses it. */
export function startGuard(dir: string, seconds: number): () => void {
  if (process.platform === 'win32') return () => undefined
  const program = [process.execPath, ...process.execArgv, `${dirname(here)}/guard-process${extname(here)}`, dir]
  const guard = spawn('/bin/sh', ['-c', waitThenRun, 'ceralacca-guard', String(seconds), ...program], {
    cwd: dirname(here),
    env: programEnvironment,
    // A session of its own: what kills our process group leaves it alone.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a shell there is no guard; the next server stops what is left.
  guard.once('error', () => undefined)
  guard.unref()
  if (guard.stdin instanceof Socket) guard.stdin.unref()
  return () => void guard.kill()
}
