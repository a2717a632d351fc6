// Random minutes of everything at once, and then the books: STRESS_SECONDS makes them longer, PROPERTY_SEED repeats what
// was random.
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccount } from '../../src/accounts/open.ts'
import { createOperatorToken, createToken } from '../../src/accounts/tokens.ts'
import { openContext } from '../../src/context.ts'
import type { Context } from '../../src/context.ts'
import { startEmbeddedPostgres } from '../../src/database/embedded.ts'
import { sweepDocuments } from '../../src/jobs/sweep-documents.ts'
import { openLog } from '../../src/log.ts'
import { readSettings } from '../../src/settings.ts'
import type { Endpoint } from '../../src/testing/postgres.ts'
import { propertySeed } from '../../src/testing/property-seed.ts'
import { startFakeConnector } from '../../src/providers/connector/fake-server.ts'
import { brokenRules } from './invariants.ts'
import { makeFillable } from './stress-faults.ts'
import { startStressReceiver } from './stress-receiver.ts'
import { stress } from './stress-run.ts'
import type { Player } from './stress-outcome.ts'
import { reportOf } from './stress-report.ts'

const seconds = Number(process.env.STRESS_SECONDS ?? 45)
// In a long run as long as a machine sleeps; in a short one longer than anything is in hand.
const frozenMs = seconds > 600 ? 120_000 : 13_000
const closing: (() => Promise<unknown>)[] = []
let context: Context
let superuser: pg.Pool
let connection: Endpoint
let dataFolder: string
let superuserAt: Endpoint

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'ceralacca-stress-'))
  closing.push(() => rm(dataFolder, { recursive: true, force: true }))
  const postgres = await startEmbeddedPostgres({
    dir: join(dataFolder, 'postgres'),
    settings: { fsync: 'off', deadlock_timeout: '100ms' },
  })
  closing.push(() => postgres.stop())
  connection = postgres.connection
  superuserAt = { ...postgres.superuser, database: postgres.connection.database }
  superuser = new pg.Pool({ ...superuserAt, ssl: false, max: 4 })
  superuser.on('error', () => undefined)
  closing.push(() => superuser.end())
  context = await openContext(readSettings({ DATA_DIR: dataFolder }), {
    log: openLog('silent'),
    purpose: 'migration',
    connection,
  })
  closing.push(() => context[Symbol.asyncDispose]())
}, 120_000)
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

it(
  'whatever falls together, nothing is lost, paid twice or left behind, and nobody dies',
  async () => {
    const seed = propertySeed('stress')
    await using receiver = await startStressReceiver(seed)
    const provider = await startFakeConnector({
      askAgainAt: () => new Date(context.clock.now().getTime() + 30_000),
    })
    closing.push(() => provider.close())
    const players: Player[] = []
    for (const resets of [false, false, true]) {
      const opened = await createAccount(context, {
        email: `stress${players.length}@example.com`,
        creditCents: 5_000_00,
        reason: 'test',
      })
      if (opened === undefined) throw new Error('the account exists already')
      const { token } = await createToken(context, { accountId: opened.id })
      const lists = { mailboxes: [], domains: [], requests: [] }
      players.push({ token, accountId: opened.id, callbackUrl: receiver.url, resets, ...lists })
    }
    const operatorToken = (await createOperatorToken(context, 'stress')).token
    const { url, secret } = provider
    const serving = { connection, superuser: superuserAt, dataFolder, provider: { url, secret } }
    await makeFillable(superuser)
    const outcome = await stress({
      seed,
      seconds,
      frozenMs,
      process: serving,
      provider,
      receiver,
      superuser,
      players,
      operatorToken,
    })

    const swept = await sweepOld()
    outcome.recoveries.set('object swept', swept)
    process.stdout.write(reportOf(seed, seconds, outcome))
    expect(outcome.deaths).toEqual([])
    expect(outcome.wrong).toEqual([])
    expect(await brokenRules(context, superuser)).toEqual({})
    const ids = outcome.acknowledged.map(({ id }) => id)
    const lost = await superuser.query(
      `select id from unnest($1::text[]) as id where id not in (
        select id from mailboxes union all select id from certified_domains union all select id from registry_requests)`,
      [ids],
    )
    expect(lost.rows, 'acknowledged and gone').toEqual([])
    const renewed = await superuser.query(
      `select id, times from unnest($1::text[], $2::int[]) as r (id, times) where times > (
        select count(*) from history h where h.subject_id = r.id and h.move = 'renew')`,
      [[...outcome.renewed.keys()], [...outcome.renewed.values()]],
    )
    expect(renewed.rows, 'renewed by an answer, and not in the history').toEqual([])
    expect(outcome.deadlocks).toBe(0)
    expect(outcome.takeOvers.left, 'callbacks in a dead hand that nobody took over in time').toBe(0)
    const told = await superuser.query<{ id: string }>("select id from callback_deliveries where state = 'delivered'")
    expect(
      told.rows.filter(({ id }) => !receiver.taken.has(id)),
      'called delivered, and never taken',
    ).toEqual([])
  },
  (seconds + 180) * 1_000,
)

/** What processes died over and left in the store, swept as if it had lain there for a month. */
async function sweepOld(): Promise<number> {
  const aMonthAgo = new Date(context.clock.realNow().getTime() - 30 * 86_400_000)
  for await (const key of context.objects.list(''))
    await utimes(join(dataFolder, 'documents', key), aMonthAgo, aMonthAgo)
  return sweepDocuments.run(context, context.clock.now())
}
