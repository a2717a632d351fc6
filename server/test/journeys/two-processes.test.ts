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
import { everyScope } from '../../src/auth/scopes.ts'
import { callerAt, keyCallerAt, memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { pdfText, registration } from '../../src/testing/fixtures.ts'
import { readSettings } from '../../src/settings.ts'
import { copyTemplate } from '../../src/testing/postgres.ts'
import { shiftedBy } from '../../src/testing/shifted-clock.ts'

const FIVE_MINUTES_MS = 300_000
const TOKEN = 'two-processes-0123456789abcdef'
const OPERATOR_TOKEN = 'two-operators-0123456789abcdef'
const closing: (() => Promise<unknown>)[] = []
const children: ChildProcess[] = []
const urls: string[] = []
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

async function startServer(folder: string, url: string, clockIsOffByMs: number): Promise<Caller> {
  const args = ['--import', shiftedBy(clockIsOffByMs), join(inject('builtServer'), 'main.js')]
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      DATABASE_URL: url,
      PORT: '0',
      SANDBOX_TOKEN: TOKEN,
      OPERATOR_TOKEN,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  closing.push(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  if (child.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('"msg":"ready"')) continue
    child.stdout.resume()
    const url = String(Reflect.get(Object(JSON.parse(line)), 'baseUrl'))
    urls.push(url)
    return callerAt(url, TOKEN)
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

/** An account of its own at both servers, with a mailbox that renews itself and works. */
async function account(email: string) {
  const [url = '', otherUrl = ''] = urls
  const operator = callerAt(url, OPERATOR_TOKEN)
  const { data } = await operator.post('/v1/operator/accounts', { email, credit: '500.00' })
  const key = keyCallerAt(url, email, String(memberOf(data, 'apiKey')))
  const made = await key.post('/tokens', { scopes: everyScope(readSettings({}).SCOPE_HOST) })
  const token = String(Reflect.get(Object(JSON.parse(made.text)), 'token'))
  // For as many years as the test likes.
  await client.query('update tokens set expires_at = null where account_id = $1', [memberOf(data, 'id')])
  const [here, there] = [callerAt(url, token), callerAt(otherUrl, token)]
  const registered = await here.post('/pec', registration({ tipo_casella: 'STANDARD', autorinnovo: true }))
  const id = String(memberOf(registered.data, 'id'))
  expect((await here.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })).error).toBeNull()
  await advance(here, 'PT10S')
  return { accountId: String(memberOf(data, 'id')), id, here, there }
}

const advance = async (caller: Caller, by: string) =>
  expect((await caller.post('/v1/sandbox/clock', { advance: by, scope: 'account' })).error).toBeNull()

/** How often a mailbox was renewed, and paid for, on which days after it began to work. */
async function renewalsOf(id: string): Promise<{ days: number[]; paid: number }> {
  const days = await client.query<{ days: number }>(
    `select round(extract(epoch from h.at - (select at from history where subject_id = $1 and move = 'accept')) / 86400)::int as days
    from history h where subject_id = $1 and move = 'renewAutomatically' order by at`,
    [id],
  )
  const paid = await client.query("select 1 from ledger_entries where kind = 'capture' and cause like $1", [`%${id}%`])
  return { days: days.rows.map((row) => row.days), paid: paid.rows.length - 1 }
}

it('move clocks of accounts beside each other: each is seen at the other server before its call returns', async () => {
  const [ada, bruno, carla] = [
    await account('ada@example.com'),
    await account('bruno@example.com'),
    await account('carla@example.com'),
  ]
  const still = await timeAt(carla.here)
  const live = async ({ here, there, id }: typeof ada, other: boolean) => {
    for (let year = 1; year <= 4; year += 1) {
      const [mover, watcher] = (year % 2 === 0) === other ? [here, there] : [there, here]
      const before = await timeAt(watcher)
      await advance(mover, 'P1Y')
      expect((await timeAt(watcher)) - before).toBeGreaterThanOrEqual(365 * 86_400_000)
      expect((await watcher.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
    }
  }
  await Promise.all([live(ada, true), live(bruno, false)])
  const [adas, brunos] = [await renewalsOf(ada.id), await renewalsOf(bruno.id)]
  expect(adas).toMatchObject({ days: expect.objectContaining({ length: 4 }), paid: 4 })
  expect(brunos).toEqual(adas)
  expect(await renewalsOf(carla.id)).toEqual({ days: [], paid: 0 })
  for (const caller of [carla.here, carla.there]) expect((await timeAt(caller)) - still).toBeLessThan(600_000)
}, 60_000)

it('a process killed on the way of an account leaves its clock where its work is, and the other goes on', async () => {
  const [killed, whole] = [await account('dora@example.com'), await account('elio@example.com')]
  const lead = async () => {
    const found = await client.query('select lead_ms from account_clocks where account_id = $1', [killed.accountId])
    return Number(found.rows[0]?.lead_ms ?? 0)
  }
  const dying = killed.here.post('/v1/sandbox/clock', { advance: 'P8Y', scope: 'account' }).catch(() => 'died')
  while ((await lead()) < 2 * 365 * 86_400_000) await new Promise(setImmediate)
  children[0]?.kill('SIGKILL')
  expect(await dying).toBe('died')
  const reached = await lead()
  expect(reached).toBeLessThan(8 * 365 * 86_400_000)
  // The other process looks after the account, and knows where its clock stands.
  await advance(killed.there, 'PT1S')
  expect((await killed.there.get(`/pec/${killed.id}`)).data).toMatchObject({ stato: 'evasa' })
  const half = await renewalsOf(killed.id)
  expect(half.paid).toBe(half.days.length)
  for (let year = half.days.length; year < 8; year += 1) await advance(killed.there, 'P1Y')
  for (let year = 0; year < 8; year += 1) await advance(whole.there, 'P1Y')
  const [afterwards, undisturbed] = [await renewalsOf(killed.id), await renewalsOf(whole.id)]
  expect(afterwards.days.slice(0, 8)).toEqual(undisturbed.days.slice(0, 8))
  expect(afterwards.paid).toBe(afterwards.days.length)
}, 60_000)
