// The one package: what `npm pack` makes of this checkout works in a folder that has only what it declares.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pdfText, registration } from '../../server/src/testing/fixtures.ts'
import type { Ceralacca } from '../src/index.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ceralacca-package-'))
const installed = join(folder, 'node_modules', 'ceralacca')
let packed: string[] = []

beforeAll(() => {
  const npm = ['pack', '--json', '--pack-destination', folder]
  const told: unknown = JSON.parse(execFileSync('npm', npm, { cwd: root, encoding: 'utf8', stdio: 'pipe' }))
  const [{ filename, files }] = JSON.parse(JSON.stringify(Object.values(Object(told))))
  packed = files.map(({ path }: { path: string }) => path)
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1'])
  linkDependencies()
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Beside it stands what it declares, as npm would install it, and nothing else. */
function linkDependencies(): void {
  const { dependencies, optionalDependencies, bundleDependencies } = JSON.parse(
    readFileSync(join(installed, 'package.json'), 'utf8'),
  )
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    if (bundleDependencies.includes(name)) continue
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link)
  }
}

async function start(settings?: Record<string, string>): Promise<Ceralacca> {
  // By the names a project imports.
  const { startCeralacca } = await import(createRequire(join(folder, 'x.js')).resolve('ceralacca/testing'))
  return startCeralacca(settings)
}

it('has what was built, the console and the documents, and nothing of sources or tests', () => {
  const own = packed.filter((path) => !path.startsWith('node_modules/'))
  expect(own.filter((path) => /(^|\/)(src|test|testing-)\/|\.test\.|(?<!\.d)\.ts$/.test(path))).toEqual([])
  const built = ['server/dist/bundle/main.js', 'server/dist/docs/list.json', 'server/dist/docs/docs/sandbox.html']
  for (const path of [...built, 'console/dist/index.html', 'docs/sandbox.md', 'openapi.json'])
    expect(own).toContain(path)
})

it('declares the versions the server is tested with', () => {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  const server = JSON.parse(readFileSync(join(root, 'server/package.json'), 'utf8'))
  expect({ ...server.dependencies, ...server.optionalDependencies }).toMatchObject({
    ...dependencies,
    ...optionalDependencies,
  })
})

it('starts a sandbox for a test suite: a whole life, then nothing is left', async () => {
  const sandbox = await start({ SANDBOX_PROVIDER_DELAY_MS: '0', SANDBOX_CREDIT: '100.00', LOG_LEVEL: 'error' })
  const headers = { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' }
  const call = async (method: string, path: string, body?: unknown) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const reply = await fetch(sandbox.baseUrl + path, { method, headers, ...sent })
    return JSON.parse(await reply.text())
  }
  const { data } = await call('POST', '/pec', registration({ tipo_casella: 'STANDARD' }))
  const form = await fetch(`${sandbox.baseUrl}/pec/${data.id}/modulo_attivazione`, { headers })
  expect(
    Buffer.from(await form.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
  await call('PATCH', `/pec/${data.id}/attivazione`, { documenti: [await pdfText('modulo'), await pdfText('carta')] })
  await call('POST', '/v1/sandbox/clock', { advance: 'PT1M' })
  const { ceralacca } = await import(createRequire(join(folder, 'x.js')).resolve('ceralacca/client'))
  const read = await ceralacca({ baseUrl: sandbox.baseUrl, token: sandbox.token }).readMailbox({ id: data.id })
  expect(read.data.stato).toBe('evasa')
  expect((await call('GET', `/v1/pec/${data.id}/checks`)).success).toBe(true)
  for (const page of ['/docs', '/docs/api/registerMailbox.md', '/llms.txt', '/console/', '/openapi.json'])
    expect((await fetch(sandbox.baseUrl + page)).status, page).toBe(200)
  await sandbox.close()
  await sandbox.close()
  await expect(fetch(`${sandbox.baseUrl}/healthz`)).rejects.toThrow()
}, 60_000)

it('says why a sandbox cannot start', async () => {
  await expect(start({ SANDBOX_CREDIT: 'molto' })).rejects.toThrow('SANDBOX_CREDIT must be an amount')
})

it('serves, with its settings as options', async () => {
  const cli = join(installed, 'cli/ceralacca.mjs')
  const data = join(folder, 'data')
  const serve = ['serve', '--port', '0', '--data-dir', data, '--sandbox-token=un-gettone-di-prova']
  const child = spawn(process.execPath, [cli, ...serve], { cwd: folder, env: { PATH: process.env.PATH } })
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"msg":"ready"')) break
  const { baseUrl, token } = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8'))
  expect(token).toBe('un-gettone-di-prova')
  expect((await fetch(`${baseUrl}/readyz`)).status).toBe(200)
  child.stdout.resume()
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
}, 60_000)

it('serves an AI assistant, with operations and pages of its own', async () => {
  const client = new Client({ name: 'test', version: '1' })
  const args = [join(installed, 'cli/ceralacca.mjs'), 'mcp']
  const env = { DATA_DIR: join(folder, 'nothing') }
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, cwd: folder, env, stderr: 'ignore' }),
  )
  try {
    const use = async (name: string, given: Record<string, unknown>) =>
      JSON.stringify((await client.callTool({ name, arguments: given })).content)
    expect(await use('find_operation', { query: 'register mailbox' })).toContain('registerMailbox')
    expect(await use('read_page', { page: 'docs/sandbox.md' })).toContain('# ')
    expect(await use('read_page', { page: 'README.md' })).toContain('# ')
  } finally {
    await client.close()
  }
}, 60_000)

it.each([['--porta', '1'], ['--port'], ['altro']])('refuses serve %s', async (...args) => {
  const child = spawn(process.execPath, [join(installed, 'cli/ceralacca.mjs'), 'serve', ...args], { cwd: folder })
  expect(await once(child, 'exit')).toEqual([2, null])
})
