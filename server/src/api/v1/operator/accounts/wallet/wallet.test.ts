// What operators see of an account's money: its wallet, the prices it pays, and who moved what.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../../../testing/caller.ts'
import { registration, romeDayAt } from '../../../../../testing/fixtures.ts'
import { startServer } from '../../../../../testing/world.ts'

const DAY_MS = 86_400_000
const NOBODY = 'f'.repeat(24)

describe('the wallet of an account, to operators', () => {
  const world = startServer()
  const path = (id: string, what = '') => `/v1/operator/accounts/${id}/wallet${what}`

  it('shows credit, threshold and whether it is frozen', async () => {
    const [customer, finance] = [await world.customer({ creditCents: 4_000 }), await world.operator('finance')]
    await customer.patch('/v1/wallet', { low_balance: '20.00' })
    const shown = { available: '40.00', held: '0.00', balance: '40.00', low_balance: '20.00' }
    const lists = { price_list: null, next_price_list: null }
    expect((await finance.get(path(customer.accountId))).data).toEqual({ ...shown, frozen: false, ...lists })
    const suspend = `/v1/operator/accounts/${customer.accountId}/suspend`
    await (await world.operator()).post(suspend, { reason: 'prova' })
    expect((await finance.get(path(customer.accountId))).data).toEqual({ ...shown, frozen: true, ...lists })
  })

  it('shows the price list in force, and the one to come', async () => {
    const [customer, finance] = [await world.customer(), await world.operator('finance')]
    const now = world.context.clock.now().getTime()
    const give = async (name: string, from: string) => {
      const list = { name, from, prices: { 'mailbox STANDARD': '5.00' } }
      const price_list = memberOf((await finance.post('/v1/operator/price-lists', list)).data, 'id')
      const given = await finance.call('PUT', `/v1/operator/accounts/${customer.accountId}/price-list`, { price_list })
      expect(given.error, given.text).toBeNull()
      return { id: price_list, name, from: memberOf(given.data, 'from') }
    }
    const price_list = await give('oggi', romeDayAt(new Date(now)))
    const next_price_list = await give('poi', romeDayAt(new Date(now + 30 * DAY_MS)))
    const { data } = await finance.get(path(customer.accountId))
    expect(data).toMatchObject({ price_list, next_price_list })
    await world.pass(31 * DAY_MS)
    const later = (await finance.get(path(customer.accountId))).data
    expect(later).toMatchObject({ price_list: next_price_list, next_price_list: null })
  })

  it('lists what moved with who asked for it, page by page', async () => {
    const [customer, finance] = [await world.customer({ creditCents: 1_100 }), await world.operator('finance')]
    expect((await customer.post('/pec', registration({ tipo_casella: 'STANDARD' }))).error).toBeNull()
    const credit = { amount: '7.00', reason: 'bonifico' }
    await finance.post(`/v1/operator/accounts/${customer.accountId}/credit`, credit)
    const url = path(customer.accountId, '/transactions')
    const all = itemsOf((await finance.get(url)).data)
    expect(all).toMatchObject([
      { kind: 'credited', amount: '7.00', reason: 'bonifico', author: { operator: expect.any(String) } },
      { kind: 'debited', amount: '-11.00', refunds: null, author: { account: customer.accountId } },
      { kind: 'credited', amount: '11.00' },
    ])
    const { data: own } = await customer.byKey.get('/wallet/transactions')
    expect(all.map((one) => memberOf(one, 'id'))).toEqual(Object(own).map((one: unknown) => memberOf(one, 'id')))
    const seen: object[] = []
    for (let cursor: unknown = ''; cursor !== null;) {
      const page = (await finance.get(`${url}?limit=1${cursor === '' ? '' : `&cursor=${String(cursor)}`}`)).data
      seen.push(...itemsOf(page))
      cursor = memberOf(page, 'next')
      // What comes in meanwhile moves nothing.
      await finance.post(`/v1/operator/accounts/${customer.accountId}/credit`, credit)
    }
    expect(seen).toEqual(all)
  })

  for (const what of ['', '/transactions'])
    for (const id of [NOBODY, 'zz'])
      world.refuses(109, `GET wallet${what} of ${id}`, async ({ operator }) => (await operator()).get(path(id, what)))
  world.refuses(160, 'a cursor that is none', async ({ operator, customer }) =>
    (await operator()).get(path((await customer()).accountId, '/transactions?cursor=x')),
  )
  world.refuses(110, 'a limit that is none', async ({ operator, customer }) =>
    (await operator()).get(path((await customer()).accountId, '/transactions?limit=0')),
  )
  world.refuses(126, 'a reviewer', async ({ operator, customer }) =>
    (await operator('reviewer')).get(path((await customer()).accountId)),
  )
})
