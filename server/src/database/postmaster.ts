import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { isProcessAlive } from './process-table.ts'
import { commandFor } from './run-as.ts'
import type { Programs } from './run-as.ts'

/** The outcome of an attempt to start. `busy`: another process currently holds the data folder or its socket. */
export type StartOutcome = { is: 'ready' } | { is: 'busy' } | { is: 'failed'; reason: string }

export interface Start {
  dir: string
  programs: Programs
  socketFolder: string
  settings: Record<string, string | number>
}

/** Port of every embedded PostgreSQL; it only appears in the name of the socket. */
export const port = 5432
const readyTimeoutMs = 120_000
const fastStopMs = 20_000
const logTailChars = 8_000

const ordinarySettings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: 40,
  shared_buffers: '64MB',
  wal_level: 'minimal',
  max_wal_senders: 0,
  // Nothing is replicated: its launcher would only be one more process.
  max_logical_replication_workers: 0,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements and row values may contain personal data, so only the server's own messages are logged.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

/**
 * Starts PostgreSQL in a session of its own, so that Ctrl-C in our terminal does not reach it, and waits until it
 * accepts connections. PostgreSQL does not keep our process alive, and survives it.
 */
export async function startPostmaster(start: Start): Promise<StartOutcome> {
  const { command, args, options } = commandFor(start.programs, 'postgres', start.dir, startArguments(start))
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  const outcome = await new Promise<StartOutcome>((resolve) => {
    const timer = setTimeout(() => resolve({ is: 'failed', reason: 'it is still not ready' }), readyTimeoutMs)
    const finish = (outcome: StartOutcome) => {
      clearTimeout(timer)
      resolve(outcome)
    }
    child.stderr.on('data', (part: Buffer) => {
      log = (log + part.toString()).slice(-logTailChars)
      if (log.includes('database system is ready to accept connections')) finish({ is: 'ready' })
    })
    child.once('error', (error) => finish({ is: 'failed', reason: error.message }))
    child.once('close', () => finish(judge(log)))
  })
  child.unref()
  if (child.stderr instanceof Socket) child.stderr.unref()
  return outcome
}

/** Stops PostgreSQL with a fast shutdown (open transactions are rolled back), then with an immediate one. */
export async function stopPostmaster(pid: number): Promise<void> {
  const patience: [NodeJS.Signals, number][] = [
    ['SIGINT', fastStopMs],
    ['SIGQUIT', 5_000],
  ]
  for (const [signal, waitMs] of patience) {
    if (!isProcessAlive(pid) || !send(pid, signal)) return
    for (const end = performance.now() + waitMs; isProcessAlive(pid) && performance.now() < end;) await sleep(5)
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

function startArguments({ socketFolder, settings, programs }: Start): string[] {
  const forVersion = programs.major >= 18 ? { io_method: 'sync' } : {}
  const all = Object.entries({ ...ordinarySettings, ...forVersion, ...settings })
  return ['-p', String(port), '-k', socketFolder, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

function judge(log: string): StartOutcome {
  const complaint = log.split('\n').findLast((line) => /FATAL|PANIC/.test(line)) ?? log.trim().split('\n').at(-1) ?? ''
  if (/postmaster\.pid|pre-existing shared memory|\.s\.PGSQL\./.test(complaint + log)) return { is: 'busy' }
  return { is: 'failed', reason: complaint.replace(/^.*?(FATAL|PANIC):\s*/, '') || 'it ended without a word' }
}
