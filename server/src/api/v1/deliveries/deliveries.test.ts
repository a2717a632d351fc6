import { describe, expect, it } from 'vitest'
import { memberOf } from '../../../testing/caller.ts'
import type { Caller } from '../../../testing/caller.ts'
import { startReceiver } from '../../../testing/receiver.ts'
import { startServer } from '../../../testing/world.ts'

describe('/v1/deliveries', () => {
  const world = startServer()
  const listed = async (caller: Caller, query = '') => {
    const { data } = await caller.get(`/v1/deliveries${query}`)
    return Array.isArray(data) ? data : []
  }

  it('lists the account’s callbacks, newest first, without their content', async () => {
    await using receiver = await startReceiver()
    const callback = { url: receiver.url, data: { secret: 'of the customer' } }
    const customer = await world.customer()
    const first = await world.given.workingMailbox({ callback }, customer)
    const second = await world.given.workingMailbox({ callback }, customer)
    await world.given.workingMailbox({ callback })
    const list = await customer.get('/v1/deliveries')
    expect(list.data).toMatchObject([{ subject: second.id }, { subject: first.id }])
    expect(list.text).not.toContain('of the customer')
    expect((await listed(customer))[0]).toEqual({
      id: expect.stringMatching(/^msg_[0-9a-f]{24}$/),
      subject: second.id,
      event: 'accept',
      url: receiver.url,
      state: 'delivered',
      attempts: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[0-9:.]+Z$/),
      nextAttemptAt: null,
    })
    expect(await listed(customer, '?skip=1')).toMatchObject([{ subject: first.id }])
    expect(await listed(customer, '?limit=1')).toMatchObject([{ subject: second.id }])
    expect(await listed(customer, '?skip=2')).toEqual([])
  })

  it('an account without a mailbox has an empty list', async () => {
    expect((await (await world.customer()).get('/v1/deliveries')).data).toEqual([])
  })

  it('delivers again on demand, also what was given up, and lifts the silence of a 410', async () => {
    await using receiver = await startReceiver()
    receiver.answers(410)
    const { customer } = await world.given.workingMailbox({ callback: { url: receiver.url } })
    const id = String(memberOf((await listed(customer))[0], 'id'))
    expect((await customer.get(`/v1/deliveries/${id}`)).data).toMatchObject({
      state: 'given_up',
      history: [{ attempt: 1, outcome: 'refused', status: 410 }],
    })
    receiver.answers(200)
    const retried = await customer.post(`/v1/deliveries/${id}/retry`)
    expect(retried.data).toMatchObject({ id, state: 'due' })
    await world.drain()
    const after = await customer.get(`/v1/deliveries/${id}`)
    expect(after.data).toMatchObject({
      state: 'delivered',
      attempts: 2,
      history: [
        { attempt: 1, status: 410 },
        { attempt: 2, status: 200 },
      ],
    })
    expect(receiver.received.map((one) => one.headers['webhook-id'])).toEqual([id, id])
    await world.given.workingMailbox({ callback: { url: receiver.url } }, customer)
    expect(receiver.received).toHaveLength(3)
  })

  it('knows another account’s delivery as little as one that is not there', async () => {
    await using receiver = await startReceiver()
    const { customer } = await world.given.workingMailbox({ callback: { url: receiver.url } })
    const id = String(memberOf((await listed(customer))[0], 'id'))
    const other = await world.customer()
    for (const one of [id, 'msg_nothing', '%00']) {
      expect((await other.get(`/v1/deliveries/${one}`)).error).toBe(109)
      expect((await other.post(`/v1/deliveries/${one}/retry`)).error).toBe(109)
    }
    await world.drain()
    expect(receiver.received).toHaveLength(1)
  })

  world.refuses(110, 'skip that is no number', async ({ customer }) => (await customer()).get('/v1/deliveries?skip=x'))
  world.refuses(110, 'limit over 1000', async ({ customer }) => (await customer()).get('/v1/deliveries?limit=1001'))
  world.refuses(125.22, 'nobody', async ({ stranger }) => stranger().get('/v1/deliveries'))
  world.refuses(126, 'an operator', async ({ operator }) => (await operator()).get('/v1/deliveries'))
})
