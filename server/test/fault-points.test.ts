// Two hundred processes killed (SIGKILL) at the named points between holding money, asking a provider, applying its
// answer and answering the caller. After recovery a debit stands exactly where its effect does.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import ts from 'typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { faultPoints } from '../src/model/fault-points.ts'
import type { FaultPoint } from '../src/model/fault-points.ts'
import { providersFrom } from '../src/providers/routing.ts'
import { sandboxProvider } from '../src/providers/sandbox/adapter.ts'
import { pdfText } from '../src/testing/fixtures.ts'
import type { DyingCall } from '../src/testing/dying-process.ts'
import { remoteProvider } from '../src/testing/remote-provider.ts'
import { startRemoteProvider } from '../src/testing/remote-provider-server.ts'
import type { Behaviour, RemoteProviderServer } from '../src/testing/remote-provider-server.ts'
import { startServer } from '../src/testing/world.ts'
import type { GivenMailbox } from '../src/testing/world.ts'

const SEEDS = 200
const AT_ONCE = 4
const FIRST_SEED = 20_261_124

const root = new URL('../../', import.meta.url)
const compiled = new URL(`server/dist/testing-${process.pid}/`, root)
const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
let provider: RemoteProviderServer | undefined

beforeAll(async () => {
  const build = "import('./scripts/build.mjs').then((build) => process.exit(build.ensureBuilt() ? 0 : 1))"
  expect(spawnSync(process.execPath, ['-e', build], { cwd: root, stdio: 'inherit' }).status).toBe(0)
  await mkdir(compiled, { recursive: true })
  for (const name of ['dying-process', 'remote-provider']) await compile(name)
  provider = await startRemoteProvider({ askAgainAt: () => new Date(world.context.clock.now().getTime() + 30_000) })
  const remote = remoteProvider({ url: provider.url, timeoutMs: 5_000 })
  world.context.providers = providersFrom([remote, sandboxProvider({ delayMs: 1000 })])
}, 120_000)
afterAll(async () => {
  await provider?.close()
  await rm(compiled, { recursive: true, force: true })
})

/** The compiled server is what dies: it starts faster; the two files of it that are for tests alone join it here. */
async function compile(name: string): Promise<void> {
  const source = await readFile(new URL(`server/src/testing/${name}.ts`, root), 'utf8')
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      rewriteRelativeImportExtensions: true,
    },
  })
  await writeFile(new URL(`${name}.js`, compiled), outputText)
}

interface Deed {
  operation: string
  what: string
  params?: Record<string, string>
  body(): Promise<object | undefined>
  price: number
}

const nothing = () => Promise.resolve(undefined)
const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'seconda', email_gestione_password: 'luca@example.com' }
const deeds: readonly Deed[] = [
  { operation: 'renewMailbox', what: 'renew', body: nothing, price: 6400 },
  { operation: 'resizeMailbox', what: 'resize', body: () => Promise.resolve({ spazio_disco: '+1024' }), price: 500 },
  { operation: 'addMailboxUser', what: 'addUser', body: () => Promise.resolve(user), price: 500 },
  {
    operation: 'preserveMailbox',
    what: 'preserve',
    body: async () => ({ documenti: await pdfText() }),
    price: 900,
  },
]

// Points some lines never pass: for these the line is chosen so that it does.
const lines: Partial<Record<FaultPoint, [Behaviour[], Behaviour[]][]>> = {
  'outcome asked for': [
    [['break the line after the work'], []],
    [['fail with 500'], []],
  ],
  'outcome known': [
    [['break the line after the work'], []],
    [['answer HTML'], []],
  ],
  'credit released': [
    [['refuse'], []],
    [['break the line before the work'], []],
    [['fail with 500'], ['fail with 500']],
  ],
  'answer ready': [
    [[], []],
    [['answer twice'], []],
    [['break the line after the work'], []],
  ],
  'pending operation found': [
    [['break the line after the work'], ['fail with 500']],
    [['break the line before the work'], ['answer HTML']],
  ],
}
const anyLine: [Behaviour[], Behaviour[]][] = [
  [[], []],
  [['answer twice'], []],
  [['break the line after the work'], []],
  [['fail with 500 after the work'], []],
  [['answer nonsense after the work'], ['fail with 500']],
]

/** Small, and the same on every machine: a seed tells everything about its run. */
function pick<T>(seed: number, salt: number, from: readonly T[]): T {
  const mixed = Math.imul(seed ^ (salt * 0x9e37_79b1), 0x85eb_ca6b) >>> 0
  const one = from[((mixed ^ (mixed >>> 13)) >>> 0) % from.length]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

interface Trial {
  seed: number
  point: FaultPoint
  deed: Deed
  mailbox: GivenMailbox
  capturesBefore: number
  before: string
}

it(`a debit exists exactly when its effect does, after ${SEEDS} kills at ${faultPoints.length} points`, async () => {
  const fired = new Map<FaultPoint, number>()
  for (let first = 0; first < SEEDS; first += AT_ONCE) {
    const trials: Trial[] = []
    for (let n = first; n < first + AT_ONCE; n += 1) trials.push(await prepare(FIRST_SEED + n))
    for (const trial of trials) {
      // One after the other to the provider, so that each meets its own line; the processes start together.
      const [ask, recall] = pick(trial.seed, 3, lines[trial.point] ?? anyLine)
      provider?.misbehave(trial.mailbox.casella_pec, { ask, recall })
    }
    const killed = await Promise.all(trials.map(die))
    trials.forEach(({ point }, n) => fired.set(point, (fired.get(point) ?? 0) + (killed[n] === true ? 1 : 0)))
    for (let round = 0; round < 4; round += 1) await world.pass(120_000)
    for (const trial of trials) await judge(trial)
  }
  const total = [...fired.values()].reduce((sum, one) => sum + one, 0)
  process.stdout.write(`seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS - 1}: ${total} killed at ${fired.size} points\n`)
  expect(total).toBe(SEEDS)
  expect([...fired.keys()].sort()).toEqual([...faultPoints].sort())
}, 600_000)

async function prepare(seed: number): Promise<Trial> {
  const point = faultPoints[seed % faultPoints.length] ?? 'request read'
  const deed = point === 'documents kept' ? documents : pick(seed, 2, deeds)
  const mailbox = await world.given.workingMailbox()
  const before = (await mailbox.customer.get(`/pec/${mailbox.id}`)).text
  return { seed, point, deed, mailbox, capturesBefore: await captures(mailbox), before }
}
const documents = deeds.find(({ operation }) => operation === 'preserveMailbox') ?? pick(0, 0, deeds)

/** Makes the call in a process of its own; whether that was killed. */
async function die({ point, deed, mailbox }: Trial): Promise<boolean> {
  const { host, port, user: name, database } = world.context.database.pool.options
  const body = await deed.body()
  const errand: DyingCall = {
    connection: { host: String(host), port: Number(port), user: String(name), database: String(database) },
    dataFolder: world.context.dataFolder,
    providerUrl: provider?.url ?? '',
    offsetMs: world.context.clock.offsetMs(),
    operation: deed.operation,
    call: {
      authorization: `Bearer ${mailbox.customer.token}`,
      params: { id: mailbox.id },
      query: {},
      body: body && JSON.stringify(body),
      contentType: 'application/json',
      requestId: mailbox.id,
      idempotencyKey: undefined,
      prefetch: false,
    },
    diesAt: point,
  }
  const script = new URL('dying-process.js', compiled).pathname
  const child = spawn(process.execPath, [script, JSON.stringify(errand)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  const [, signal]: unknown[] = await once(child, 'exit')
  if (said.startsWith('done')) expect(await captures(mailbox), 'acknowledged and not paid').toBeGreaterThan(0)
  return signal === 'SIGKILL'
}

async function captures({ id }: GivenMailbox): Promise<number> {
  const found = await world.context.database.pool.query(
    "select 1 from ledger_entries where kind = 'capture' and position($1 in cause) > 0",
    [id],
  )
  return found.rowCount ?? 0
}

/** Money, effect here, effect there: all of them or none, and nothing left open. */
async function judge({ seed, point, deed, mailbox, capturesBefore, before }: Trial): Promise<void> {
  const where = `seed ${seed}, killed at "${point}" in ${deed.operation}`
  const { pool } = world.context.database
  const open = await pool.query("select 1 from provider_operations where state = 'pending' and subject_id = $1", [
    mailbox.id,
  ])
  expect(open.rowCount, `${where}: order left open`).toBe(0)
  const paid = (await captures(mailbox)) - capturesBefore
  const changed = (await mailbox.customer.get(`/pec/${mailbox.id}`)).text === before ? 0 : 1
  const doneThere = provider?.done(deed.what, mailbox.casella_pec)
  expect({ paid, changed }, where).toEqual({ paid: doneThere, changed: doneThere })
  const held = await pool.query<{ held: string; balance: string }>(
    'select held_cents::text as held, balance_cents::text as balance from wallets where account_id = $1',
    [mailbox.customer.accountId],
  )
  const balance = String(100_000 - 6400 - paid * deed.price)
  expect(held.rows[0], where).toEqual({ held: '0', balance })
}
