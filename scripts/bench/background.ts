// How fast the background is: activations, steps at the register, callbacks, and how requests fare beside it.
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import { firstLine, measure, onCore, tableOf, withFixture } from './fixture.ts'
import type { Fixture, Measured } from './fixture.ts'
import type { Load } from './load.ts'

const ACTIVATIONS = 10_000
const STEPS = 2_000
const CALLBACKS = 5_000
const STARTS = 200
const RECEIVERS = 10
const ROUNDS_BESIDE = 3
// Seldom, as looking costs the server's core too, the more the more dead rows there are.
const LOOK_EVERY_MS = 500

/** Measures one server with its provider's delay set to nothing; returns the section of the page. */
export async function benchBackground(): Promise<string> {
  return withFixture({ SANDBOX_PROVIDER_DELAY_MS: '0', CALLBACK_PRIVATE_ADDRESSES: 'allow' }, async (fixture) => {
    const receivers = Array.from({ length: RECEIVERS + 1 }, (_, n) =>
      onCore(1, ['--import', 'tsx', 'scripts/bench/receiver.ts', n === RECEIVERS ? 'hangs' : 'answers']),
    )
    try {
      const urls = await Promise.all(receivers.map(firstLine))
      return await background(fixture, urls)
    } finally {
      for (const receiver of receivers) receiver.kill()
    }
  })
}

async function background(fixture: Fixture, urls: string[]): Promise<string> {
  const { context, accountId } = fixture
  const [quick = ''] = urls
  const expiry = new Date(context.clock.now().getTime() + 300 * 86_400_000)
  await seedMailboxes(context, { accountId, count: ACTIVATIONS, firstExpiry: expiry, spreadDays: 1 })
  const rows: (string | number)[][] = [['what', 'figure', 'aim']]
  const starts = await startTimes(fixture)
  rows.push(['from commit to start, median ms', starts[Math.floor(STARTS / 2)] ?? 0, 'under 50'])
  rows.push(['from commit to start, p99 ms', starts[Math.floor(STARTS * 0.99)] ?? 0, 'under 500'])
  const one = `/pec/${await anyMailbox(fixture)}`
  await measure(fixture.folder, reads(fixture, one))
  const idle = await measure(fixture.folder, reads(fixture, one))
  rows.push(['activations a second, no callbacks', await activations(fixture, []), 'at least 200'])
  rows.push(['steps at the register a second', await registerSteps(fixture), 'at least 100'])
  rows.push(['callbacks a second, one quick receiver', await callbacks(fixture, [quick]), 'at least 500'])
  const beside: Measured[] = []
  const done = activations(fixture, urls.slice(0, RECEIVERS))
  let over = false
  void done.then(() => (over = true))
  while (!over) beside.push(await measure(fixture.folder, reads(fixture, one)))
  rows.push(['activations a second with callbacks, 10 connections reading', await done, ''])
  const p99 = Math.max(...beside.map(({ p99Ms }) => p99Ms))
  rows.push([
    `GET /pec/{id} beside that, p99 ms (idle ${idle.p99Ms})`,
    `${p99} (${(p99 / idle.p99Ms).toFixed(1)} times)`,
    'at most 3 times',
  ])
  for (const row of await besideOldTransaction(fixture, quick)) rows.push(row)
  rows.push(['healthy callbacks with one of ten dead, p99 ms', await healthyDelay(fixture, urls, 50), 'under 1000'])
  rows.push(['the same with eighty waiting for one that hangs', await healthyDelay(fixture, urls, 80), 'under 1000'])
  return tableOf(rows)
}

/** How activations and callbacks fare while a transaction is held open, as a backup does, and what it keeps adds up. */
async function besideOldTransaction(fixture: Fixture, quick: string): Promise<(string | number)[][]> {
  const { pool } = fixture.context.database
  const before = [await activations(fixture, []), await callbacks(fixture, [quick])] as const
  const holder = await pool.connect()
  try {
    await holder.query('set idle_in_transaction_session_timeout = 0')
    await holder.query('begin isolation level repeatable read')
    await holder.query('select count(*) from mailboxes')
    let after: readonly [number, number] = [0, 0]
    for (let round = 0; round < ROUNDS_BESIDE; round += 1)
      after = [await activations(fixture, []), await callbacks(fixture, [quick])]
    const dead = await pool.query<{ n: number }>(
      "select sum(n_dead_tup)::int as n from pg_stat_user_tables where relname in ('mailboxes', 'callback_deliveries')",
    )
    const row = (what: string, n: 0 | 1) => [
      `${what} a second, before and with a transaction held open over ${dead.rows[0]?.n ?? 0} dead rows`,
      `${before[n]}, ${after[n]} (${(after[n] / before[n]).toFixed(2)})`,
      'at least 0.8',
    ]
    return [row('activations', 0), row('callbacks', 1)]
  } finally {
    await holder.query('rollback')
    holder.release(true)
  }
}

const reads = ({ baseUrl, token }: Fixture, path: string): Load => ({
  url: baseUrl,
  method: 'GET',
  headers: { authorization: `Bearer ${token}` },
  paths: [path],
  seconds: 2,
  from: 0,
})

async function anyMailbox({ context }: Fixture): Promise<string> {
  const { rows } = await context.database.pool.query<{ id: string }>('select id from mailboxes where place = 1')
  return rows[0]?.id ?? ''
}

/** Milliseconds from the commit that makes a mailbox due to the one that activates it, one at a time, sorted. */
async function startTimes({ context: { database, wakeUps } }: Fixture): Promise<number[]> {
  const times: number[] = []
  for (let n = 1; n <= STARTS; n += 1) {
    await database.pool.query("update mailboxes set stato = 'in_evasione', check_at = now() where place = $1", [n])
    const startedAt = performance.now()
    wakeUps.wake('follow-activation')
    for (;;) {
      const { rows } = await database.pool.query<{ stato: string }>('select stato from mailboxes where place = $1', [n])
      if (rows[0]?.stato === 'evasa') break
    }
    times.push(Math.round(performance.now() - startedAt))
  }
  return times.sort((a, b) => a - b)
}

/** Makes every mailbox due and activates it, with callbacks to those addresses; returns how many a second. */
async function activations({ context: { database, wakeUps } }: Fixture, urls: string[]): Promise<number> {
  await database.pool.query(
    `update mailboxes set stato = 'in_evasione', check_at = now(), callback = case when cardinality($1::text[]) > 0 then
      json_build_object('url', ($1::text[])[1 + place % cardinality($1)], 'field', 'data', 'method', 'JSON', 'data', json_build_object()) end`,
    [urls],
  )
  await database.pool.query('vacuum analyze mailboxes')
  return perSecond(
    ACTIVATIONS,
    () => wakeUps.wake('follow-activation'),
    async () => {
      const { rows } = await database.pool.query<{ n: number }>(
        `select (select count(*) from mailboxes where check_at is not null)::int
        + (select count(*) from callback_deliveries where state = 'due')::int as n`,
      )
      return rows[0]?.n ?? 0
    },
  )
}

async function registerSteps({ context: { database, wakeUps }, accountId }: Fixture): Promise<number> {
  await database.pool.query(
    `insert into registry_requests (id, account_id, provider, stato, casella_pec, ragione_sociale, cf_piva, provincia, comune,
      pec_amministratore, nome, cognome, cf, qualifica, email, cellulare, codice_registro_imprese, created_at, timestamp,
      check_at)
    select lpad(to_hex(n), 24, '0'), $1, $2, 'codice_in_richiesta', 'a' || n || '@pec.example.it', 'Prova', '12345678901', 'RM',
      'Roma', false, 'Mario', 'Rossi', 'RSSMRA80A01H501U', 'AMM', 'a@example.it', '333', '', now(), now(), now()
    from generate_series(1, $3::int) n`,
    [accountId, 'sandbox', STEPS],
  )
  return perSecond(
    STEPS,
    () => wakeUps.wake('follow-requests'),
    async () => {
      const { rows } = await database.pool.query<{ n: number }>(
        "select count(*)::int as n from registry_requests where stato = 'codice_in_richiesta'",
      )
      return rows[0]?.n ?? 0
    },
  )
}

async function callbacks(fixture: Fixture, urls: string[]): Promise<number> {
  const { context } = fixture
  await addDeliveries(fixture, urls, CALLBACKS)
  return perSecond(
    CALLBACKS,
    () => context.wakeUps.wake('deliver-callbacks'),
    () => dueDeliveries(fixture),
  )
}

async function addDeliveries({ context, accountId }: Fixture, urls: string[], count: number): Promise<void> {
  await context.database.pool.query(
    `insert into callback_deliveries (id, account_id, subject_kind, subject_id, scope, event, url, origin, content_type, body,
      state, next_attempt_at, created_at)
    select 'msg_' || gen_random_uuid(), $1, 'mailbox', 'x', 'x', 'accept', u, rtrim(u, '/'), 'application/json',
      '{"data":"' || repeat('x', 1500) || '"}', 'due', clock_timestamp(), clock_timestamp()
    from (select ($2::text[])[1 + n % cardinality($2::text[])] as u from generate_series(1, $3::int) n) s`,
    [accountId, urls, count],
  )
}

async function dueDeliveries({ context }: Fixture): Promise<number> {
  const { rows } = await context.database.pool.query<{ n: number }>(
    "select count(*)::int as n from callback_deliveries where state = 'due'",
  )
  return rows[0]?.n ?? 0
}

/** The p99 of the healthy ones, in milliseconds from the moment they are due, with one receiver that hangs among them. */
async function healthyDelay(fixture: Fixture, urls: string[], hanging: number): Promise<number> {
  const { pool } = fixture.context.database
  await pool.query('delete from callback_deliveries')
  await addDeliveries(fixture, urls.slice(RECEIVERS), hanging)
  await addDeliveries(fixture, urls.slice(0, RECEIVERS - 1), 450)
  fixture.context.wakeUps.wake('deliver-callbacks')
  for (;;) {
    const { rows } = await pool.query<{ n: number; p99: number }>(
      `select count(*) filter (where state = 'due')::int as n,
        percentile_disc(0.99) within group (order by extract(epoch from finished_at - created_at) * 1000) as p99
      from callback_deliveries where url = any($1)`,
      [urls.slice(0, RECEIVERS - 1)],
    )
    if (rows[0]?.n === 0) return Math.round(rows[0].p99)
    await later(LOOK_EVERY_MS)
  }
}

async function perSecond(count: number, start: () => void, left: () => Promise<number>): Promise<number> {
  const startedAt = performance.now()
  start()
  while ((await left()) > 0) await later(LOOK_EVERY_MS)
  return Math.round((count * 1000) / (performance.now() - startedAt))
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
