// A sandbox for somebody's test suite: a process of its own, with its own port, folder and database, gone when it is closed.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A running sandbox, and who may call it. */
export interface Ceralacca extends AsyncDisposable {
  /** Without a slash at the end, e.g. `http://127.0.0.1:40123`. */
  baseUrl: string
  /** Bearer token of its account, for every operation. */
  token: string
  /** Bearer token of an operator of its back office. */
  operatorToken: string
  /** What its callbacks are signed with (Standard Webhooks, `whsec_…`). */
  callbackSecret: string
  /** E-mail and API key of the account, for the platform calls. */
  email: string
  apiKey: string
  /** Stops it and removes its folder. Idempotent. */
  close(): Promise<void>
}

// As long as a slow machine may take to make a database.
const READY_WITHIN_MS = 60_000
const main = fileURLToPath(new URL('../../server/dist/bundle/main.js', import.meta.url))
// A test runner that is killed takes its sandbox with it.
const endsWithItsParent = `process.channel?.unref(); process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))`
// Of the environment a sandbox gets only what belongs to the machine: settings are given to `startCeralacca`.
const ofTheMachine = ['PATH', 'HOME', 'TMPDIR', 'TMP', 'TEMP', 'LANG', 'TZ', 'SystemRoot', 'PG_BINDIR']

/**
 * Starts a sandbox on a free port and resolves when it is ready. `settings` are those of the server by their names, such as
 * `{ SANDBOX_CREDIT: '500.00' }`, but for DATA_DIR, PORT and LOG_LEVEL. Rejects with what the server says when it cannot start.
 */
export async function startCeralacca(settings: Readonly<Record<string, string>> = {}): Promise<Ceralacca> {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-'))
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${endsWithItsParent}`, main], {
    // Elsewhere it would read somebody's .env.
    cwd: folder,
    // It says at this level that it is ready.
    env: { ...machine(), MODE: 'sandbox', ...settings, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const close = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await ready(child)
    child.channel?.unref()
    const { baseUrl, token, operatorToken, callbackSecret, email, apiKey }: Ceralacca = JSON.parse(
      await readFile(join(folder, 'sandbox.json'), 'utf8'),
    )
    const known = { baseUrl, token, operatorToken, callbackSecret, email, apiKey }
    return { ...known, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Resolves once the server takes calls; what it says afterwards is read and dropped. */
async function ready(child: ChildProcess): Promise<void> {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('the sandbox has no output')
  let said = ''
  stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-10_000)))
  const lines = createInterface({ input: stdout })
  await new Promise<void>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`the sandbox ${what}: ${said.trim()}`))
    const tooLate = setTimeout(() => fail('is not ready in time'), READY_WITHIN_MS)
    child.once('error', (error) => {
      clearTimeout(tooLate)
      reject(error)
    })
    child.once('close', () => {
      clearTimeout(tooLate)
      fail('did not start')
    })
    lines.on('line', (line) => {
      if (!line.includes('"msg":"ready"')) return
      clearTimeout(tooLate)
      resolve()
    })
  })
}

function machine(): Record<string, string> {
  return Object.fromEntries(
    ofTheMachine.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}
