// An upgrade under load: the version landed before serves, this one migrates its database meanwhile, both serve it
// together, and the one before ends. UPGRADE_SECONDS makes it longer, PROPERTY_SEED repeats what was random.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { everyScope } from '../../src/auth/scopes.ts'
import { openContext } from '../../src/context.ts'
import { openLog } from '../../src/log.ts'
import { readSettings } from '../../src/settings.ts'
import { callerAt, keyCallerAt, memberOf } from '../../src/testing/caller.ts'
import { copyTemplate } from '../../src/testing/postgres.ts'
import type { Endpoint } from '../../src/testing/postgres.ts'
import { propertySeed } from '../../src/testing/property-seed.ts'
import { startReceiver } from '../../src/testing/receiver.ts'
import { brokenRules } from '../faults/invariants.ts'
import { pick, randomFrom } from '../faults/random.ts'
import { move } from '../faults/stress-moves.ts'
import { noOutcome } from '../faults/stress-outcome.ts'
import type { Player } from '../faults/stress-outcome.ts'
import { landedBefore } from './version-landed-before.ts'

const seconds = Number(process.env.UPGRADE_SECONDS ?? 30)
const CALLERS = 8
// What a mailbox with `guasto` in its name asks the sandbox for.
const PROVIDER_FAILS = 263
const OPERATOR_TOKEN = 'operator-of-an-upgrade-0123456789'
const closing: (() => Promise<unknown>)[] = []
let folder: string
let client: pg.Pool
let connection: Endpoint

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-upgrade-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const copy = await copyTemplate(inject('superuser'), inject('owner'), 'template0')
  closing.push(() => copy.drop())
  connection = copy.connection
  client = new pg.Pool({ ...connection, ssl: false, max: 2 })
  closing.push(() => client.end())
})
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

interface Version {
  which: 'before' | 'now'
  baseUrl: string
  stop(): Promise<number | null>
}

/** What either version said at level error, or of a request that failed. */
const complaints: string[] = []

/** Starts a server of a version on the database; resolves once it is ready. */
async function start(which: Version['which'], main: string): Promise<Version> {
  const { host, port, user, database } = connection
  const child: ChildProcess = spawn(process.execPath, [main], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      DATABASE_URL: `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
      OPERATOR_TOKEN,
      PORT: '0',
      SANDBOX_PROVIDER_DELAY_MS: '50',
      RENEWAL_GUARD_SECONDS: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  closing.push(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await exited
  })
  const baseUrl = await new Promise<string>((resolve, reject) => {
    exited.then(() => reject(new Error(`the version ${which} ended before it was ready`)), reject)
    if (child.stdout === null) return reject(new Error('no output'))
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return
      const said: { msg: string; level: number; baseUrl?: string } = JSON.parse(line)
      if (said.msg === 'ready') resolve(String(said.baseUrl))
      if (said.level >= 50 || said.msg === 'request failed') complaints.push(`${which}: ${line.slice(0, 1_000)}`)
    })
  })
  return {
    which,
    baseUrl,
    async stop() {
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}

it(
  'no call fails and no book is wrong, before, while and after both versions serve',
  async () => {
    const seed = propertySeed('upgrade')
    await using receiver = await startReceiver()
    await using landed = await landedBefore()
    const before = await start('before', landed.main)
    const players = [await newPlayer(before, receiver.url, false), await newPlayer(before, receiver.url, true)]
    let serving: readonly Version[] = [before]
    let goesOn = true
    const outcome = noOutcome()
    const answers = new Map<string, number>()
    const wrong: string[] = []

    const play = async (random: () => number) => {
      while (goesOn) {
        const [version, player] = [pick(random, serving), pick(random, players)]
        if (version === undefined || player === undefined) continue
        const caller = callerAt(version.baseUrl, player.token)
        const operator = callerAt(version.baseUrl, OPERATOR_TOKEN)
        const reply =
          random() < 0.01
            ? await caller.post('/v1/sandbox/clock', { advance: 'P1D' })
            : await move({ player, caller, operator, random, outcome })
        if (reply === undefined) continue
        const what = `${version.which} ${reply.status < 500 ? 'served' : reply.status}`
        answers.set(what, (answers.get(what) ?? 0) + 1)
        if (reply.success === undefined || (reply.status >= 500 && reply.error !== PROVIDER_FAILS))
          wrong.push(`${version.which}: ${reply.status} ${reply.text.slice(0, 300)}`)
      }
    }
    const playing = Promise.all(Array.from({ length: CALLERS }, (_, n) => play(randomFrom(seed * 1_000 + n))))
    await after(3_000)
    const now = await start('now', join(inject('builtServer'), 'main.js'))
    serving = [before, now]
    await after(seconds * 1_000)
    serving = [now]
    // Whoever asked it still is answered.
    const ended = await before.stop()
    await after(2_000)
    goesOn = false
    await playing
    // What is pending ends within days.
    const caller = callerAt(now.baseUrl, players[0]?.token ?? '')
    for (let day = 0; day < 5; day += 1) await caller.post('/v1/sandbox/clock', { advance: 'P1D' })
    await now.stop()

    const told = [...answers].map(([what, count]) => `${what} ${count}`).join(', ')
    process.stdout.write(`upgrade from ${landed.commit}: seed ${seed}, ${seconds} s together; ${told}\n`)
    expect(wrong).toEqual([])
    expect(complaints).toEqual([])
    expect(ended).toBe(0)
    await using context = await openContext(readSettings({ DATA_DIR: folder }), {
      log: openLog('silent'),
      purpose: 'command',
      connection,
    })
    expect(await brokenRules(context, client)).toEqual({})
    const lost = await client.query(
      `select id from unnest($1::text[]) as id where id not in (
        select id from mailboxes union all select id from certified_domains union all select id from registry_requests)`,
      [outcome.acknowledged.map(({ id }) => id)],
    )
    expect(lost.rows, 'acknowledged and gone').toEqual([])
  },
  (seconds + 90) * 1_000,
)

let opened = 0

/** An account opened by the operator of a version, with credit and a token. */
async function newPlayer({ baseUrl }: Version, callbackUrl: string, resets: boolean): Promise<Player> {
  const operator = callerAt(baseUrl, OPERATOR_TOKEN)
  const email = `upgrade${(opened += 1)}@example.com`
  const account = await operator.post('/v1/operator/accounts', { email, credit: '5000.00' })
  const accountId = String(memberOf(account.data, 'id'))
  const key = keyCallerAt(baseUrl, email, String(memberOf(account.data, 'apiKey')))
  const made = await key.post('/tokens', { scopes: everyScope(readSettings({}).SCOPE_HOST) })
  const { token }: { token: string } = JSON.parse(made.text)
  // For as long as its clock is moved.
  await client.query('update tokens set expires_at = null where account_id = $1', [accountId])
  return { token, accountId, callbackUrl, resets, mailboxes: [], domains: [], requests: [] }
}
