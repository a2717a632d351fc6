// The demo's own server and callback receiver: a throw-away data folder, a free port, gone at the end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface DemoServer extends AsyncDisposable {
  baseUrl: string
  token: string
  callbackSecret: string
}

/** Starts the built server and waits until it says it is ready. */
export async function startServer(): Promise<DemoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-demo-'))
  const server = spawn(process.execPath, ['scripts/start.mjs'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATA_DIR: folder, PORT: '0', SANDBOX_PROVIDER_DELAY_MS: '500' },
  })
  for await (const line of createInterface({ input: server.stdout })) if (line.includes('"msg":"ready"')) break
  server.stdout.resume()
  const sandbox: { baseUrl: string; token: string; callbackSecret: string } = JSON.parse(
    await readFile(join(folder, 'sandbox.json'), 'utf8'),
  )
  return {
    ...sandbox,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM')
      if (server.exitCode === null) await once(server, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export interface Callback {
  headers: IncomingHttpHeaders
  body: string
}

export interface Receiver extends AsyncDisposable {
  url: string
  /** The next callback, come or to come. */
  next(): Promise<Callback>
}

/** A server that takes callbacks. */
export async function startReceiver(): Promise<Receiver> {
  const come: Callback[] = []
  const waiting: ((callback: Callback) => void)[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      response.end('ok')
      const callback = { headers: request.headers, body: Buffer.concat(parts).toString('utf8') }
      const taker = waiting.shift()
      if (taker === undefined) come.push(callback)
      else taker(callback)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
  return {
    url: `http://127.0.0.1:${address.port}/callback`,
    next() {
      const first = come.shift()
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
