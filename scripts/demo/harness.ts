// The environment of the demo: a server, its customer and a callback receiver. Everything is removed at the end.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openReceiver } from './receiver.ts'
import type { Receiver } from './receiver.ts'
import { printMessage } from './output.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 35_000

export interface Answer {
  status: number
  data: Record<string, unknown>
  message: string
  error: number | null
}

export interface Harness extends AsyncDisposable {
  baseUrl: string
  receiver: Receiver
  /** Makes a call as the sandbox customer and prints the request and the response. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** Downloads a file as the sandbox customer and prints its size. */
  download(path: string): Promise<Uint8Array>
  /** Values that one step saves for later ones. */
  saved: Map<string, string>
}

export interface Step {
  title: string
  run(harness: Harness): Promise<void>
}

/** Throws unless `holds`, which stops the demo at this step. */
export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`expected that ${what}`)
}

/** Starts everything. Disposing stops the server and removes its folder. */
export async function startHarness(): Promise<Harness> {
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
  // The server gets Ctrl-C from the terminal too and stops by itself; we remove its folder.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(1)))
  try {
    await ready(server)
    const { baseUrl, token, callbackSecret } = await credentialsIn(folder)
    const receiver = await openReceiver(() => callbackSecret)
    return {
      baseUrl,
      receiver,
      saved: new Map(),
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

/** Passes on only machine settings: the demo must not use a DATABASE_URL or MODE set here. */
function machineOnly(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'PG_BINDIR']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

interface Endpoint {
  baseUrl: string
  token: string
}

async function call({ baseUrl, token }: Endpoint, method: string, path: string, body?: unknown): Promise<Answer> {
  printMessage('→', `${method} ${path}`, body)
  const response = await fetch(baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const envelope = { ...Object(await response.json()) }
  printMessage('←', String(response.status), envelope)
  return {
    status: response.status,
    data: { ...Object(envelope.data) },
    message: String(envelope.message),
    error: typeof envelope.error === 'number' ? envelope.error : null,
  }
}

async function download({ baseUrl, token }: Endpoint, path: string): Promise<Uint8Array> {
  printMessage('→', `GET ${path}`)
  const response = await fetch(baseUrl + path, { headers: { authorization: `Bearer ${token}` } })
  const bytes = new Uint8Array(await response.arrayBuffer())
  printMessage('←', `${response.status} ${response.headers.get('content-type') ?? ''}, ${bytes.length} bytes`)
  check(response.status === 200, 'the download succeeds')
  return bytes
}

async function credentialsIn(folder: string): Promise<Endpoint & { callbackSecret: string }> {
  const sandbox = { ...Object(JSON.parse(await readFile(join(folder, 'sandbox.json'), 'utf8'))) }
  return {
    baseUrl: String(sandbox.baseUrl),
    token: String(sandbox.token),
    callbackSecret: String(sandbox.callbackSecret),
  }
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let [output, errors] = ['', '']
    const tooLate = setTimeout(() => reject(new Error('the server did not become ready')), START_TIMEOUT_MS)
    server.stdout?.on('data', (part: Buffer) => {
      output = `${output}${part.toString('utf8')}`.slice(-4_000)
      if (!output.includes('"msg":"ready"')) return
      clearTimeout(tooLate)
      resolve()
    })
    server.stderr?.on('data', (part: Buffer) => (errors = `${errors}${part.toString('utf8')}`.slice(-4_000)))
    server.once('exit', () => {
      clearTimeout(tooLate)
      reject(new Error(`the server ended: ${errors.trim()}`))
    })
  })
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const tooLate = setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT_MS)
  server.kill('SIGTERM')
  await ended
  clearTimeout(tooLate)
}
