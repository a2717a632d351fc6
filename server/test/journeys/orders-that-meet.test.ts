// Orders at a remote provider that meet one another, a reset, or the end of what they are about: each is paid once and
// ends, and no credit is held for good.
import { setImmediate as nextTurn } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLedger } from '../../src/jobs/check-ledger.ts'
import { putOffRenewals } from '../../src/jobs/put-off-renewal.ts'
import { lockDueMailbox } from '../../src/mailboxes/due.ts'
import { providersFrom } from '../../src/providers/routing.ts'
import { domainOrder, registration } from '../../src/testing/fixtures.ts'
import { remoteProvider } from '../../src/testing/remote-provider.ts'
import { startFakeConnector } from '../../src/providers/connector/fake-server.ts'
import type { FakeConnector } from '../../src/providers/connector/fake-server.ts'
import { itemsOf, noticesTo } from '../../src/testing/caller.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer } from '../../src/testing/world.ts'
import { unitOfWork } from '../../src/unit-of-work.ts'

const A_DAY_MS = 86_400_000

describe('orders at a remote provider', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0', SANDBOX_CREDIT: '1000.00' })
  let provider: FakeConnector
  beforeAll(async () => {
    provider = await startFakeConnector({ askAgainAt: () => new Date(world.context.clock.now().getTime() + 30_000) })
    world.context.providers = providersFrom([remoteProvider({ ...provider, timeoutMs: 500 })])
  })
  afterAll(() => provider.close())

  const pool = () => world.context.database.pool
  const count = async (query: string, values: unknown[] = []) => {
    const found = await pool().query<{ count: number }>(`select count(*)::int as count from ${query}`, values)
    return found.rows[0]?.count ?? 0
  }
  const pending = () => count("provider_operations where state = 'pending'")
  const held = async ({ accountId }: Customer) =>
    count('wallets where account_id = $1 and held_cents <> 0', [accountId])
  /** Executed by the provider, which then says nothing for a while. */
  const silentAfterwards = () => {
    provider.next('ask', 'drop the connection after executing')
    provider.next('query', 'fail with 500')
  }

  it('are repeated under their key while the first one ends: it is 107, and neither renewed nor paid twice', async () => {
    const { customer, id, casella_pec } = await world.given.workingMailbox()
    const before = Number(await customer.credit())
    const headers = { 'idempotency-key': 'rinnovo-1' }
    const waiting = "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    const somebody = new pg.Client({ ...pool().options, ssl: false })
    await somebody.connect()
    try {
      // Whoever has the wallet for long keeps the first renewal from ending.
      provider.next('ask', 'answer late')
      const first = customer.get(`/pec/${id}/rinnovo`, headers)
      while ((await pending()) === 0) await nextTurn()
      await somebody.query('begin')
      await somebody.query('select from wallets where account_id = $1 for update', [customer.accountId])
      provider.release()
      while ((await count(waiting)) < 1) await nextTurn()
      const second = customer.get(`/pec/${id}/rinnovo`, headers)
      const answered = second.then(() => true)
      while ((await count(waiting)) < 2 && !(await Promise.race([answered, nextTurn(false)]))) await nextTurn()
      await somebody.query('commit')
      expect((await first).error).toBeNull()
      expect((await second).error === 107 || (await second).headers.get('idempotent-replayed') === 'true').toBe(true)
      const third = await customer.get(`/pec/${id}/rinnovo`, headers)
      expect(third.headers.get('idempotent-replayed')).toBe('true')
    } finally {
      await somebody.end()
    }
    expect(provider.done('mailboxes.renew', casella_pec)).toBe(1)
    expect(before - Number(await customer.credit())).toBe(64)
  })

  it('are repeated under their key after one that came to nothing: the key is free again', async () => {
    const { customer, id, casella_pec } = await world.given.workingMailbox()
    const headers = { 'idempotency-key': 'rinnovo-2' }
    provider.next('ask', 'refuse')
    expect((await customer.get(`/pec/${id}/rinnovo`, headers)).error).toBe(206)
    const again = await customer.get(`/pec/${id}/rinnovo`, headers)
    expect(again.error).toBeNull()
    expect(again.headers.get('idempotent-replayed')).toBeNull()
    expect(provider.done('mailboxes.renew', casella_pec)).toBe(1)
  })

  it('are put off by the clock without touching a renewal by hand that came between', async () => {
    const { customer, id } = await world.given.workingMailbox({ autorinnovo: true })
    const seen = await unitOfWork(world.context, (unit) => lockDueMailbox(unit.db, id, unit.now))
    if (seen === undefined) throw new Error('the mailbox is gone')
    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBeNull()
    const renewAt = async () => (await pool().query('select renew_at from mailboxes where id = $1', [id])).rows[0]
    const before = await renewAt()
    await unitOfWork(world.context, (unit) => putOffRenewals(world.context, unit, [seen], 'provider refused'))
    expect(await renewAt()).toEqual(before)
    expect(await noticesTo(customer)).toEqual([])
  })

  it('bring a domain back whose name nobody can order meanwhile', async () => {
    const { customer, id, dominio } = await certified()
    expect((await customer.delete(`/dominio/${id}`)).error).toBeNull()
    silentAfterwards()
    expect((await customer.get(`/dominio/${id}/rinnovo`)).error).toBe(323)
    const other = await world.customer()
    expect((await other.post('/dominio', domainOrder({ dominio }))).error).toBe(314)
    await world.pass(A_DAY_MS)
    expect((await customer.get(`/dominio/${id}`)).data).toMatchObject({ stato: 'evaso' })
    expect(await pending()).toBe(0)
  })

  it('do not bring a domain back whose name is being ordered', async () => {
    const { customer, id, dominio } = await certified()
    expect((await customer.delete(`/dominio/${id}`)).error).toBeNull()
    const other = await world.customer()
    silentAfterwards()
    expect((await other.post('/dominio', domainOrder({ dominio }))).error).toBe(316)
    expect((await customer.get(`/dominio/${id}/rinnovo`)).error).toBe(320)
    await world.pass(A_DAY_MS)
    expect((await other.get('/dominio')).data).toMatchObject([{ dominio, stato: 'registrato' }])
  })

  it('whose effect has become impossible end, are told, and hold nothing', async () => {
    const { customer, id, dominio } = await certified()
    expect((await customer.delete(`/dominio/${id}`)).error).toBeNull()
    const before = await customer.credit()
    silentAfterwards()
    expect((await customer.get(`/dominio/${id}/rinnovo`)).error).toBe(323)
    // The name goes to somebody else on a way nobody foresaw.
    const other = await world.given.orderedDomain()
    await pool().query('update certified_domains set dominio = $2 where id = $1', [other.id, dominio])
    await world.pass(A_DAY_MS)
    expect(await pending()).toBe(0)
    expect(await customer.credit()).toBe(before)
    expect(await held(customer)).toBe(0)
    expect(await noticesTo(customer)).toMatchObject([{ kind: 'order-undone' }])
    expect(itemsOf((await (await world.operator()).get('/v1/operator/events')).data)).toMatchObject([
      { kind: 'done-in-vain', detail: { operation: 'renewCertifiedDomain', provider: 'remote' } },
    ])
  })

  it.each(['by hand', 'by the clock', 'of a new mailbox'])('end with a reset of their account: %s', async (how) => {
    const mailbox = await world.given.workingMailbox({ autorinnovo: how === 'by the clock' })
    const { customer, id } = mailbox
    silentAfterwards()
    if (how === 'by hand') expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBe(206)
    else if (how === 'of a new mailbox') expect((await customer.post('/pec', registration())).error).toBe(263)
    else await world.pass(365 * A_DAY_MS)
    expect([await pending(), await held(customer)]).toEqual([1, 1])
    expect((await customer.post('/v1/sandbox/reset')).data).toMatchObject({ credit: '1000.00' })
    expect([await pending(), await held(customer)]).toEqual([0, 0])
    await world.pass(A_DAY_MS)
    expect(await customer.credit()).toBe('1000.00')
    expect((await customer.get('/pec')).error).toBe(200)
  })

  it('that hold credit for over a day raise an alarm', async () => {
    const { customer, id, casella_pec } = await world.given.workingMailbox()
    const silent = Array.from({ length: 100 }, () => 'fail with 500' as const)
    provider.misbehave(casella_pec, { ask: [...silent], query: silent })
    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBe(206)
    const longHolds = async () => {
      await checkLedger.run(world.context, world.context.clock.now())
      return world.metric('ceralacca_long_holds')
    }
    expect(await longHolds()).toBe(0)
    await world.pass(1.5 * A_DAY_MS)
    expect(await longHolds()).toBe(1)
    provider.misbehave(casella_pec, { ask: [], query: [] })
    await world.pass(A_DAY_MS)
    expect(await longHolds()).toBe(0)
  })

  /** A certified domain. The remote provider sets every flag but dns, which the test sets. */
  async function certified() {
    const domain = await world.given.orderedDomain()
    await pool().query("update certified_domains set dns = 'OK' where id = $1", [domain.id])
    await world.pass(1_000)
    return domain
  }
})
