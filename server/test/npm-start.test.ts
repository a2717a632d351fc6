// npm start under signals, and two servers on one data folder: no orphaned processes, no duplicate callbacks.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  constants,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { processesIn, readPostmasterLock } from '../src/database/process-table.ts'
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
  lines: string[]
  baseUrl: string
}

/** Starts a command in its own process group and waits until the server is ready. */
async function start(
  command: string,
  args: string[],
  more: Record<string, string> = {},
  cwd: string | URL = root,
): Promise<Running> {
  const child = spawn(command, args, {
    cwd,
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
      ...more,
    },
  })
  if (child.stdout === null) throw new Error('no output')
  const lines: string[] = []
  const baseUrl = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      lines.push(line)
      if (line.includes('"msg":"ready"')) resolve(String(Reflect.get(Object(JSON.parse(line)), 'baseUrl')))
    })
    child.once('exit', () => reject(new Error('the server ended before it was ready')))
  })
  return { child, lines, baseUrl: await baseUrl }
}

const main = fileURLToPath(new URL('server/dist/bundle/main.js', root))
const startServer = (more: Record<string, string> = {}) => start(process.execPath, [main], more)

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
  const file: { baseUrl: string } = JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8'))
  expect(file.baseUrl, 'the second server took over sandbox.json').toBe(one.baseUrl)
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

it('ROLES=jobs answers health only; .env is read where it starts, and the environment wins', async () => {
  writeFileSync(join(folder, '.env'), 'ROLES=jobs\nLOG_LEVEL=silent\nSANDBOX_PROVIDER_DELAY_MS=no number\n')
  const running = await start(process.execPath, [main], { LOG_LEVEL: 'info' }, folder)
  const statuses: Record<string, number> = {}
  for (const path of ['/healthz', '/readyz', '/metrics', '/pec', '/docs', '/console', '/openapi.json', '/v1/events'])
    statuses[path] = (await fetch(running.baseUrl + path)).status
  const health = { '/healthz': 200, '/readyz': 200, '/metrics': 200 }
  expect(statuses).toEqual({
    ...health,
    '/pec': 404,
    '/docs': 404,
    '/console': 404,
    '/openapi.json': 404,
    '/v1/events': 404,
  })
  expect(readdirSync(folder)).not.toContain('sandbox.json')
  running.child.kill('SIGTERM')
  expect(await ended(running)).toBe(0)
}, 120_000)

it('tells once that the database is away, and once that it is back', async () => {
  const running = await startServer()
  const customer = callerAt(running.baseUrl, TOKEN)
  expect((await customer.get('/pec')).error).toBe(200)
  process.kill(readPostmasterLock(join(folder, 'postgres'))?.pid ?? NaN, 'SIGKILL')
  const said = (text: string) => running.lines.filter((line) => line.includes(text)).length
  for (; said('the database is back') === 0;) await Promise.all([1, 2, 3, 4, 5].map(() => customer.get('/pec')))
  expect((await customer.get('/pec')).error).toBe(200)
  running.child.kill('SIGTERM')
  expect(await ended(running)).toBe(0)
  const loud = running.lines.filter((line) => /"level":[456]0/.test(line) && !line.includes('"embedded PostgreSQL"'))
  expect(loud).toEqual([expect.stringContaining('the database is away')])
  expect(said('the database is back')).toBe(1)
}, 120_000)

describe('without a compiler', () => {
  const installed = () => join(folder, 'installed')
  const run = (args: string[]) => spawnSync(process.execPath, args, { cwd: installed(), encoding: 'utf8' })
  const copy = (...names: string[]) => {
    for (const name of names) cpSync(new URL(name, root), join(installed(), name), copied)
  }
  const copied = { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE } as const
  const programs = ['package.json', 'scripts/start.mjs', 'scripts/build.mjs', 'scripts/bundle.mjs', 'cli/ceralacca.mjs']

  it('what was built runs after npm prune --omit=dev: calls, PDFs, workers, pages and commands', async () => {
    copy(...programs, 'package-lock.json', 'node_modules')
    copy(...['client', 'server', 'cli', 'console'].map((name) => `${name}/package.json`))
    copy('server/dist/bundle', 'server/dist/docs', 'server/migrations', 'server/assets', 'cli/dist', 'console/dist')
    const npm = ['prune', '--omit=dev', '--offline', '--ignore-scripts', '--no-audit', '--no-fund']
    const pruned = spawnSync('npm', npm, { cwd: installed(), encoding: 'utf8' })
    expect(pruned.status, pruned.stderr).toBe(0)
    const packages = readdirSync(join(installed(), 'node_modules'))
    expect(packages).toContain('fastify')
    expect(packages.filter((name) => ['typescript', 'tsx', 'esbuild', 'vitest'].includes(name))).toEqual([])

    const running = await start('npm', ['start'], {}, installed())
    const customer = callerAt(running.baseUrl, TOKEN)
    const id = String(memberOf((await customer.post('/pec', registration())).data, 'id'))
    expect((await customer.get(`/pec/${id}/modulo_attivazione`)).text).toMatch(/^%PDF-/)
    // Packages that are loaded later: the data of places here, the S3 client below.
    expect(await customer.get(`/v1/pec/${id}/checks`)).toMatchObject({ status: 200, error: null })
    expect((await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })).error).toBeNull()
    for (const path of [
      '/docs',
      '/docs/api/registerMailbox',
      '/docs/assets/search.json',
      '/llms.txt',
      '/openapi.json',
      '/console',
      '/console/seal.svg',
    ])
      expect((await customer.get(path)).status, path).toBe(200)
    const listed = spawnSync(process.execPath, ['cli/ceralacca.mjs', 'pec', 'list', '--json'], {
      cwd: installed(),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, DATA_DIR: folder },
    })
    expect(listed).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining(id) })
    running.child.kill('SIGTERM')
    expect(await ended(running)).toBe(0)

    const s3 = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 's' }
    const refused = spawnSync(process.execPath, ['scripts/start.mjs'], {
      cwd: installed(),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0', ...s3 },
    })
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringMatching(/^ceralacca: S3_ENDPOINT/m) })
  }, 300_000)

  it('with nothing built, one line says what to do', () => {
    copy(...programs)
    const line = /^ceralacca: nothing is built and the compiler is not installed; run: npm ci && npm run build && .*\n$/
    for (const args of [['scripts/start.mjs'], ['scripts/build.mjs'], ['cli/ceralacca.mjs', 'help']])
      expect(run(args)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(line) })
  })

  it('what was built runs as it is when the sources are newer, and says so', () => {
    copy(
      ...programs,
      'client',
      'cli',
      'testing',
      'server/package.json',
      'server/dist/bundle',
      'console/dist',
      '.cache/built',
    )
    mkdirSync(join(installed(), 'node_modules/@ceralacca'), { recursive: true })
    symlinkSync('../../client', join(installed(), 'node_modules/@ceralacca/client'))
    mkdirSync(join(installed(), 'server/src'))
    const usage = run(['cli/ceralacca.mjs', 'help'])
    expect(usage).toMatchObject({ status: 0, stdout: expect.stringContaining('ceralacca') })
    expect(usage.stderr).toBe('ceralacca: sources changed since they were built, and the compiler is not installed\n')
  })
})
