// A callback that goes to the sandbox itself, seen by who has no receiver.
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../../../testing/caller.ts'
import type { Caller } from '../../../../testing/caller.ts'
import { startServer } from '../../../../testing/world.ts'

const itemsOf = async (caller: Caller, query = '') => {
  const { data } = await caller.get(`/v1/sandbox/inbox${query}`)
  const items = memberOf(data, 'items')
  return { items: Array.isArray(items) ? items : [], next: memberOf(data, 'next') }
}

describe('the inbox of the sandbox', () => {
  const world = startServer()

  it('catches callbacks at any address under it, with headers, body and whether they are signed', async () => {
    const url = `${world.baseUrl}/v1/sandbox/inbox/orders/7?try=1`
    const { customer, id } = await world.given.workingMailbox({ callback: { url, method: 'JSON', data: { n: 1 } } })
    await customer.post('/v1/sandbox/clock', { advance: 'PT1S' })
    const { items, next } = await itemsOf(customer)
    expect(next).toBeNull()
    expect(items).toMatchObject([
      {
        path: '/v1/sandbox/inbox/orders/7?try=1',
        headers: { 'content-type': 'application/json', 'webhook-id': expect.stringMatching(/^msg_[0-9a-f]{24}$/) },
        signature_right: true,
      },
    ])
    expect(JSON.parse(String(memberOf(items[0], 'body')))).toMatchObject({ data: { id, stato: 'evasa' } })
    expect(Object(memberOf((await customer.get('/v1/deliveries')).data, 'items'))).toMatchObject([
      { state: 'delivered' },
    ])
  })

  it('shows them to their account alone, page by page, and forgets them with a reset', async () => {
    const callback = { url: `${world.baseUrl}/v1/sandbox/inbox` }
    const { customer, id } = await world.given.workingMailbox({ callback })
    for (let n = 0; n < 3; n += 1) await customer.post(`/v1/sandbox/pec/${id}/scenario`, { scenario: 'spaces-changed' })
    await customer.post('/v1/sandbox/clock', { advance: 'PT1S' })
    const whole = await itemsOf(customer)
    expect(whole.items).toHaveLength(4)
    for (const one of whole.items) expect(one).toMatchObject({ signature_right: true })
    const first = await itemsOf(customer, '?limit=3')
    const second = await itemsOf(customer, `?limit=3&cursor=${String(first.next)}`)
    expect([...first.items, ...second.items]).toEqual(whole.items)
    expect(second.next).toBeNull()
    expect((await itemsOf(await world.customer())).items).toEqual([])
    await customer.post('/v1/sandbox/reset')
    expect((await itemsOf(customer)).items).toEqual([])
  })

  it('answers as its address wishes, so that retries can be seen', async () => {
    const callback = { url: `${world.baseUrl}/v1/sandbox/inbox/?answer=503` }
    const { customer } = await world.given.workingMailbox({ callback })
    await customer.post('/v1/sandbox/clock', { advance: 'PT1S' })
    await customer.post('/v1/sandbox/clock', { advance: 'PT1M' })
    expect((await itemsOf(customer)).items.length).toBeGreaterThan(1)
  })

  it('keeps nothing of strangers, and says which callback was not signed by us', async () => {
    const callback = { url: `${world.baseUrl}/v1/sandbox/inbox/x` }
    const { customer } = await world.given.workingMailbox({ callback })
    await customer.post('/v1/sandbox/clock', { advance: 'PT1S' })
    const [real] = (await itemsOf(customer)).items
    const stranger = world.stranger()
    expect((await stranger.post('/v1/sandbox/inbox/x', '{}')).status).toBe(404)
    const headers = { 'webhook-id': 'msg_65a000000000000000000000' }
    expect((await stranger.post('/v1/sandbox/inbox/x', '{}', headers)).status).toBe(404)
    const id = String(memberOf(memberOf(real, 'headers'), 'webhook-id'))
    expect((await stranger.post('/v1/sandbox/inbox/\u0000', 'a\u0000b', { 'webhook-id': id })).status).toBe(200)
    const { items } = await itemsOf(customer)
    expect(items[0]).toMatchObject({ body: 'a\ufffdb', signature_right: false })
    const tooLarge = 'x'.repeat(300_000)
    expect((await stranger.post('/v1/sandbox/inbox/x', tooLarge, { 'webhook-id': id })).error).toBe(103)
  })

  for (const query of ['?cursor=x', '?cursor=-1', '?limit=0', '?limit=1001'])
    world.refuses(110, query, async () => (await world.customer()).get(`/v1/sandbox/inbox${query}`))
})
