import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../testing/caller.ts'
import { startReceiver } from '../testing/receiver.ts'
import type { Receiver } from '../testing/receiver.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { findResource } from '../store/resource.ts'
import { LostRace, unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { startServer } from '../testing/world.ts'
import type { Customer } from '../testing/world.ts'
import { deliverCallbacks } from './deliver-callbacks.ts'

const RETRY_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

describe('delivering callbacks', () => {
  const world = startServer()
  const run = () => deliverCallbacks.run(world.context, world.context.clock.now())
  const activated = (receiver: Receiver, customer?: Customer, path = '') =>
    world.given.workingMailbox({ callback: { url: receiver.url + path, method: 'JSON' } }, customer)

  async function deliveryOf(customer: Customer) {
    const [newest] = itemsOf((await customer.get('/v1/deliveries')).data)
    return Object((await customer.get(`/v1/deliveries/${String(memberOf(newest, 'id'))}`)).data)
  }
  /** Seconds until the next attempt, on the product's clock at the last one. */
  const waitOf = (delivery: { nextAttemptAt: string; history: { startedAt: string }[] }) =>
    (Date.parse(delivery.nextAttemptAt) - Date.parse(delivery.history.at(-1)?.startedAt ?? '')) / 1000

  it('delivers once, signed, with the headers of Standard Webhooks; run again, it sends nothing', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await activated(receiver)
    expect(await run()).toBe(0)
    await world.drain()
    expect(receiver.received).toHaveLength(1)
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received
    const delivery = await deliveryOf(customer)
    expect(delivery).toMatchObject({ subject: id, state: 'delivered', attempts: 1, nextAttemptAt: null })
    expect(delivery.history).toMatchObject([{ attempt: 1, outcome: 'delivered', status: 200 }])
    expect(headers).toMatchObject({ 'webhook-id': delivery.id, 'content-type': 'application/json' })
    expect(new Webhook(customer.callbackSecret).verify(body, headersOf(headers))).toEqual(JSON.parse(body))
    expect(() => new Webhook(customer.callbackSecret).verify(`${body} `, headersOf(headers))).toThrow()
    expect(await run()).toBe(0)
    expect(receiver.received).toHaveLength(1)
  })

  it('is signed with real time while the product’s clock is years ahead', async () => {
    await using receiver = await startReceiver()
    await world.pass(3 * 365 * 86_400_000)
    const { customer } = await activated(receiver)
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received
    // The library rejects a timestamp that is more than five minutes off.
    expect(new Webhook(customer.callbackSecret).verify(body, headersOf(headers))).toBeDefined()
  })

  it('sends a delivery once, however many runs find it', async () => {
    await using receiver = await startReceiver()
    receiver.answers(500)
    await activated(receiver)
    receiver.answers(200)
    const { clock } = world.context
    clock.setOffsetMs(clock.offsetMs() + 6_000)
    const claimed = await Promise.all([run(), run(), run(), run()])
    expect(claimed.reduce((sum, one) => sum + one)).toBe(1)
    expect(receiver.received).toHaveLength(2)
  })

  it('retries failures on schedule, records every attempt, and gives up after the tenth', async () => {
    await using receiver = await startReceiver()
    receiver.answers(503)
    const { customer } = await activated(receiver)
    for (const [made, seconds] of RETRY_SECONDS.entries()) {
      const delivery = await deliveryOf(customer)
      expect(delivery).toMatchObject({ state: 'due', attempts: made + 1 })
      const wait = waitOf(delivery)
      expect(wait).toBeGreaterThanOrEqual(Math.max(seconds * 0.9, 5))
      expect(wait).toBeLessThan(seconds * 1.1 + 10)
      await world.pass(Math.floor(wait * 500))
      expect((await deliveryOf(customer)).attempts, 'not before its time').toBe(made + 1)
      await world.pass(seconds * 1_200 + 10_000)
    }
    const last = await deliveryOf(customer)
    expect(last).toMatchObject({ state: 'given_up', attempts: 10, nextAttemptAt: null })
    expect(last.history.map((one: { attempt: number }) => one.attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(last.history.every((one: { outcome: string }) => one.outcome === 'refused')).toBe(true)
    await world.pass(10 * 86_400_000)
    expect(receiver.received).toHaveLength(10)
    expect(new Set(receiver.received.map((one) => one.headers['webhook-id'])).size).toBe(1)
    expect(new Set(receiver.received.map((one) => one.body)).size).toBe(1)
  })

  it('attempts each at its own time during a clock advance, however many are due', async () => {
    await using receiver = await startReceiver()
    const customer = await world.customer()
    for (let n = 0; n < 12; n += 1) {
      await activated(receiver, customer)
      await world.pass(60_000)
    }
    receiver.received.length = 0
    expect((await customer.post('/v1/sandbox/clock', { advance: 'P366D' })).error).toBeNull()
    expect(receiver.received.map((one) => memberOf(receiver.resourceOf(one), 'stato'))).toEqual(
      Array.from({ length: 12 }, () => 'revocata'),
    )
    const list = itemsOf((await customer.get('/v1/deliveries?limit=12')).data)
    for (const one of Array.isArray(list) ? list : []) {
      const { createdAt, history } = Object((await customer.get(`/v1/deliveries/${String(memberOf(one, 'id'))}`)).data)
      const lateMs = Date.parse(history[0].startedAt) - Date.parse(createdAt)
      // The attempts are a minute apart; the clock advance itself takes real time.
      expect(lateMs).toBeGreaterThanOrEqual(0)
      expect(lateMs).toBeLessThan(45_000)
    }
  })

  it('waits as long as Retry-After asks, when that is longer', async () => {
    await using receiver = await startReceiver()
    receiver.answers(429, { 'retry-after': '600' })
    const { customer } = await activated(receiver)
    expect(Math.floor(waitOf(await deliveryOf(customer)) / 10)).toBe(60)
    receiver.answers(200)
    await world.pass(590_000)
    expect(receiver.received).toHaveLength(1)
    await world.pass(20_000)
    expect(await deliveryOf(customer)).toMatchObject({ state: 'delivered', attempts: 2 })
  })

  it('sends nothing more to a URL that answered 410, for that account only', async () => {
    await using receiver = await startReceiver()
    receiver.answers(410)
    const { customer } = await activated(receiver)
    expect(await deliveryOf(customer)).toMatchObject({ state: 'given_up', attempts: 1 })
    receiver.answers(200)
    await activated(receiver, customer)
    expect(receiver.received).toHaveLength(1)
    expect(itemsOf((await customer.get('/v1/deliveries')).data)).toHaveLength(1)
    await activated(receiver, customer, '/another')
    await activated(receiver)
    expect(receiver.received.map((one) => one.path)).toEqual(['/callback', '/callback/another', '/callback'])
  })

  it('is enqueued together with the move that causes it, or not at all', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await world.given.submittedMailbox({ callback: { url: receiver.url } })
    const subject = await findResource(world.context.database.kysely, mailboxes, id, customer.accountId)
    if (subject === undefined) throw new Error('the mailbox is gone')
    const sendBack = (unit: UnitOfWork) =>
      unit.move(mailboxes, subject, 'sendBack', { check_at: null, rejection: ['carta scaduta'] }, { whom: 'provider' })
    const failing = unitOfWork(world.context, async (unit) => {
      await sendBack(unit)
      throw new Error('the last step failed')
    })
    await expect(failing).rejects.toThrow('the last step failed')
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'in_evasione' })
    expect(itemsOf((await customer.get('/v1/deliveries')).data)).toEqual([])

    await unitOfWork(world.context, sendBack)
    expect(itemsOf((await customer.get('/v1/deliveries')).data)).toMatchObject([{ subject: id, event: 'sendBack' }])
    // The second attempt finds a mailbox that has already moved.
    await expect(unitOfWork(world.context, sendBack)).rejects.toThrow(LostRace)
    expect(itemsOf((await customer.get('/v1/deliveries')).data)).toHaveLength(1)
    await world.drain()
    expect(receiver.received.map((one) => memberOf(receiver.resourceOf(one), 'stato'))).toEqual(['documenti_errati'])
  })

  it('follows no redirect, and records an unreachable receiver', async () => {
    await using receiver = await startReceiver()
    receiver.answers(302, { location: `${receiver.url}/elsewhere` })
    const { customer } = await activated(receiver)
    expect((await deliveryOf(customer)).history).toMatchObject([{ outcome: 'refused', status: 302 }])
    expect(receiver.received).toHaveLength(1)
    const gone = await startReceiver()
    await gone[Symbol.asyncDispose]()
    const other = await activated(gone)
    const delivery = await deliveryOf(other.customer)
    expect(delivery).toMatchObject({ state: 'due', attempts: 1 })
    expect(delivery.history).toMatchObject([{ outcome: 'connection refused', status: null }])
  })
})

/** The headers in the form the library expects. */
function headersOf(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
