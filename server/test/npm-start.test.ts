// npm start under signals, and two servers on one data folder: no orphaned processes, no duplicate callbacks.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { processesIn } from '../src/database/process-table.ts'
import { callerAt, memberOf } from '../src/testing/caller.ts'
import { pdfText, registration } from '../src/testing/fixtures.ts'
import { startReceiver } from '../src/testing/receiver.ts'

const root = new URL('../../', import.meta.url)
const TOKEN = 'a-token-for-this-test'
let folder = ''

beforeAll(() => {
  const built = spawnSync(process.execPath, ['cli/ceralacca.mjs', 'help'], { cwd: root, encoding: 'utf8' })
  expect(built.status, built.stderr).toBe(0)
}, 120_000)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ceralacca-start-'))
})
afterEach(() => {
  const left = databaseProcesses()
  for (const pid of left) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
  expect(left, 'PostgreSQL processes left behind').toEqual([])
})

const databaseProcesses = () => processesIn(join(folder, 'postgres'))

interface Running {
  child: ChildProcess
  baseUrl: string
}

/** Starts a command in its own process group and waits until the server is ready. */
async function start(command: string, args: string[]): Promise<Running> {
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      npm_config_update_notifier: 'false',
      DATA_DIR: folder,
      PORT: '0',
      SANDBOX_TOKEN: TOKEN,
      SANDBOX_PROVIDER_DELAY_MS: '50',
    },
  })
  if (child.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('"msg":"ready"')) continue
    const ready: { baseUrl: string } = JSON.parse(line)
    child.stdout.resume()
    return { child, baseUrl: ready.baseUrl }
  }
  throw new Error('the server ended before it was ready')
}

const startServer = () => start(process.execPath, ['server/dist/main.js'])

async function ended({ child }: Running): Promise<unknown> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? child.signalCode
}

it.each(['SIGTERM', 'SIGINT'] as const)(
  '%s to npm start ends the server and its database, exit code 0',
  async (signal) => {
    const running = await start('npm', ['start'])
    expect(databaseProcesses()).not.toEqual([])
    running.child.kill(signal)
    expect(await ended(running)).toBe(0)
    expect(() => process.kill(-(running.child.pid ?? 0), 0), 'a process of npm start is left').toThrow('ESRCH')
  },
  60_000,
)

it('a second signal while it stops does not orphan the database', async () => {
  const running = await startServer()
  running.child.kill('SIGINT')
  // Connections are refused as soon as it begins to stop.
  for (let up = true; up;) up = await fetch(`${running.baseUrl}/healthz`).then(Boolean, () => false)
  running.child.kill('SIGINT')
  running.child.kill('SIGTERM')
  expect(await ended(running)).toBe(0)
}, 60_000)

it('two servers on one data folder deliver a callback once', async () => {
  await using receiver = await startReceiver()
  const [one, other] = [await startServer(), await startServer()]
  const customer = callerAt(one.baseUrl, TOKEN)
  const registered = await customer.post('/pec', registration({ callback: { url: receiver.url } }))
  const id = String(memberOf(registered.data, 'id'))
  const callback = receiver.next()
  await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
  expect(receiver.resourceOf(await callback)).toMatchObject({ id, stato: 'evasa' })
  expect((await callerAt(other.baseUrl, TOKEN).get(`/pec/${id}`)).data).toMatchObject({ id, stato: 'evasa' })

  // Stopping one does not affect the other, and each finishes the jobs it started.
  one.child.kill('SIGTERM')
  expect(await ended(one)).toBe(0)
  expect((await callerAt(other.baseUrl, TOKEN).get(`/pec/${id}`)).status).toBe(200)
  other.child.kill('SIGTERM')
  expect(await ended(other)).toBe(0)
  expect(receiver.received).toHaveLength(1)
}, 60_000)
