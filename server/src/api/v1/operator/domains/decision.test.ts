import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodZone, startNameServer } from '../../../../dns/fake-server.ts'
import type { FakeNameServer } from '../../../../dns/fake-server.ts'
import { inProduction } from '../../../../testing/fixtures.ts'
import { startReceiver } from '../../../../testing/receiver.ts'
import { noticesTo } from '../../../../testing/caller.ts'
import { startServer } from '../../../../testing/world.ts'

describe('POST /v1/operator/domains/{id}/decision', () => {
  let server: FakeNameServer
  beforeAll(async () => {
    server = await startNameServer(goodZone('pec.sana.it'))
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const world = startServer({
    ...inProduction(),
    get DNS_SERVERS() {
      return server.address
    },
  })
  const decide = async (id: string, decision: unknown, reason?: unknown) =>
    (await world.operator()).post(`/v1/operator/domains/${id}/decision`, { decision, reason })

  it('leads a domain through its set-up; the name servers have their own say', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await world.given.orderedDomain({
      dominio: 'pec.sana.it',
      callback: { url: receiver.url },
    })
    const read = async () => (await customer.get(`/dominio/${id}`)).data
    await world.drain()
    expect(await read()).toMatchObject({ stato: 'registrato', stato_fornitore: 'KO', dns: 'OK', config: 'KO' })
    expect((await decide(id, 'accepted')).data).toEqual({ id, stato: 'registrato' })
    expect(await read()).toMatchObject({ stato_fornitore: 'OK', config: 'KO', certif: 'KO' })
    await decide(id, 'CONFIGURED')
    expect(await read()).toMatchObject({ config: 'OK', certif: 'KO' })
    expect((await decide(id, 'CERTIFIED')).data).toEqual({ id, stato: 'evaso' })
    await world.drain()
    const told = receiver.received.map((one) => receiver.resourceOf(one))
    expect(told).toHaveLength(4)
    expect(told).toContainEqual(await read())
  })

  it('waits for the records of a domain the provider has certified already', async () => {
    const dominio = 'pec.tardi.it'
    const { customer, id } = await world.given.orderedDomain({ dominio })
    expect((await decide(id, 'CERTIFIED')).data).toEqual({ id, stato: 'registrato' })
    expect((await customer.get(`/dominio/${id}`)).data).toMatchObject({ dns: 'KO', certif: 'OK' })
    server.publish(goodZone(dominio))
    await world.pass(5 * 60_000)
    expect((await customer.get(`/dominio/${id}`)).data).toMatchObject({ stato: 'evaso', dns: 'OK' })
  })

  it('goes by the provider’s word where nobody said what to publish', async () => {
    const { customer, id } = await world.given.orderedDomain({ fornitore: 'namirial' })
    expect((await decide(id, 'CERTIFIED')).data).toEqual({ id, stato: 'evaso' })
    expect((await customer.get(`/dominio/${id}`)).data).toMatchObject({ dns: 'OK', certif: 'OK' })
  })

  it('REJECTED ends and refunds an order, with the reason in the history', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await world.given.orderedDomain({ callback: { url: receiver.url } })
    expect((await decide(id, 'REJECTED', 'dominio conteso')).data).toEqual({ id, stato: 'revocato' })
    expect(await customer.credit()).toBe('1000.00')
    await world.drain()
    expect(receiver.received).toHaveLength(1)
    const { rows } = await world.context.database.pool.query(
      'select move, by_whom, reason from history where subject_id = $1 order by sequence',
      [id],
    )
    expect(rows).toEqual([
      { move: 'order', by_whom: 'customer', reason: null },
      { move: 'rejectOrder', by_whom: 'operator', reason: 'dominio conteso' },
    ])
  })

  it('never takes a domain back to where it was', async () => {
    const { customer, id } = await world.given.orderedDomain({ dominio: 'fermo.legalmail.it' })
    await decide(id, 'CERTIFIED')
    const before = (await customer.get(`/dominio/${id}`)).text
    for (const decision of ['ACCEPTED', 'CONFIGURED', 'CERTIFIED', 'REJECTED'])
      expect((await decide(id, decision)).error).toBe(115)
    expect((await customer.get(`/dominio/${id}`)).text).toBe(before)
    await customer.delete(`/dominio/${id}`)
    const revoked = (await customer.get(`/dominio/${id}`)).text
    for (const decision of ['ACCEPTED', 'CERTIFIED', 'REJECTED']) expect((await decide(id, decision)).error).toBe(115)
    await world.pass(86_400_000)
    expect((await customer.get(`/dominio/${id}`)).text).toBe(revoked)
  })

  it('certifies a suspended domain anew, once its records are right', async () => {
    const dominio = 'pec.sospesa.it'
    server.publish(goodZone(dominio))
    const { customer, id } = await world.given.orderedDomain({ dominio })
    await decide(id, 'CERTIFIED')
    await world.drain()
    server.publish([])
    for (let day = 0; day < 8; day += 1) await world.pass(86_400_000)
    const read = async () => (await customer.get(`/dominio/${id}`)).data
    expect(await read()).toMatchObject({ stato: 'evaso', dns: 'KO', certif: 'KO' })
    server.publish(goodZone(dominio))
    await world.pass(86_400_000)
    expect(await read()).toMatchObject({ dns: 'OK', certif: 'MISSING' })
    const kinds = (await noticesTo(customer)).map(({ kind }) => kind)
    expect(kinds.slice(0, 2)).toEqual(['domain-awaits-certification', 'domain-suspended'])
    expect((await decide(id, 'CERTIFIED')).data).toEqual({ id, stato: 'evaso' })
    expect(await read()).toMatchObject({ dns: 'OK', certif: 'OK' })
    expect((await decide(id, 'CERTIFIED')).error).toBe(115)
  })

  it('is for operators, about domains there are', async () => {
    const { customer, id } = await world.given.orderedDomain()
    const path = `/v1/operator/domains/${id}/decision`
    expect((await customer.post(path, { decision: 'CERTIFIED' })).error).toBe(126)
    expect((await decide('0'.repeat(24), 'CERTIFIED')).error).toBe(109)
    expect((await decide('zz', 'CERTIFIED')).error).toBe(109)
    expect((await decide(id, 'PERHAPS')).error).toBe(110)
    expect((await decide(id, undefined)).error).toBe(110)
  })
})
