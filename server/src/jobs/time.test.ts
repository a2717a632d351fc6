import { describe, expect, it } from 'vitest'
import { memberOf, noticesTo } from '../testing/caller.ts'
import type { Caller } from '../testing/caller.ts'
import { startReceiver } from '../testing/receiver.ts'
import { startServer } from '../testing/world.ts'
import { expire } from './expire.ts'
import { renewAutomatically } from './renew-automatically.ts'

describe('time passing over mailboxes', () => {
  const world = startServer()
  const advance = async (caller: Caller, duration: string) => {
    const reply = await caller.post('/v1/sandbox/clock', { advance: duration })
    expect(reply.error, reply.text).toBeNull()
    return reply.data
  }
  const events = async (caller: Caller) => {
    return (await noticesTo(caller)).map(({ kind, detail }) => `${kind} ${JSON.stringify(detail)}`)
  }

  it('revokes a mailbox at its expiry, reminding its owner five times before, and closes it 90 days later', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await world.given.workingMailbox({ callback: { url: receiver.url } })
    const expiry = Number(memberOf(memberOf((await customer.get(`/pec/${id}`)).data, 'timestamp'), 'scadenza'))
    const moved = await advance(customer, 'P366D')
    expect(memberOf(moved, 'ran')).toMatchObject({ expire: 1, 'remind-of-expiry': 5 })
    const revoked = (await customer.get(`/pec/${id}`)).data
    // At its own time, not at the end of the clock advance.
    const at = { scadenza: expiry, revoca: expiry, ultima_modifica: expiry }
    expect(revoked).toMatchObject({ stato: 'revocata', timestamp: at })
    expect(receiver.resourceOf(receiver.received.at(-1))).toMatchObject({ stato: 'revocata', timestamp: at })
    expect(await events(customer)).toEqual([1, 7, 15, 30, 60].map((days) => `expiry-reminder {"days":${days}}`))
    expect(memberOf(await advance(customer, 'P88D'), 'ran')).not.toHaveProperty('expire')
    expect(memberOf(await advance(customer, 'P2D'), 'ran')).toMatchObject({ expire: 1 })
    const closed = { stato: 'chiusa', timestamp: { ultima_modifica: expiry + 90 * 86_400, revoca: expiry } }
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject(closed)
    expect(receiver.resourceOf(receiver.received.at(-1))).toMatchObject(closed)
    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBe(203)
  })

  it('can be renewed late by hand, for a year from then', async () => {
    const { customer, id } = await world.given.workingMailbox()
    await advance(customer, 'P400D')
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'revocata' })
    const renewed = (await customer.get(`/pec/${id}/rinnovo`)).data
    expect(renewed).toMatchObject({ stato: 'evasa' })
    const { scadenza, revoca, ultima_modifica } = Object(memberOf(renewed, 'timestamp'))
    expect(revoca).toBeUndefined()
    expect([365, 366]).toContain(Math.round((scadenza - ultima_modifica) / 86_400))
    await advance(customer, 'P364D')
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
  })

  it('renews from the wallet with autorinnovo, dated a day before expiry, ten years in a row', async () => {
    const { customer, id } = await world.given.workingMailbox({ autorinnovo: true })
    const before = Number(await customer.credit())
    const expiry = Number(memberOf(memberOf((await customer.get(`/pec/${id}`)).data, 'timestamp'), 'scadenza'))
    const halfADayBefore = new Date((expiry - 43_200) * 1000).toISOString()
    expect((await customer.post('/v1/sandbox/clock', { now: halfADayBefore })).error).toBeNull()
    const renewed = (await customer.get(`/pec/${id}`)).data
    expect(renewed).toMatchObject({ stato: 'evasa' })
    expect(memberOf(memberOf(renewed, 'timestamp'), 'ultima_modifica')).toBe(expiry - 86_400)
    expect(before - Number(await customer.credit())).toBe(64)
    await advance(customer, 'P9Y')
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
    expect(before - Number(await customer.credit())).toBe(64 * 10)
  })

  it('reports every renewal that the wallet does not cover, revokes at expiry, and renews once there is credit', async () => {
    await using receiver = await startReceiver()
    const poor = await world.customer({ creditCents: 6400 })
    const { id } = await world.given.workingMailbox({ autorinnovo: true, callback: { url: receiver.url } }, poor)
    receiver.received.length = 0
    await advance(poor, 'P366D')
    expect((await poor.get(`/pec/${id}`)).data).toMatchObject({ stato: 'revocata' })
    const states = receiver.received.map((one) => memberOf(receiver.resourceOf(one), 'stato'))
    // The last attempt and the expiry happen at the same time, and callbacks have no guaranteed order.
    expect(states.sort()).toEqual(['evasa', 'evasa', 'revocata'])
    expect((await events(poor)).filter((one) => one.startsWith('renewal-failed'))).toHaveLength(2)
    expect(await poor.credit()).toBe('0.00')
    // While it waits there are no further events or callbacks.
    await advance(poor, 'P50D')
    expect((await events(poor)).filter((one) => one.startsWith('renewal-failed'))).toHaveLength(2)
    expect(receiver.received).toHaveLength(3)
    const operator = await world.operator()
    const topUp = (amount: string) =>
      operator.post(`/v1/operator/accounts/${poor.accountId}/credit`, { amount, reason: 'late' })
    await topUp('63.99')
    await world.drain()
    expect(await poor.credit()).toBe('63.99')
    await topUp('0.01')
    await world.drain()
    expect(await poor.credit()).toBe('0.00')
    const back = (await poor.get(`/pec/${id}`)).data
    expect(back).toMatchObject({ stato: 'evasa' })
    const { scadenza, revoca, ultima_modifica } = Object(memberOf(back, 'timestamp'))
    expect(revoca).toBeUndefined()
    // From the time of the credit.
    expect(Math.abs(ultima_modifica - world.context.clock.now().getTime() / 1000)).toBeLessThan(60)
    expect([365, 366]).toContain(Math.round((scadenza - ultima_modifica) / 86_400))
    await advance(poor, 'PT1M')
    expect(receiver.resourceOf(receiver.received.at(-1))).toMatchObject({ stato: 'evasa' })
  })

  it('renews as many as a refund covers, the one that expired first before the others, and closes the rest', async () => {
    const poor = await world.customer({ creditCents: 3 * 6400 })
    const first = await world.given.workingMailbox({ autorinnovo: true }, poor)
    await world.pass(60_000)
    const second = await world.given.workingMailbox({ autorinnovo: true }, poor)
    await advance(poor, 'P350D')
    // Never activated, it is abandoned and refunded 75 days after the others expired.
    await world.given.registeredMailbox({}, poor)
    await advance(poor, 'P89D')
    const stato = async ({ id }: { id: string }) => memberOf((await poor.get(`/pec/${id}`)).data, 'stato')
    expect([await stato(first), await stato(second)]).toEqual(['revocata', 'revocata'])
    await advance(poor, 'P20D')
    expect([await stato(first), await stato(second)]).toEqual(['evasa', 'chiusa'])
    expect(await poor.credit()).toBe('0.00')
  })

  it('never automatically renews a mailbox that its owner revoked, or one under a revoked domain', async () => {
    const { customer, id } = await world.given.workingMailbox({ autorinnovo: true })
    await customer.delete(`/pec/${id}`)
    const poor = await world.customer({ creditCents: 5500 + 6400 })
    const domain = await world.given.certifiedDomain({ anni: 1 }, poor)
    await advance(poor, 'P10D')
    const under = await world.given.workingMailbox({ autorinnovo: true, casella_pec: `info@${domain.dominio}` }, poor)
    await advance(poor, 'P370D')
    expect((await poor.get(`/pec/${under.id}`)).data).toMatchObject({ stato: 'revocata' })
    const operator = await world.operator()
    await operator.post(`/v1/operator/accounts/${poor.accountId}/credit`, { amount: '200.00', reason: 'late' })
    await advance(poor, 'P1D')
    expect((await poor.get(`/pec/${under.id}`)).data).toMatchObject({ stato: 'revocata' })
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'revocata' })
    expect(await poor.credit()).toBe('200.00')
  })

  it('abandons a registration after 90 days and refunds it', async () => {
    const customer = await world.customer({ creditCents: 6400 })
    const { id } = await world.given.registeredMailbox({}, customer)
    expect(await customer.credit()).toBe('0.00')
    await advance(customer, 'P89D')
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'registrata' })
    await advance(customer, 'P2D')
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'registrazione_annullata' })
    expect(await customer.credit()).toBe('64.00')
  })

  it('moves only forward, by at most ten years, and only to valid durations and instants', async () => {
    const customer = await world.customer()
    for (const body of [
      {},
      { advance: 'P11Y' },
      { advance: '-P1D' },
      { advance: 'P' },
      { advance: 7 },
      { now: '2020-01-01T00:00:00Z' },
      { now: 'tomorrow' },
    ]) {
      expect((await customer.post('/v1/sandbox/clock', body)).status, JSON.stringify(body)).toBe(406)
    }
    const clock = (await customer.get('/v1/sandbox/clock')).data
    expect(Number(memberOf(clock, 'offset_seconds'))).toBeGreaterThan(0)
  })

  it('empties an account and no other', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const other = await world.given.workingMailbox()
    const reset = await customer.post('/v1/sandbox/reset')
    expect(reset.data).toEqual({ mailboxes: 1, credit: '10000.00' })
    expect((await customer.get(`/pec/${id}`)).error).toBe(202)
    expect((await customer.get('/pec')).error).toBe(200)
    expect(await customer.credit()).toBe('10000.00')
    expect((await other.customer.get(`/pec/${other.id}`)).error).toBeNull()
  })
})

describe('jobs that run in any order', () => {
  const world = startServer()

  it('never close a mailbox before its last renewal attempt, whichever job runs first', async () => {
    const customer = await world.customer({ creditCents: 6400 })
    const { id } = await world.given.workingMailbox({ autorinnovo: true }, customer)
    const expiry = Number(memberOf(memberOf((await customer.get(`/pec/${id}`)).data, 'timestamp'), 'scadenza')) * 1000
    expect(await renewAutomatically.run(world.context, new Date(expiry - 1_000))).toBe(1)
    expect(await expire.run(world.context, new Date(expiry + 1_000))).toBe(0)
    const operator = await world.operator()
    await operator.post(`/v1/operator/accounts/${customer.accountId}/credit`, { amount: '64.00', reason: 'in time' })
    expect(await renewAutomatically.run(world.context, new Date(expiry + 1_000))).toBe(1)
    expect(await expire.run(world.context, new Date(expiry + 1_000))).toBe(0)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
    expect(await customer.credit()).toBe('0.00')
  })
})
