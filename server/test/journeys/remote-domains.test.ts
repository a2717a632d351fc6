// Domains at a remote provider: ordered, renewed and revoked once, however the connection fails, and paid exactly when
// executed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providersFrom } from '../../src/providers/routing.ts'
import { memberOf } from '../../src/testing/caller.ts'
import { domainOrder, registration } from '../../src/testing/fixtures.ts'
import { startReceiver } from '../../src/testing/receiver.ts'
import { remoteProvider } from '../../src/testing/remote-provider.ts'
import { startFakeConnector } from '../../src/providers/connector/fake-server.ts'
import type { FakeConnector } from '../../src/providers/connector/fake-server.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer } from '../../src/testing/world.ts'

const A_DAY_MS = 86_400_000

describe('a domain at a remote provider', () => {
  const world = startServer()
  let provider: FakeConnector
  beforeAll(async () => {
    provider = await startFakeConnector({ askAgainAt: () => new Date(world.context.clock.now().getTime() + 30_000) })
    world.context.providers = providersFrom([remoteProvider({ ...provider, timeoutMs: 500 })])
  })
  afterAll(() => provider.close())

  /** A certified domain. The remote provider sets every flag but dns, which the test sets. */
  async function certified(customer?: Customer) {
    const domain = await world.given.orderedDomain({}, customer)
    await world.context.database.pool.query("update certified_domains set dns = 'OK' where id = $1", [domain.id])
    await world.pass(1_000)
    expect((await domain.customer.get(`/dominio/${domain.id}`)).data).toMatchObject({ stato: 'evaso' })
    return domain
  }
  const only = (list: unknown) => Object(list)[0]

  it('is ordered and paid once when the answer is lost but the order was executed', async () => {
    await using receiver = await startReceiver()
    const customer = await world.customer()
    const body = domainOrder({ callback: { url: receiver.url } })
    provider.next('ask', 'drop the connection after executing')
    provider.next('query', 'answer HTML')
    expect((await customer.post('/dominio', body)).error).toBe(316)
    // The credit is held and the name reserved in the meantime.
    expect(await customer.credit()).toBe('945.00')
    expect((await (await world.customer()).post('/dominio', { ...body, callback: null })).error).toBe(314)
    await world.pass(A_DAY_MS)
    expect(await customer.credit()).toBe('945.00')
    const domain = only((await customer.get('/dominio')).data)
    expect(domain).toMatchObject({ dominio: body.dominio, stato: 'registrato' })
    expect(provider.done('certifiedDomains.order', String(body.dominio))).toBe(1)
    expect(receiver.received.map((one) => memberOf(receiver.resourceOf(one), 'id'))).toContain(domain.id)
  })

  it('is neither ordered nor paid when the provider never executed the order', async () => {
    const customer = await world.customer()
    const body = domainOrder()
    provider.next('ask', 'drop the connection before executing')
    expect((await customer.post('/dominio', body)).error).toBe(316)
    await world.pass(A_DAY_MS)
    expect(await customer.credit()).toBe('1000.00')
    expect((await customer.get('/dominio')).error).toBe(305)
    provider.next('ask', 'refuse')
    expect((await customer.post('/dominio', body)).error).toBe(314)
    expect(await customer.credit()).toBe('1000.00')
  })

  it('is renewed once by concurrent requests', async () => {
    const { customer, id, dominio } = await certified()
    const answers = await Promise.all(Array.from({ length: 4 }, () => customer.get(`/dominio/${id}/rinnovo`)))
    expect(answers.map((one) => one.error)).toEqual([null, null, null, null])
    expect(await customer.credit()).toBe('890.00')
    expect(provider.done('certifiedDomains.renew', dominio)).toBe(1)
  })

  it('is revoked with its mailboxes even when the answer is late', async () => {
    const { customer, id, dominio } = await certified()
    const mailbox = await world.given.workingMailbox({ casella_pec: `info@${dominio}` }, customer)
    provider.next('ask', 'drop the connection after executing')
    provider.next('query', 'fail with 500')
    expect((await customer.delete(`/dominio/${id}`)).error).toBe(319)
    expect((await customer.get(`/dominio/${id}`)).data).toMatchObject({ stato: 'evaso' })
    // No other operation starts while the outcome is unknown.
    expect((await customer.get(`/dominio/${id}/rinnovo`)).error).toBe(323)
    await world.pass(A_DAY_MS)
    expect((await customer.get(`/dominio/${id}`)).data).toMatchObject({ stato: 'revocato' })
    expect((await customer.get(`/pec/${mailbox.id}`)).data).toMatchObject({ stato: 'revocata' })
    expect(provider.done('certifiedDomains.revoke', dominio)).toBe(1)
  })

  it('gets no mailbox whose registration completes only after it was revoked', async () => {
    const { customer, id, dominio } = await certified()
    const credit = await customer.credit()
    const casella_pec = `tardi@${dominio}`
    provider.next('ask', 'drop the connection after executing')
    provider.next('query', 'fail with 500')
    expect((await customer.post('/pec', registration({ casella_pec }))).error).toBe(263)
    expect((await customer.delete(`/dominio/${id}`)).error).toBeNull()
    await world.pass(A_DAY_MS)
    expect((await customer.get('/pec')).error).toBe(200)
    expect(await customer.credit()).toBe(credit)
  })
})
