// Credit that falls low: the account hears of it once, whoever or whatever took it.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf, noticesTo } from '../../../testing/caller.ts'
import { registration } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'
import type { Customer } from '../../../testing/world.ts'

const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS

describe('/v1/wallet', () => {
  const world = startServer()
  const told = async (customer: Customer) =>
    (await noticesTo(customer)).filter(({ kind }) => kind === 'low-balance').map(({ detail }) => detail)
  const credit = async ({ accountId }: Customer, amount: string) =>
    (await world.operator()).post(`/v1/operator/accounts/${accountId}/credit`, { amount, reason: 'bonifico' })
  const buy = (customer: Customer) => customer.post('/pec', registration({ tipo_casella: 'STANDARD' }))

  it('tells once that credit fell below, until it was above again', async () => {
    const customer = await world.customer({ creditCents: 4_000 })
    expect((await customer.patch('/v1/wallet', { low_balance: '20.00' })).data).toMatchObject({ low_balance: '20.00' })
    expect((await customer.get('/v1/wallet')).data).toMatchObject({ available: '40.00', low_balance: '20.00' })
    await buy(customer)
    expect(await told(customer)).toEqual([])
    await buy(customer)
    expect(await told(customer)).toEqual([{ credit: '18.00', low_balance: '20.00' }])
    await buy(customer)
    expect(await told(customer)).toHaveLength(1)
    await credit(customer, '13.00')
    await world.pass(2_000)
    await buy(customer)
    expect(await told(customer)).toEqual([
      { credit: '9.00', low_balance: '20.00' },
      { credit: '18.00', low_balance: '20.00' },
    ])
  })

  it('tells of each fall, also of several within a second, the later one above', async () => {
    const customer = await world.customer({ creditCents: 1_100 })
    await customer.patch('/v1/wallet', { low_balance: '5.00' })
    const rounds = 4
    for (let n = 0; n < rounds; n += 1) {
      await buy(customer)
      await credit(customer, '11.00')
    }
    const events = itemsOf((await customer.get('/v1/events?limit=1000')).data)
    const falls = events.filter((event) => memberOf(event, 'kind') === 'low-balance')
    expect(falls).toHaveLength(rounds)
    const moments = falls.map((event) => Date.parse(String(memberOf(event, 'at'))))
    expect(moments).toEqual(moments.toSorted((one, other) => other - one))
  })

  it('a change that does not name the threshold leaves it, null and an empty text end it', async () => {
    const customer = await world.customer()
    await customer.patch('/v1/wallet', { low_balance: '5.00' })
    expect((await customer.patch('/v1/wallet', {})).data).toMatchObject({ low_balance: '5.00' })
    const [operator, path] = [await world.operator(), `/v1/operator/accounts/${customer.accountId}/wallet`]
    expect((await operator.patch(path, {})).data).toMatchObject({ low_balance: '5.00' })
    expect((await operator.patch(path, { low_balance: null })).data).toMatchObject({ low_balance: null })
    await customer.patch('/v1/wallet', { low_balance: '5.00' })
    expect((await customer.patch('/v1/wallet', { low_balance: '' })).data).toMatchObject({ low_balance: null })
  })

  it('does not tell where nothing was taken, or nobody wants to know', async () => {
    const customer = await world.customer({ creditCents: 1_150 })
    await buy(customer)
    await customer.patch('/v1/wallet', { low_balance: '5.00' })
    await customer.patch('/v1/wallet', { low_balance: null })
    expect((await customer.get('/v1/wallet')).data).toMatchObject({ low_balance: null })
    expect(await told(customer)).toEqual([])
  })

  it('an operator sets it too, and what operators take counts', async () => {
    const [customer, operator] = [await world.customer({ creditCents: 1_000 }), await world.operator()]
    const path = `/v1/operator/accounts/${customer.accountId}`
    expect((await operator.patch(`${path}/wallet`, { low_balance: '9.00' })).data).toMatchObject({
      low_balance: '9.00',
    })
    await operator.post(`${path}/debit`, { amount: '1.50', reason: 'storno' })
    expect(await told(customer)).toEqual([{ credit: '8.50', low_balance: '9.00' }])
  })

  it('tells of a renewal by the clock too, dated as its payment is, once for many', async () => {
    const customer = await world.customer({ creditCents: 10 * 1_100 })
    for (let n = 0; n < 5; n += 1)
      await world.given.workingMailbox({ tipo_casella: 'STANDARD', autorinnovo: true }, customer)
    await customer.patch('/v1/wallet', { low_balance: '30.00' })
    await world.pass(YEAR_MS)
    expect(await customer.credit()).toBe('0.00')
    expect(await told(customer)).toEqual([{ credit: '22.00', low_balance: '30.00' }])
    const found = await world.context.database.pool.query<{ same: boolean }>(
      `select e.at = l.created_at as same from events e
       join lateral (
         select created_at from ledger_entries where account_id = $1 and kind = 'capture' order by id desc offset 2 limit 1
       ) l on true
       where e.account_id = $1 and e.kind = 'low-balance'`,
      [customer.accountId],
    )
    expect(found.rows).toEqual([{ same: true }])
  })

  for (const low_balance of ['0', '-1', '1.001', 5, true, {}, ['1.00'], 'x'])
    world.refuses(110, `a threshold of ${JSON.stringify(low_balance)}`, async ({ customer }) =>
      (await customer()).patch('/v1/wallet', { low_balance }),
    )
  world.refuses(126, 'a token that is not full', async ({ customer }) =>
    (await customer({ scopes: [] })).patch('/v1/wallet', { low_balance: '1' }),
  )
  world.refuses(109, 'the wallet of nobody', async ({ operator }) =>
    (await operator()).patch(`/v1/operator/accounts/${'f'.repeat(24)}/wallet`, { low_balance: '1' }),
  )
  world.refuses(110, 'a threshold of nothing, by an operator', async ({ operator, customer }) =>
    (await operator()).patch(`/v1/operator/accounts/${(await customer()).accountId}/wallet`, { low_balance: '0' }),
  )
})
