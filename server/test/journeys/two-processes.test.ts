// Two server processes on one DATABASE_URL, whose system clocks are ten minutes apart: what one has renewed the other does
// not renew again, and both live at the same time.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { callerAt, memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { pdfText, registration } from '../../src/testing/fixtures.ts'
import { copyTemplate } from '../../src/testing/postgres.ts'

const FIVE_MINUTES_MS = 300_000
const TOKEN = 'two-processes-0123456789abcdef'
const closing: (() => Promise<unknown>)[] = []
let [one, other]: Caller[] = []
let client: pg.Client

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-two-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const copy = await copyTemplate(inject('superuser'), inject('owner'))
  closing.push(() => copy.drop())
  const { host, port, user, database } = copy.connection
  client = new pg.Client({ host, port, user, database, ssl: false })
  await client.connect()
  closing.push(() => client.end())
  const url = `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
  one = await startServer(folder, url, -FIVE_MINUTES_MS)
  other = await startServer(folder, url, FIVE_MINUTES_MS)
}, 120_000)
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

/** A module that sets the process's system clock wrong, before anything else is loaded. */
const shifted = (ms: number) =>
  `data:text/javascript;base64,${Buffer.from(
    `
  const now = Date.now
  globalThis.Date = class extends Date {
    constructor(...given) { given.length === 0 ? super(now() + ${ms}) : super(...given) }
    static now() { return now() + ${ms} }
  }`,
  ).toString('base64')}`

async function startServer(folder: string, url: string, clockIsOffByMs: number): Promise<Caller> {
  const args = ['--import', shifted(clockIsOffByMs), join(inject('builtServer'), 'main.js')]
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, DATA_DIR: folder, DATABASE_URL: url, PORT: '0', SANDBOX_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  closing.push(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  if (child.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('"msg":"ready"')) continue
    child.stdout.resume()
    return callerAt(String(Reflect.get(Object(JSON.parse(line)), 'baseUrl')), TOKEN)
  }
  throw new Error('the server ended before it was ready')
}

function servers(): [Caller, Caller] {
  if (one === undefined || other === undefined) throw new Error('a server is missing')
  return [one, other]
}

/** The id of a mailbox that works. */
async function working(): Promise<string> {
  const [first, second] = servers()
  const registered = await first.post('/pec', registration({ tipo_casella: 'STANDARD' }))
  const id = String(memberOf(registered.data, 'id'))
  expect((await second.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })).error).toBeNull()
  expect((await first.post('/v1/sandbox/clock', { advance: 'PT10S' })).error).toBeNull()
  expect((await second.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
  return id
}
/** What time it is for a server. */
const timeAt = async (server: Caller) =>
  Date.parse(String(memberOf((await server.get('/v1/sandbox/clock')).data, 'now')))

it('agree on the time, and on a clock advance before its call returns', async () => {
  const [first, second] = servers()
  expect(Math.abs((await timeAt(first)) - (await timeAt(second)))).toBeLessThan(60_000)
  for (const [mover, watcher] of [
    [first, second],
    [second, first],
  ] as const) {
    const before = await timeAt(watcher)
    expect((await mover.post('/v1/sandbox/clock', { advance: 'P1D' })).error).toBeNull()
    expect((await timeAt(watcher)) - before).toBeGreaterThanOrEqual(86_400_000)
  }
})

it('answer a renewal by what the other has just renewed', async () => {
  const [first, second] = servers()
  const id = await working()
  const renewed = await first.get(`/pec/${id}/rinnovo`)
  expect(renewed.error).toBeNull()
  expect((await second.get(`/pec/${id}/rinnovo`)).text).toBe(renewed.text)
  const history = await client.query("select 1 from history where subject_id = $1 and move = 'renew'", [id])
  expect(history.rows).toHaveLength(1)
})

it('renew a mailbox once and give the same answer', async () => {
  const id = await working()
  const credit = async () => Number((await client.query('select balance_cents from wallets')).rows[0]?.balance_cents)

  for (let anni = 1; anni <= 10; anni += 1) {
    const before = await credit()
    const asked = Array.from({ length: 4 }, () =>
      servers().map((server) => server.get(`/pec/${id}/rinnovo?anni=${anni}`)),
    )
    const answers = await Promise.all(asked.flat())
    expect(answers.map((reply) => reply.error)).toEqual(Array.from({ length: 8 }, () => null))
    expect(new Set(answers.map((reply) => reply.text)).size).toBe(1)
    expect(before - (await credit())).toBe(1100 * anni)
  }
  const history = await client.query("select 1 from history where subject_id = $1 and move = 'renew'", [id])
  expect(history.rows).toHaveLength(10)
  const debits = await client.query("select 1 from ledger_entries where kind = 'capture' and cause like $1", [
    `rinnovo ${id}%`,
  ])
  expect(debits.rows).toHaveLength(10)
}, 60_000)
