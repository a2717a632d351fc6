// What every step of the demo stands on: a server of its own, its customer, a receiver. Nothing of it is left behind.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openReceiver } from './receiver.ts'
import type { Receiver } from './receiver.ts'
import { show } from './say.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const START_WITHIN_MS = 120_000
const STOP_WITHIN_MS = 35_000

export interface Answer {
  status: number
  data: Record<string, unknown>
  message: string
  error: number | null
}

export interface Stage extends AsyncDisposable {
  baseUrl: string
  receiver: Receiver
  /** Makes a call as the sandbox customer and prints it with its answer. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** Downloads a file as the sandbox customer and prints what came. */
  download(path: string): Promise<Uint8Array>
  /** What one step leaves for the next. */
  kept: Map<string, string>
}

export interface Step {
  title: string
  run(stage: Stage): Promise<void>
}

/** Throws with `what` unless it holds: the demo stops at this step. */
export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`it should be that ${what}`)
}

/** Starts everything; disposing stops the server and removes its folder. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-demo-'))
  const server = spawn(process.execPath, ['--import', 'tsx', join(root, 'server/src/main.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...machineOnly(), DATA_DIR: folder, PORT: '0', SANDBOX_PROVIDER_DELAY_MS: '500' },
  })
  const close = async () => {
    await stopped(server)
    await rm(folder, { recursive: true, force: true })
  }
  // The server shares the terminal and stops at Ctrl-C by itself; its folder is ours to remove.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(1)))
  try {
    await ready(server)
    const { baseUrl, token, callbackSecret } = await credentialsIn(folder)
    const receiver = await openReceiver(() => callbackSecret)
    return {
      baseUrl,
      receiver,
      kept: new Map(),
      call: (method, path, body) => call({ baseUrl, token }, method, path, body),
      download: (path) => download({ baseUrl, token }, path),
      async [Symbol.asyncDispose]() {
        await receiver[Symbol.asyncDispose]()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Of the environment only what belongs to the machine: a DATABASE_URL or MODE set here is not the demo's. */
function machineOnly(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'PG_BINDIR']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

interface Door {
  baseUrl: string
  token: string
}

async function call({ baseUrl, token }: Door, method: string, path: string, body?: unknown): Promise<Answer> {
  show('→', `${method} ${path}`, body)
  const response = await fetch(baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const envelope = { ...Object(await response.json()) }
  show('←', String(response.status), envelope)
  return {
    status: response.status,
    data: { ...Object(envelope.data) },
    message: String(envelope.message),
    error: typeof envelope.error === 'number' ? envelope.error : null,
  }
}

async function download({ baseUrl, token }: Door, path: string): Promise<Uint8Array> {
  show('→', `GET ${path}`)
  const response = await fetch(baseUrl + path, { headers: { authorization: `Bearer ${token}` } })
  const bytes = new Uint8Array(await response.arrayBuffer())
  show('←', `${response.status} ${response.headers.get('content-type') ?? ''}, ${bytes.length} bytes`)
  must(response.status === 200, 'the download succeeds')
  return bytes
}

async function credentialsIn(folder: string): Promise<Door & { callbackSecret: string }> {
  const told = { ...Object(JSON.parse(await readFile(join(folder, 'sandbox.json'), 'utf8'))) }
  return { baseUrl: String(told.baseUrl), token: String(told.token), callbackSecret: String(told.callbackSecret) }
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let [said, complained] = ['', '']
    const tooLate = setTimeout(() => reject(new Error('the server did not get ready')), START_WITHIN_MS)
    server.stdout?.on('data', (part: Buffer) => {
      said = `${said}${part.toString('utf8')}`.slice(-4_000)
      if (!said.includes('"msg":"ready"')) return
      clearTimeout(tooLate)
      resolve()
    })
    server.stderr?.on('data', (part: Buffer) => (complained = `${complained}${part.toString('utf8')}`.slice(-4_000)))
    server.once('exit', () => {
      clearTimeout(tooLate)
      reject(new Error(`the server ended: ${complained.trim()}`))
    })
  })
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const tooLate = setTimeout(() => server.kill('SIGKILL'), STOP_WITHIN_MS)
  server.kill('SIGTERM')
  await ended
  clearTimeout(tooLate)
}
