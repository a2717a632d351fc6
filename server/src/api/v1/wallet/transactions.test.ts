// The statement of a wallet, for people: what money was spent on, by kind and days.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../testing/caller.ts'
import type { Caller } from '../../../testing/caller.ts'
import { romeDayAt } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'

const A_DAY_MS = 86_400_000

describe('/v1/wallet/transactions', () => {
  const world = startServer()
  const read = async (caller: Caller, query = '') => {
    const reply = await caller.get(`/v1/wallet/transactions${query}`)
    expect(reply.error, reply.text).toBeNull()
    return itemsOf(reply.data)
  }
  /** A customer whose first credit is older than what they buy, which is dated in whole seconds. */
  const creditedBefore = async () => {
    const customer = await world.customer()
    await world.pass(2_000)
    return customer
  }
  const idsOf = (items: object[]) => items.map((item) => memberOf(item, 'id'))

  it('says what money was spent on and how it came back, with the ids of the contract’s list', async () => {
    const customer = await creditedBefore()
    const { id, casella_pec } = await world.given.submittedMailbox({ tipo_casella: 'STANDARD' }, customer)
    const decision = { decision: 'CALLED_OFF', reason: 'ritirata' }
    expect((await (await world.operator()).post(`/v1/operator/mailboxes/${id}/decision`, decision)).error).toBeNull()
    await customer.get('/domini_pec/pec.it')
    const items = await read(customer)
    const resource = { kind: 'mailbox', id, name: casella_pec }
    expect(items).toMatchObject([
      { kind: 'debited', amount: '-0.05', cause: expect.stringMatching(/^domini_pec pec\.it /), resource: null },
      { kind: 'refunded', amount: '11.00', reason: 'ritirata', refunds: memberOf(items[2], 'id'), resource },
      { kind: 'debited', amount: '-11.00', cause: `POST /pec ${id}`, refunds: null, resource },
      { kind: 'credited', amount: '1000.00', reason: 'test', resource: null },
    ])
    const { data } = await customer.byKey.get('/wallet/transactions')
    expect(idsOf(items)).toEqual(Array.isArray(data) ? idsOf(data) : [])
  })

  it('is asked for by kind and by days, page by page', async () => {
    const customer = await creditedBefore()
    await world.given.orderedDomain({}, customer)
    const today = romeDayAt(world.context.clock.now())
    await world.pass(2 * A_DAY_MS)
    await world.given.request({}, customer)
    const all = await read(customer)
    expect(all.map((item) => memberOf(item, 'amount'))).toHaveLength(3)
    expect(idsOf(await read(customer, '?kind=credited'))).toEqual(idsOf(all.slice(2)))
    expect(idsOf(await read(customer, `?to=${today}&from=${today}`))).toEqual(idsOf(all.slice(1)))
    expect(idsOf(await read(customer, `?from=${romeDayAt(world.context.clock.now())}`))).toEqual(idsOf(all.slice(0, 1)))
    const seen: object[] = []
    for (let next: unknown = ''; next !== null;) {
      const cursor = next === '' ? '' : `&cursor=${String(next)}`
      const { data } = await customer.get(`/v1/wallet/transactions?limit=1${cursor}`)
      seen.push(...itemsOf(data))
      next = memberOf(data, 'next')
    }
    expect(seen).toEqual(all)
  })

  it('is for members whose role has to do with money, and of one account', async () => {
    const { customer } = await world.given.registeredMailbox()
    expect(await read(await world.member('accountant', customer))).toHaveLength(2)
    expect((await (await world.member('read-only', customer)).get('/v1/wallet/transactions')).error).toBe(126)
    expect(await read(await world.customer())).toMatchObject([{ kind: 'credited', amount: '1000.00' }])
  })

  for (const query of ['kind=spent', 'from=x', 'from=2026-02-02&to=2026-02-01', 'limit=0'])
    world.refuses(110, query, async ({ customer }) => (await customer()).get(`/v1/wallet/transactions?${query}`))
  world.refuses(160, 'a cursor of another list', async ({ customer }) =>
    (await customer()).get(`/v1/wallet/transactions?cursor=${Buffer.from('7').toString('base64url')}`),
  )
  world.refuses(126, 'a token that is not full', async ({ customer }) =>
    (await customer({ scopes: [] })).get('/v1/wallet/transactions'),
  )
})
