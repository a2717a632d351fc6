// Providers that fail, are paused, or have many waiting: what is asked of them, what customers pay, what operators see.
import { createServer } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareWithProviders } from '../../src/jobs/compare-with-providers.ts'
import { followActivation } from '../../src/jobs/follow-activation.ts'
import { renewAutomatically } from '../../src/jobs/renew-automatically.ts'
import { providerGates } from '../../src/providers/gates.ts'
import { untraced } from '../../src/tracing/tracer.ts'
import { startFakeServer } from '../../src/providers/upstream/fake-server.ts'
import type { FakeServer, GivenAnswer } from '../../src/providers/upstream/fake-server.ts'
import { itemsOf, memberOf, noticesTo } from '../../src/testing/caller.ts'
import { registration } from '../../src/testing/fixtures.ts'
import { onLoopback } from '../../src/testing/loopback.ts'
import type { Loopback } from '../../src/testing/loopback.ts'
import { seedMailboxes } from '../../src/testing/seed.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer } from '../../src/testing/world.ts'

const A_MINUTE_MS = 60_000
const A_DAY_MS = 86_400_000

let folder = ''
let fake: FakeServer
/** A server that takes every question and answers none but whether it is there. */
let hanging: Loopback
beforeAll(async () => {
  fake = await startFakeServer()
  hanging = await onLoopback(
    createServer((request, response) => {
      if (request.url === '/pec?limit=1') response.writeHead(401).end()
    }),
  )
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-gates-'))
  const at = (baseUrl: string) => ({ kind: 'upstream', baseUrl, token: { env: 'UPSTREAM_TOKEN' } })
  const file = {
    providers: { vendor: at(fake.url), gone: at('http://127.0.0.1:1'), hanging: at(hanging.url) },
    routes: [{ tipo_casella: 'SILVER', provider: 'gone' }, { provider: 'vendor' }],
  }
  await writeFile(join(folder, 'providers.json'), JSON.stringify(file))
})
afterAll(async () => {
  await hanging.close()
  await fake.close()
  await rm(folder, { recursive: true, force: true })
})
const world = startServer({
  UPSTREAM_TOKEN: 'upstream-token-geheim',
  get PROVIDERS_FILE() {
    return join(folder, 'providers.json')
  },
})

const free: GivenAnswer = {
  status: 200,
  body: JSON.stringify({ data: { available: true }, success: true, error: null }),
}
const noCredit: GivenAnswer = {
  status: 402,
  body: JSON.stringify({
    success: false,
    message: 'Insufficient Credit in Wallet: 64.00 > 3.20',
    error: 262,
    data: null,
  }),
}

/** What an operator sees of a provider. */
async function shown(name: string): Promise<unknown> {
  const { data } = await (await world.operator()).get('/v1/operator/providers')
  return Array.isArray(data) ? data.find((one) => memberOf(one, 'name') === name) : undefined
}
async function operation(provider: string, name: string): Promise<unknown> {
  const operations = memberOf(await shown(provider), 'operations')
  return Array.isArray(operations) ? operations.find((one) => memberOf(one, 'operation') === name) : undefined
}
async function eventKinds(subject: string): Promise<unknown[]> {
  const { data } = await (await world.operator()).get('/v1/operator/events?limit=100')
  return itemsOf(data)
    .filter((one) => memberOf(one, 'subject') === subject)
    .map((one) => memberOf(one, 'kind'))
}
const askedSince = (before: number) => fake.asked.slice(before).map((one) => one.operation)
const moveClock = (ms: number) => {
  const { clock } = world.context
  clock.setOffsetMs(clock.offsetMs() + ms)
}

/** Mailboxes of a customer at a provider, as if ordered there. */
async function seeded(
  customer: Customer,
  provider: string,
  count: number,
  changes = sql`stato = stato`,
): Promise<void> {
  const firstExpiry = new Date(world.context.clock.now().getTime() + 200 * A_DAY_MS)
  await seedMailboxes(world.context, { accountId: customer.accountId, count, firstExpiry, spreadDays: 0.01 })
  await sql`
    update mailboxes set provider = ${provider}, provider_ref = id, renew_at = null, remind_at = null
    where account_id = ${customer.accountId}`.execute(world.context.database.kysely)
  await sql`update mailboxes set ${changes} where account_id = ${customer.accountId}`.execute(
    world.context.database.kysely,
  )
}
/** Takes what is at a provider out of its comparison, with what was found there. */
async function nothingElseAt(provider: string): Promise<void> {
  await sql`delete from provider_differences`.execute(world.context.database.kysely)
  for (const table of ['mailboxes', 'certified_domains', 'registry_requests'])
    await sql`update ${sql.table(table)} set provider_ref = null where provider = ${provider}`.execute(
      world.context.database.kysely,
    )
}
const waiting = () =>
  sql`stato = 'in_evasione', submissions = 1, check_at = ${world.context.clock.now()}::timestamptz, scadenza = null`

describe('a provider where our credit is used up', () => {
  it('is asked for that no more, until an operator resumes it or a try succeeds', async () => {
    const customer = await world.customer()
    fake.next(free, noCredit)
    expect(await customer.post('/pec', registration())).toMatchObject({ status: 503, error: 263 })
    expect(await operation('vendor', 'mailboxes.register')).toMatchObject({
      calls: 1,
      success_rate: 0,
      last_failure: 'no credit',
      breaker: 'open',
    })
    expect(await eventKinds('vendor')).toEqual(['breaker-opened'])
    const labels = 'provider="vendor",operation="mailboxes.register"'
    expect(await world.metric(`ceralacca_provider_breaker_changes_total{${labels},to="open"}`)).toBe(1)
    expect(await world.metric(`ceralacca_provider_breaker_open{${labels}}`)).toBe(1)

    const before = fake.asked.length
    fake.next(free)
    expect(await customer.post('/pec', registration())).toMatchObject({ status: 503, error: 263 })
    expect(askedSince(before)).toEqual(['GET /verifica_pec/{pec}'])
    expect((await customer.get('/wallet/transactions')).text).not.toContain('64')
    expect(await customer.credit()).toBe('1000.00')

    const resumed = await (await world.operator()).post('/v1/operator/providers/vendor/resume')
    expect(resumed.data).toEqual({ name: 'vendor', resumed: true })
    expect(await eventKinds('vendor')).toEqual(['provider-resumed', 'breaker-opened'])
    expect(await operation('vendor', 'mailboxes.register')).toMatchObject({ breaker: 'closed' })
    fake.next(free, noCredit)
    await customer.post('/pec', registration())

    // The next try is one order among those that come then.
    moveClock(31_000)
    expect(await operation('vendor', 'mailboxes.register')).toMatchObject({ breaker: 'half-open' })
    const order = registration()
    fake.shows({ casella_pec: order.casella_pec, tipo_casella: order.tipo_casella, stato: 'registrata' })
    fake.next(free)
    expect(await customer.post('/pec', order)).toMatchObject({ status: 200 })
    expect(await operation('vendor', 'mailboxes.register')).toMatchObject({ breaker: 'closed', failures_in_a_row: 0 })
    expect((await eventKinds('vendor'))[0]).toBe('breaker-closed')
    fake.shows({})
  })
})

describe('a provider nobody reaches', () => {
  it('is asked five times, then rarely; its customers are refused at once and pay nothing', async () => {
    const customer = await world.customer()
    const order = () => customer.post('/pec', registration({ tipo_casella: 'SILVER' }))
    for (let orders = 0; orders < 5; orders += 1) expect(await order()).toMatchObject({ status: 503, error: 263 })
    const open = { breaker: 'open', failures_in_a_row: 5, calls: 5, success_rate: 0 }
    expect(await operation('gone', 'mailboxes.checkAddress')).toMatchObject(open)
    expect(await order()).toMatchObject({ status: 503, error: 263 })
    expect(await operation('gone', 'mailboxes.checkAddress')).toMatchObject({ calls: 5 })
    // Each try in vain doubles the pause: 30 s, 60 s, 120 s …
    for (const [seconds, calls] of [
      [31, 6],
      [31, 6],
      [31, 7],
      [90, 7],
      [40, 8],
    ] as const) {
      moveClock(seconds * 1_000)
      await order()
      expect(await operation('gone', 'mailboxes.checkAddress')).toMatchObject({ calls })
    }
    expect(await customer.credit()).toBe('1000.00')
    expect(await shown('gone')).toMatchObject({ reachable: false, pending_operations: 0, oldest_pending_at: null })
  })
})

describe('a paused provider', () => {
  const operatorPauses = async (name: string, reason: unknown = 'manutenzione annunciata') =>
    (await world.operator()).post(`/v1/operator/providers/${name}/pause`, { reason })

  it('is asked nothing by any process; what waits for it waits, and goes on afterwards', async () => {
    const customer = await world.customer()
    await seeded(customer, 'vendor', 3, waiting())
    expect((await operatorPauses('vendor')).data).toEqual({ name: 'vendor', paused: true })
    const before = fake.asked.length
    expect(await customer.post('/pec', registration())).toMatchObject({ status: 503, error: 263 })
    expect(await followActivation.run(world.context, world.context.clock.now())).toBe(0)
    // Nothing is due, so no job spins.
    expect(await followActivation.nextDue(world.context)).toBeUndefined()
    expect(askedSince(before)).toEqual([])
    expect(await shown('vendor')).toMatchObject({ paused: { reason: 'manutenzione annunciata' }, reachable: true })
    const { database, clock, metrics, log, providers } = world.context
    const neighbour = providerGates({ database, clock, metrics, log, tracer: untraced })
    const ready = await neighbour.readiness([providers.named('vendor')], 'mailboxes.renew')
    expect(ready.get('vendor')).toMatchObject({ is: 'closed', why: 'paused' })
    await neighbour.close()

    const operator = await world.operator()
    expect((await operator.post('/v1/operator/providers/vendor/resume')).data).toMatchObject({ resumed: true })
    expect((await operator.post('/v1/operator/providers/vendor/resume')).data).toMatchObject({ resumed: false })
    expect((await eventKinds('vendor')).slice(0, 2)).toEqual(['provider-resumed', 'provider-paused'])
    fake.next({ status: 500, body: '' })
    // It is asked, and nothing is heard.
    expect(await followActivation.run(world.context, world.context.clock.now())).toBe(0)
    expect(fake.asked.length).toBeGreaterThan(before)
    await sql`update mailboxes set check_at = null where account_id = ${customer.accountId}`.execute(database.kysely)
  })

  it('leaves automatic renewals to their expiry, and to the days after it', async () => {
    const customer = await world.customer()
    const { clock, database } = world.context
    const expiry = new Date(Math.floor(clock.now().getTime() / 1000) * 1000 + A_DAY_MS)
    await seeded(customer, 'vendor', 1, sql`scadenza = ${expiry}, renew_at = ${clock.now()}, autorinnovo = true`)
    await operatorPauses('vendor')
    const before = fake.asked.length
    expect(await renewAutomatically.run(world.context, clock.now())).toBe(0)
    expect(await renewAutomatically.nextDue(world.context)).toEqual(expiry)
    moveClock(A_DAY_MS)
    await world.drain()
    const found = await sql<{ stato: string; renew_at: Date }>`
      select stato, renew_at from mailboxes where account_id = ${customer.accountId}`.execute(database.kysely)
    expect(found.rows).toEqual([{ stato: 'revocata', renew_at: expiry }])
    expect(await noticesTo(customer)).toMatchObject([{ kind: 'renewal-failed' }])
    expect(await customer.credit()).toBe('1000.00')
    expect(askedSince(before)).toEqual([])
    await (await world.operator()).post('/v1/operator/providers/vendor/resume')
    await sql`update mailboxes set renew_at = null where account_id = ${customer.accountId}`.execute(database.kysely)
  })

  world.refuses(109, 'pausing a provider nobody knows', () => operatorPauses('nobody'))
  world.refuses(109, 'resuming a provider nobody knows', async () =>
    (await world.operator()).post('/v1/operator/providers/nobody/resume'),
  )
  world.refuses(110, 'pausing without a reason', () => operatorPauses('vendor', ''))
  world.refuses(148, 'pausing what answers in process', () => operatorPauses('sandbox'))
})

describe('a thousand mailboxes that wait at one provider', () => {
  it('cost the calls a minute it is given, in turn, from however many processes', async () => {
    const customer = await world.customer()
    await seeded(customer, 'vendor', 1_000, waiting())
    fake.shows({ stato: 'in_evasione' })
    const started = world.context.clock.now()
    const asked: number[] = []
    for (let second = 0; second < 150; second += 1) {
      const before = fake.asked.length
      // Two at once, as two processes would.
      const run = () => followActivation.run(world.context, world.context.clock.now())
      await Promise.all([run(), run()])
      const at = world.context.clock.now().getTime() - started.getTime()
      asked.push(...askedSince(before).map(() => at))
      moveClock(1_000)
    }
    for (let from = 0; from <= 90_000; from += 5_000) {
      const within = asked.filter((at) => at >= from && at < from + A_MINUTE_MS).length
      expect(within, `from ${from} ms`).toBeLessThanOrEqual(60)
    }
    expect(asked.length).toBeGreaterThan(120)
    expect(await shown('vendor')).toMatchObject({ budget: { calls_per_minute: 60 } })
    fake.shows({})
    await sql`update mailboxes set check_at = null where account_id = ${customer.accountId}`.execute(
      world.context.database.kysely,
    )
  }, 120_000)
})

describe('a provider that never answers', () => {
  it('holds up nothing at the others, and is asked one batch at a time', async () => {
    const [slow, quick] = [await world.customer(), await world.customer()]
    await seeded(slow, 'hanging', 50, waiting())
    await seeded(quick, 'vendor', 2, waiting())
    moveClock(10 * A_MINUTE_MS)
    const before = fake.asked.length
    const run = () => followActivation.run(world.context, world.context.clock.now(), undefined, 'begun')
    expect(await run()).toBe(2)
    expect(await run()).toBe(0)
    expect(world.context.gates.isInTurn({ name: 'follow-activation hanging' })).toBe(true)
    while (world.context.gates.isInTurn({ name: 'follow-activation vendor' })) await new Promise(setImmediate)
    moveClock(2_000)
    expect(await run()).toBe(1)
    while (world.context.gates.isInTurn({ name: 'follow-activation vendor' })) await new Promise(setImmediate)
    expect(askedSince(before).length).toBe(2)
    await hanging.close()
    await world.context.gates.settled()
    for (const { accountId } of [slow, quick])
      await sql`update mailboxes set check_at = null where account_id = ${accountId}`.execute(
        world.context.database.kysely,
      )
  })
})

describe('the nightly comparison', () => {
  /** Nights until everything had its turn, which comes again after a week; a slice is a seventh. */
  async function nights(): Promise<void> {
    for (let night = 0; night < 8; night += 1) {
      moveClock(A_DAY_MS - 1)
      const due = await compareWithProviders.nextDue(world.context)
      if (due !== undefined && due > world.context.clock.now())
        moveClock(due.getTime() - world.context.clock.now().getTime() + 1)
      await compareWithProviders.run(world.context, world.context.clock.now())
    }
  }
  const differencesOf = async (subject: string) => {
    const { data } = await (await world.operator()).get('/v1/operator/events?limit=100')
    return itemsOf(data)
      .filter((one) => memberOf(one, 'subject') === subject)
      .map((one) => memberOf(memberOf(one, 'detail'), 'differences'))
  }

  it('is of domains too: their state, expiry and flags', async () => {
    const { accountId } = await world.customer()
    const id = 'd'.repeat(24)
    await nothingElseAt('vendor')
    await sql`
      insert into certified_domains (id, account_id, provider, provider_ref, dominio, fornitore, tipo_dominio, anni, numero_pec,
        id_ordine, stato, stato_fornitore, dns, config, certif, registrazione, ultima_modifica, scadenza)
      values (${id}, ${accountId}, 'vendor', ${id}, 'pec.confronto.it', 'infocert', 'interno', 1, 5, 'abcdef', 'evaso', 'OK', 'OK', 'OK',
        'OK', now(), now(), '2030-01-31T10:00:00Z')`.execute(world.context.database.kysely)
    const expiry = Date.parse('2030-01-31T10:00:00Z') / 1_000
    const flags = { stato_fornitore: 'OK', dns: 'OK', config: 'OK', certif: 'OK' }
    const here = { id, dominio: 'pec.confronto.it', stato: 'evaso', ...flags, timestamp: { scadenza: expiry } }
    fake.shows(here)
    await nights()
    expect(await differencesOf(id)).toEqual([])
    fake.shows({ ...here, certif: 'KO', timestamp: { scadenza: expiry + 365 * 86_400 } })
    await nights()
    expect(await differencesOf(id)).toEqual([
      { certif: { here: 'OK', there: 'KO' }, scadenza: { here: expiry, there: expiry + 365 * 86_400 } },
    ])
  })

  it('is of requests to the register too: their state', async () => {
    const { accountId } = await world.customer()
    const id = 'e'.repeat(24)
    await nothingElseAt('vendor')
    await sql`
      insert into registry_requests (id, account_id, provider, provider_ref, stato, casella_pec, ragione_sociale, cf_piva, provincia,
        comune, pec_amministratore, nome, cognome, cf, qualifica, email, cellulare, codice_registro_imprese, created_at, timestamp)
      values (${id}, ${accountId}, 'vendor', ${id}, 'comunicazione_evasa', 'a@pec.example.it', 'Prova', '12345678903', 'RM', 'Roma',
        false, 'Mario', 'Rossi', 'RSSMRA80A01H501U', 'AMM', 'a@example.it', '333', 'x', now(), now())`.execute(
      world.context.database.kysely,
    )
    const here = { id, casella_pec: 'a@pec.example.it', cf_piva: '12345678903', stato: 'comunicazione_evasa' }
    fake.shows(here)
    await nights()
    expect(await differencesOf(id)).toEqual([])
    fake.shows({ ...here, stato: 'documenti_errati' })
    await nights()
    expect(await differencesOf(id)).toEqual([{ stato: { here: 'comunicazione_evasa', there: 'documenti_errati' } }])
  })

  it('tells of what differs once, until it changes or agrees again, and changes nothing', async () => {
    const customer = await world.customer()
    await nothingElseAt('vendor')
    await seeded(customer, 'vendor', 1)
    const list = (await customer.get('/pec')).data
    const [mailbox] = Array.isArray(list) ? list : []
    const id = String(memberOf(mailbox, 'id'))
    const own = (await customer.get(`/pec/${id}`)).data
    const here = {
      id,
      casella_pec: memberOf(own, 'casella_pec'),
      stato: 'evasa',
      timestamp: { scadenza: memberOf(memberOf(own, 'timestamp'), 'scadenza') },
      spazio_disco: 2048,
      spazio_storico: 1024,
      spazio_conservazione: 0,
    }
    fake.shows(here)
    await nights()
    expect(await eventKinds(id)).toEqual([])
    fake.shows({ ...here, stato: 'revocata', spazio_disco: 1024 })
    await nights()
    await nights()
    expect(await eventKinds(id)).toEqual(['provider-differs'])
    const { data } = await (await world.operator()).get('/v1/operator/events?limit=1')
    expect(itemsOf(data)).toMatchObject([
      {
        kind: 'provider-differs',
        detail: {
          provider: 'vendor',
          resource: { kind: 'mailbox', id },
          differences: { stato: { here: 'evasa', there: 'revocata' }, spazio_disco: { here: 2048, there: 1024 } },
        },
      },
    ])
    expect(await shown('vendor')).toMatchObject({ differences: 1 })
    expect((await customer.get(`/pec/${id}`)).data).toEqual(own)
    fake.shows({ ...here, id: 'f'.repeat(24) })
    await nights()
    expect(await eventKinds(id)).toEqual(['provider-differs', 'provider-differs'])
    fake.shows(here)
    await nights()
    expect(await eventKinds(id)).toEqual(['provider-agrees', 'provider-differs', 'provider-differs'])
    expect(await shown('vendor')).toMatchObject({ differences: 0 })
  })
})

describe('a provider that may not be asked, and the clock of an account', () => {
  it('does not hold the clock up, nor what falls due on the way', async () => {
    const [customer, other] = [await world.customer(), await world.customer()]
    const { kysely } = world.context.database
    await seeded(other, 'vendor', 1)
    await seeded(customer, 'gone', 12, waiting())
    const firstExpiry = new Date(world.context.clock.now().getTime() + 100 * A_DAY_MS)
    await sql`
      update mailboxes set stato = 'evasa', check_at = null, scadenza = ${firstExpiry} where id in (
        select id from mailboxes where account_id = ${customer.accountId} order by id limit 1)`.execute(kysely)
    const body = { advance: 'P1Y', scope: 'account' }
    expect(await customer.post('/v1/sandbox/clock', body)).toMatchObject({
      status: 200,
      data: { scope: 'account', ran: { expire: expect.any(Number) } },
    })
    const rows = await sql<{ stato: string; count: number }>`
      select stato, count(*)::int as count from mailboxes where account_id = ${customer.accountId}
      group by stato order by stato`.execute(kysely)
    expect(rows.rows).toEqual([
      { stato: 'chiusa', count: 1 },
      { stato: 'in_evasione', count: 11 },
    ])
    const expired = await sql<{ days: number }>`
      select round(extract(epoch from at - ${firstExpiry}::timestamptz) / 86400)::int as days from history h
      join mailboxes m on m.id = h.subject_id where m.account_id = ${customer.accountId} order by at`.execute(kysely)
    expect(expired.rows).toEqual([{ days: 0 }, { days: 90 }])
    expect(memberOf((await other.get('/v1/sandbox/clock')).data, 'scope')).toBe('all')
    await sql`update mailboxes set check_at = null where account_id = ${customer.accountId}`.execute(kysely)
  })
})
