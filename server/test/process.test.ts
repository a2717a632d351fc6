// The server as a process: its output, shutdown and restart, and commands run at the same time.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { Agent, createServer, get } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { callerAt, memberOf } from '../src/testing/caller.ts'
import { pdfText, registration } from '../src/testing/fixtures.ts'
import { startReceiver } from '../src/testing/receiver.ts'

const built = (name: string) => join(inject('builtServer'), name)
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-process-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

interface Running {
  child: ChildProcess
  lines: string[]
}

// About somebody else's server: the embedded one must not care.
const libpq = {
  PGHOST: 'nowhere.invalid',
  PGPORT: '1',
  PGUSER: 'nobody',
  PGPASSWORD: 'wrong',
  PGDATABASE: 'nothing',
  PGSSLMODE: 'prefer',
  PGSSLNEGOTIATION: 'direct',
  PGOPTIONS: '-c search_path=nowhere -c default_transaction_read_only=on',
  PGCLIENT_ENCODING: 'LATIN1',
  PGREPLICATION: 'true',
  PGBINARY: 'true',
  PGAPPNAME: 'x',
  PGCONNECT_TIMEOUT: '1',
}

const environment = (more: Record<string, string>) => ({
  PATH: process.env.PATH,
  ...libpq,
  DATA_DIR: join(folder, 'data'),
  PORT: '0',
  SANDBOX_PROVIDER_DELAY_MS: '100',
  ...more,
})

function run(args: string[], more: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, args, {
    cwd: folder,
    env: environment(more),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function startServer(more: Record<string, string> = {}): Promise<Running> {
  const child = run([built('main.js')], more)
  if (child.stdout === null) throw new Error('no output')
  const lines: string[] = []
  const reading = createInterface({ input: child.stdout })
  await new Promise<void>((resolve, reject) => {
    reading.on('line', (line) => {
      lines.push(line)
      if (line.includes('"msg":"ready"')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return { child, lines }
}

async function stop({ child }: Running): Promise<number | null> {
  child.kill('SIGTERM')
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode]
  return typeof code === 'number' ? code : null
}

async function command(
  args: string[],
  more: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const script =
    'const [commands, ...args] = process.argv.slice(1); process.exitCode = await (await import(commands)).runCommand(args, process.env)'
  const child = run(['--input-type=module', '-e', script, built('commands.js'), ...args], more)
  let [out, err] = ['', '']
  child.stdout?.on('data', (part: Buffer) => (out += part.toString()))
  child.stderr?.on('data', (part: Buffer) => (err += part.toString()))
  const [code] = await once(child, 'close')
  return { code: typeof code === 'number' ? code : null, out, err }
}

/** The address in the line that says the server is ready. */
function readyAt({ lines }: Running): string {
  const ready: unknown = JSON.parse(lines.find((line) => line.includes('"msg":"ready"')) ?? '{}')
  return String(memberOf(ready, 'baseUrl'))
}

function getWith(agent: Agent, url: string): Promise<{ status: number | undefined; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const { statusCode: status, headers } = response
      response.resume().on('end', () => resolve({ status, connection: headers.connection }))
    }).on('error', reject)
  })
}

/** A request whose body is still to come. */
function openRequest(baseUrl: string): Socket {
  const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1')
  socket.write('POST /pec HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n')
  return socket
}

async function answerOf(socket: Socket): Promise<string> {
  let text = ''
  for await (const part of socket) text += String(part)
  return text
}

const sandbox = async (): Promise<Record<string, string>> =>
  JSON.parse(await readFile(join(folder, 'data', 'sandbox.json'), 'utf8'))

describe('the server as a process', () => {
  it('starts, runs its jobs, allows commands, stops and keeps its data', async () => {
    await using receiver = await startReceiver()
    const first = await startServer()
    const known = await sandbox()
    expect((await stat(join(folder, 'data', 'sandbox.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700)
    expect(Object.keys(known)).toEqual(['baseUrl', 'email', 'apiKey', 'token', 'operatorToken', 'callbackSecret'])
    const printed = first.lines.join('\n')
    for (const name of ['baseUrl', 'email', 'apiKey', 'token', 'operatorToken']) expect(printed).toContain(known[name])

    const customer = callerAt(known.baseUrl ?? '', known.token ?? '')
    const mailbox = await customer.post('/pec', registration({ callback: { url: receiver.url } }))
    const id = String(memberOf(mailbox.data, 'id'))
    const callback = receiver.next()
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    expect(receiver.resourceOf(await callback)).toMatchObject({ id, stato: 'evasa' })

    const created = await command(['account', 'create', '--email', 'a@b.it', '--credit', '100.00', '--json'])
    expect(created.code, created.err).toBe(0)
    const account: Record<string, string> = JSON.parse(created.out)
    expect(Object.keys(account)).toEqual(['id', 'email', 'apiKey', 'token', 'callbackSecret'])
    const other = callerAt(known.baseUrl ?? '', account.token ?? '')
    expect((await other.get('/pec')).error).toBe(200)
    const tokens: { id: string }[] = JSON.parse((await command(['token', 'list', '--email', 'a@b.it', '--json'])).out)
    expect((await command(['token', 'revoke', tokens[0]?.id ?? ''])).code).toBe(0)
    const strange = ['token', 'create', '--email', 'a@b.it', '--name', 'uno\ndue\u001b[31m']
    expect((await command(strange)).code).toBe(0)
    const listed = (await command(['token', 'list', '--email', 'a@b.it'])).out
    expect(listed).toContain('uno due[31m')
    expect(listed).not.toContain('\u001b')
    // Within a second; the command itself takes about as long.
    let refused = (await other.get('/pec')).error
    for (const until = performance.now() + 1_000; refused !== 125.22 && performance.now() < until;)
      refused = (await other.get('/pec')).error
    expect(refused).toBe(125.22)
    expect(
      (await command(['account', 'credit', '--email', 'a@b.it', '--amount', '5', '--reason', 'test', '--json'])).out,
    ).toContain('105.00')
    expect((await command(['account', 'create', '--email', 'a@b.it'])).code).toBe(1)
    expect((await command(['account', 'create'])).code).toBe(2)
    expect((await command(['doctor'])).code).toBe(0)

    const index = join(folder, 'index.txt')
    await writeFile(index, 'pec.prima.test\n')
    const imported = await command(['index', 'import', index, '--json'])
    expect(imported.code, imported.err).toBe(0)
    expect(JSON.parse(imported.out)).toMatchObject({ source: 'list', domains: 1, added: 1 })
    expect((await customer.get('/domini_pec/pec.prima.test')).message).toBe('pec.prima.test found!')
    const inWords = { code: 1, out: '', err: 'ceralacca: the file is no file\n' }
    expect(await command(['index', 'import', folder])).toEqual(inWords)
    const noIndex = { error: 'the file is no file' }
    const inJson = await command(['index', 'import', folder, '--json'])
    expect(inJson).toEqual({ code: 1, out: `${JSON.stringify(noIndex)}\n`, err: 'ceralacca: the file is no file\n' })
    expect((await command(['index', 'import'])).code).toBe(2)

    expect(await stop(first)).toBe(0)
    await writeFile(index, 'pec.prima.test\npec.seconda.test\n')
    const second = await startServer({ PEC_INDEX_FILE: index })
    const again = await sandbox()
    expect({ ...again, baseUrl: '' }).toEqual({ ...known, baseUrl: '' })
    const later = callerAt(again.baseUrl ?? '', again.token ?? '')
    let domains: unknown
    for (const until = performance.now() + 20_000; domains !== 2 && performance.now() < until;)
      domains = memberOf((await later.get('/v1/index')).data, 'domains')
    expect(domains).toBe(2)
    expect((await later.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })

    const taken = run([built('main.js')], { PORT: new URL(again.baseUrl ?? '').port })
    let errors = ''
    taken.stderr?.on('data', (part: Buffer) => (errors += part.toString()))
    expect((await once(taken, 'close'))[0]).toBe(1)
    expect(errors).toMatch(/^ceralacca: HOST and PORT: .*\n$/)
    expect((await later.get('/healthz')).status).toBe(200)
    expect(await stop(second)).toBe(0)
  }, 300_000)

  it('serves metrics on an address of their own', async () => {
    const taken = createServer()
    await once(taken.listen(0, '127.0.0.1'), 'listening')
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await new Promise((done) => taken.close(done))
    const running = await startServer({ DATA_DIR: join(folder, 'metrics'), METRICS_ADDRESS: `127.0.0.1:${port}` })
    expect((await callerAt(`http://127.0.0.1:${port}`, '').get('/metrics')).text).toContain('process_cpu')
    expect((await callerAt(readyAt(running), '').get('/metrics')).status).toBe(404)
    expect(await stop(running)).toBe(0)
  }, 60_000)

  it('stops at once where connections are only kept, and after the answers under way', async () => {
    const running = await startServer({ DATA_DIR: join(folder, 'stopped'), PORT: '0' })
    const at = readyAt(running)
    const agent = new Agent({ keepAlive: true })
    const used = await getWith(agent, `${at}/healthz`)
    expect(used).toEqual({ status: 200, connection: 'keep-alive' })
    // As a proxy keeps some in store.
    const unused = connect(Number(new URL(at).port), '127.0.0.1')
    await once(unused, 'connect')
    const dropped = once(unused, 'close')
    const slow = openRequest(at)
    expect(String((await once(slow, 'data'))[0])).toContain('100 Continue')
    const underWay = answerOf(slow)
    const startedMs = performance.now()
    running.child.kill('SIGTERM')
    await dropped
    slow.end('{}')
    expect(await underWay).toMatch(/^HTTP\/1\.1 401 [^]*\r\nconnection: close\r\n/i)
    const [code] = running.child.exitCode === null ? await once(running.child, 'exit') : [running.child.exitCode]
    expect(code).toBe(0)
    // A loose bound for a loaded machine: waiting for connections would take thirty seconds.
    expect(performance.now() - startedMs).toBeLessThan(15_000)
    agent.destroy()
  }, 300_000)

  it.each([
    [{ MODE: 'test' }, 'MODE'],
    [{ PORT: 'x' }, 'PORT'],
    [{ MODE: 'production' }, 'ENCRYPTION_KEY'],
    [{ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, 'DATABASE_URL'],
    [{ DATA_DIR: '/dev/null/data' }, 'DATA_DIR'],
    [{ PRICES_FILE: '/dev/null/prices' }, 'PRICES_FILE'],
  ])(
    'refuses to start with %j, in one line that names the setting',
    async (more, name) => {
      const child = run([built('main.js')], { DATA_DIR: join(folder, 'refused'), ...more })
      let errors = ''
      child.stderr?.on('data', (part: Buffer) => (errors += part.toString()))
      expect((await once(child, 'close'))[0]).toBe(1)
      expect(errors.split('\n').filter((line) => line !== '')).toHaveLength(1)
      expect(errors).toContain(name)
    },
    60_000,
  )

  it.each(['PRICES_FILE', 'PROVIDERS_FILE', 'DOMAIN_RECORDS_FILE', 'TRUST_ANCHORS_DIR'])(
    'makes nothing in an empty folder where %s cannot be used',
    async (name) => {
      const empty = join(folder, `empty-${name}`)
      const child = run([built('main.js')], { DATA_DIR: empty, [name]: join(folder, 'nothing') })
      let errors = ''
      child.stderr?.on('data', (part: Buffer) => (errors += part.toString()))
      expect((await once(child, 'close'))[0]).toBe(1)
      expect(errors).toMatch(new RegExp(`^ceralacca: ${name}.*\n$`))
      await expect(stat(empty)).rejects.toMatchObject({ code: 'ENOENT' })
    },
    60_000,
  )
})
