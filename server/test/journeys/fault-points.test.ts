// Kills processes (SIGKILL) at the fault points between holding credit, asking a provider, applying its answer and
// answering the caller. After recovery, a debit exists exactly when its effect does. FAULT_KILLS makes it more of them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { faultPoints } from '../../src/model/fault-points.ts'
import type { FaultPoint } from '../../src/model/fault-points.ts'
import type { Capability } from '../../src/providers/port/capabilities.ts'
import { providersFrom } from '../../src/providers/routing.ts'
import { sandboxProvider } from '../../src/providers/sandbox/adapter.ts'
import { pdfText } from '../../src/testing/fixtures.ts'
import type { DyingCall } from '../../src/testing/dying-process.ts'
import { remoteProvider } from '../../src/testing/remote-provider.ts'
import { startFakeConnector } from '../../src/providers/connector/fake-server.ts'
import type { Behaviour, FakeConnector } from '../../src/providers/connector/fake-server.ts'
import { startServer } from '../../src/testing/world.ts'
import type { GivenMailbox } from '../../src/testing/world.ts'

const SEEDS = Number(process.env.FAULT_KILLS ?? 72)
const AT_ONCE = 4
const FIRST_SEED = 20_261_124

const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
let provider: FakeConnector | undefined

beforeAll(async () => {
  provider = await startFakeConnector({ askAgainAt: () => new Date(world.context.clock.now().getTime() + 30_000) })
  const remote = remoteProvider({ ...provider, timeoutMs: 5_000 })
  world.context.providers = providersFrom([remote, sandboxProvider({ delayMs: 1000 })])
}, 120_000)
afterAll(async () => {
  await provider?.close()
})

interface OperationCase {
  operation: string
  what: Capability
  params?: Record<string, string>
  body(): Promise<object | undefined>
  price: number
}

const nothing = () => Promise.resolve(undefined)
const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'seconda', email_gestione_password: 'luca@example.com' }
const operations: readonly OperationCase[] = [
  { operation: 'renewMailbox', what: 'mailboxes.renew', body: nothing, price: 6400 },
  {
    operation: 'resizeMailbox',
    what: 'mailboxes.resize',
    body: () => Promise.resolve({ spazio_disco: '+1024' }),
    price: 500,
  },
  { operation: 'addMailboxUser', what: 'mailboxes.addUser', body: () => Promise.resolve(user), price: 500 },
  {
    operation: 'preserveMailbox',
    what: 'mailboxes.preserve',
    body: async () => ({ documenti: await pdfText() }),
    price: 900,
  },
]

// Faults that reach the points which most connections never pass.
const faults: Partial<Record<FaultPoint, [Behaviour[], Behaviour[]][]>> = {
  'outcome asked for': [
    [['drop the connection after executing'], []],
    [['fail with 500'], []],
  ],
  'outcome known': [
    [['drop the connection after executing'], []],
    [['answer HTML'], []],
  ],
  'credit released': [
    [['refuse'], []],
    [['drop the connection before executing'], []],
    [['fail with 500'], ['fail with 500']],
  ],
  'answer ready': [
    [[], []],
    [['answer twice'], []],
    [['drop the connection after executing'], []],
  ],
  'pending operation found': [
    [['drop the connection after executing'], ['fail with 500']],
    [['drop the connection before executing'], ['answer HTML']],
  ],
}
const anyFault: [Behaviour[], Behaviour[]][] = [
  [[], []],
  [['answer twice'], []],
  [['drop the connection after executing'], []],
  [['fail with 500 after executing'], []],
  [['answer garbage after executing'], ['fail with 500']],
]

/** A small deterministic choice: a seed determines its run on every machine. */
function pick<T>(seed: number, salt: number, from: readonly T[]): T {
  const mixed = Math.imul(seed ^ (salt * 0x9e37_79b1), 0x85eb_ca6b) >>> 0
  const one = from[((mixed ^ (mixed >>> 13)) >>> 0) % from.length]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

interface Trial {
  seed: number
  point: FaultPoint
  target: OperationCase
  mailbox: GivenMailbox
  capturesBefore: number
  before: string
}

it(
  `a debit exists exactly when its effect does, after ${SEEDS} kills at ${faultPoints.length} points`,
  async () => {
    const fired = new Map<FaultPoint, number>()
    for (let first = 0; first < SEEDS; first += AT_ONCE) {
      const seeds = Array.from({ length: AT_ONCE }, (_, n) => FIRST_SEED + first + n)
      // A process may find that one beside it has finished its operation before it got to its point: again, alone.
      for (const trial of await killTogether(seeds)) {
        const killed = trial.killed ? [trial] : await killTogether([trial.seed])
        for (const { point } of killed.filter((one) => one.killed)) fired.set(point, (fired.get(point) ?? 0) + 1)
      }
    }
    const total = [...fired.values()].reduce((sum, one) => sum + one, 0)
    process.stdout.write(`seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS - 1}: ${total} killed at ${fired.size} points\n`)
    expect(total).toBe(SEEDS)
    expect([...fired.keys()].sort()).toEqual([...faultPoints].sort())
  },
  SEEDS * 5_000,
)

/** Kills a process for each seed, side by side, and verifies what is there after recovery. */
async function killTogether(seeds: readonly number[]): Promise<(Trial & { killed: boolean })[]> {
  const trials: Trial[] = []
  for (const seed of seeds) trials.push(await prepare(seed))
  for (const trial of trials) {
    // Faults are set per address, so that the processes can run in parallel.
    const [ask, query] = pick(trial.seed, 3, faults[trial.point] ?? anyFault)
    provider?.misbehave(trial.mailbox.casella_pec, { ask, query })
  }
  const killed = await Promise.all(trials.map(runAndKill))
  for (let round = 0; round < 4; round += 1) await world.pass(120_000)
  for (const trial of trials) await verify(trial)
  return trials.map((trial, n) => ({ ...trial, killed: killed[n] === true }))
}

async function prepare(seed: number): Promise<Trial> {
  const point = faultPoints[seed % faultPoints.length] ?? 'request read'
  const target = point === 'documents kept' ? documents : pick(seed, 2, operations)
  const mailbox = await world.given.workingMailbox()
  const before = (await mailbox.customer.get(`/pec/${mailbox.id}`)).text
  return { seed, point, target, mailbox, capturesBefore: await captures(mailbox), before }
}
const documents = operations.find(({ operation }) => operation === 'preserveMailbox') ?? pick(0, 0, operations)

/** Makes the call in a separate process; returns whether it was killed. */
async function runAndKill({ point, target, mailbox }: Trial): Promise<boolean> {
  const { host, port, user: name, database } = world.context.database.pool.options
  const body = await target.body()
  const dyingCall: DyingCall = {
    connection: { host: String(host), port: Number(port), user: String(name), database: String(database) },
    dataFolder: world.context.dataFolder,
    provider: { url: provider?.url ?? '', secret: provider?.secret ?? '' },
    offsetMs: world.context.clock.offsetMs(),
    operation: target.operation,
    call: {
      authorization: `Bearer ${mailbox.customer.token}`,
      params: { id: mailbox.id },
      query: {},
      body: body && JSON.stringify(body),
      contentType: 'application/json',
      requestId: mailbox.id,
      ip: '127.0.0.1',
      host: 'localhost',
      idempotencyKey: undefined,
      prefetch: false,
    },
    diesAt: point,
  }
  const script = join(inject('builtServer'), 'dying-process.js')
  const child = spawn(process.execPath, [script, JSON.stringify(dyingCall)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
  const [, signal]: unknown[] = await once(child, 'exit')
  if (output.startsWith('done')) expect(await captures(mailbox), 'acknowledged but not paid').toBeGreaterThan(0)
  return signal === 'SIGKILL'
}

async function captures({ id }: GivenMailbox): Promise<number> {
  const found = await world.context.database.pool.query(
    "select 1 from ledger_entries where kind = 'capture' and position($1 in cause) > 0",
    [id],
  )
  return found.rowCount ?? 0
}

/** Debit, local effect and remote effect: all or none, and nothing left pending. */
async function verify({ seed, point, target, mailbox, capturesBefore, before }: Trial): Promise<void> {
  const where = `seed ${seed}, killed at "${point}" in ${target.operation}`
  const { pool } = world.context.database
  const open = await pool.query("select 1 from provider_operations where state = 'pending' and subject_id = $1", [
    mailbox.id,
  ])
  expect(open.rowCount, `${where}: operation left pending`).toBe(0)
  const paid = (await captures(mailbox)) - capturesBefore
  const changed = (await mailbox.customer.get(`/pec/${mailbox.id}`)).text === before ? 0 : 1
  const executed = provider?.done(target.what, mailbox.casella_pec)
  expect({ paid, changed }, where).toEqual({ paid: executed, changed: executed })
  const held = await pool.query<{ held: string; balance: string }>(
    'select held_cents::text as held, balance_cents::text as balance from wallets where account_id = $1',
    [mailbox.customer.accountId],
  )
  const balance = String(100_000 - 6400 - paid * target.price)
  expect(held.rows[0], where).toEqual({ held: '0', balance })
}
