// Credit above a limit: asked for by one operator, confirmed by another.
import { describe, expect, it } from 'vitest'
import { callerAt, memberOf } from '../../../../testing/caller.ts'
import type { Caller } from '../../../../testing/caller.ts'
import { inProduction } from '../../../../testing/fixtures.ts'
import { startServer } from '../../../../testing/world.ts'
import type { Customer } from '../../../../testing/world.ts'

const DAY_MS = 86_400_000

describe('credit above a limit', () => {
  const world = startServer({ ...inProduction(), CREDIT_CONFIRMATION_ABOVE: '100.00' })
  const give = (operator: Caller, { accountId }: Customer, amount: string) =>
    operator.post(`/v1/operator/accounts/${accountId}/credit`, { amount, reason: 'bonifico' })
  const confirm = (operator: Caller, id: string) => operator.post(`/v1/operator/credits/${id}/confirm`)
  const reject = (operator: Caller, id: string, body: Record<string, unknown> = { reason: 'mai arrivato' }) =>
    operator.post(`/v1/operator/credits/${id}/reject`, body)
  const idIn = (data: unknown) => String(memberOf(memberOf(data, 'waiting'), 'id'))
  async function asked(amount = '100.01') {
    const [customer, first, second] = [
      await world.customer({ creditCents: 0 }),
      await world.operator(),
      await world.operator(),
    ]
    const { data } = await give(first, customer, amount)
    return { customer, first, second, id: idIn(data) }
  }
  const waitingFor = async (operator: Caller, id: string, query = '') => {
    const { data } = await operator.get(`/v1/operator/credits?limit=1000${query}`)
    return Object(data).items.filter((one: unknown) => memberOf(one, 'id') === id)
  }

  it('changes nothing until a second operator confirms it, then once', async () => {
    const { customer, first, second, id } = await asked()
    expect(await customer.credit()).toBe('0.00')
    expect(await waitingFor(second, id)).toMatchObject([
      { account: customer.accountId, amount: '100.01', reason: 'bonifico', state: 'waiting', decided_by: null },
    ])
    expect(await confirm(first, id)).toMatchObject({ status: 406, error: 173 })
    const others = await Promise.all(Array.from({ length: 8 }, () => world.operator()))
    const replies = await Promise.all([second, ...others].map((operator) => confirm(operator, id)))
    expect(replies.filter(({ error }) => error === null)).toHaveLength(1)
    expect(replies.filter(({ error }) => error === 174)).toHaveLength(8)
    expect(await customer.credit()).toBe('100.01')
    expect(await waitingFor(second, id)).toEqual([])
    expect(await waitingFor(second, id, '&state=confirmed')).toMatchObject([{ state: 'confirmed' }])
    expect((await customer.byKey.get('/wallet/transactions')).data).toMatchObject([{ amount: 100.01 }])
  })

  it('is given at once up to the limit, and what one operator gives within a day counts together', async () => {
    const [customer, first, second] = [
      await world.customer({ creditCents: 0 }),
      await world.operator(),
      await world.operator(),
    ]
    expect(memberOf((await give(first, customer, '60.00')).data, 'credit')).toBe('60.00')
    expect(memberOf((await give(first, customer, '40.00')).data, 'credit')).toBe('100.00')
    expect((await give(first, customer, '0.01')).data).toMatchObject({ credit: '100.00', waiting: {} })
    expect(memberOf((await give(second, customer, '100.00')).data, 'credit')).toBe('200.00')
    await world.pass(DAY_MS + 1_000)
    expect(memberOf((await give(first, customer, '100.00')).data, 'credit')).toBe('300.00')
  })

  it('counts many at once together too', async () => {
    const [customer, operator] = [await world.customer({ creditCents: 0 }), await world.operator()]
    await Promise.all(Array.from({ length: 12 }, () => give(operator, customer, '30.00')))
    expect(await customer.credit()).toBe('90.00')
  })

  it('confirmed credit does not count', async () => {
    const { customer, second, id } = await asked()
    await confirm(second, id)
    expect(memberOf((await give(second, customer, '100.00')).data, 'credit')).toBe('200.01')
  })

  it('applies to the credit an account is opened with', async () => {
    const [first, second] = [await world.operator(), await world.operator()]
    const { data } = await first.post('/v1/operator/accounts', { email: 'ricco@example.com', credit: '5000.00' })
    const [account, id] = [String(memberOf(data, 'id')), idIn(data)]
    expect(await waitingFor(second, id)).toMatchObject([{ account, amount: '5000.00', reason: 'opening credit' }])
    const debit = { amount: '0.01', reason: 'prova' }
    expect((await first.post(`/v1/operator/accounts/${account}/debit`, debit)).error).toBe(170)
    expect((await confirm(second, id)).error).toBeNull()
    expect((await first.post(`/v1/operator/accounts/${account}/debit`, debit)).data).toMatchObject({
      credit: '4999.99',
    })
  })

  it('comes to nothing when its account is closed', async () => {
    const { customer, second, id } = await asked()
    const close = { reason: 'recesso' }
    expect((await second.post(`/v1/operator/accounts/${customer.accountId}/close`, close)).error).toBeNull()
    expect(await waitingFor(second, id)).toEqual([])
    expect(await waitingFor(second, id, '&state=rejected')).toMatchObject([
      { state: 'rejected', decision_reason: 'the account was closed: recesso', decided_by: expect.any(String) },
    ])
    expect(await confirm(second, id)).toMatchObject({ error: 174 })
  })

  it('of a confirmation and a closing at once, the credit is paid out or rejected', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { customer, second, id } = await asked()
      const close = `/v1/operator/accounts/${customer.accountId}/close`
      const [confirmed, closed] = await Promise.all([confirm(second, id), second.post(close, { reason: 'recesso' })])
      expect(closed.error, closed.text).toBeNull()
      expect(memberOf(closed.data, 'paid_out')).toBe(confirmed.error === null ? '100.01' : '0.00')
      expect(await waitingFor(second, id)).toEqual([])
    }
  })

  it('is not confirmed by somebody who has just joined, such as a second self of whoever asked', async () => {
    const { first, second, id } = await asked()
    const invited = { email: 'io.stesso@example.com', role: 'finance' }
    const { data } = await first.post('/v1/operator/operators', invited)
    const secret = memberOf(data, 'invitation')
    const accepted = (await world.stranger().post('/v1/operator/invitations/accept', { secret })).data
    const self = callerAt(world.baseUrl, String(memberOf(memberOf(accepted, 'token'), 'token')))
    expect(await confirm(self, id)).toMatchObject({
      status: 428,
      error: 177,
      message: expect.stringMatching(/^who joined less than 24 hours ago confirms no credit yet: from \d{4}-/),
    })
    await world.pass(DAY_MS - 60_000)
    expect(await confirm(self, id)).toMatchObject({ error: 177 })
    await world.pass(61_000)
    expect((await confirm(self, id)).error).toBeNull()
    expect(await confirm(second, id)).toMatchObject({ error: 174 })
  })

  world.refuses(177, 'credit confirmed by whoever has just joined', async ({ operator, stranger }) => {
    const { id } = await asked()
    const invited = { email: 'appena@example.com', role: 'finance' }
    const { data } = await (await operator()).post('/v1/operator/operators', invited)
    const accepted = await stranger().post('/v1/operator/invitations/accept', { secret: memberOf(data, 'invitation') })
    const authorization = `Bearer ${String(memberOf(memberOf(accepted.data, 'token'), 'token'))}`
    return stranger().post(`/v1/operator/credits/${id}/confirm`, undefined, { authorization })
  })

  it('may be rejected, with its reason, also by whoever asked for it', async () => {
    const { customer, first, second, id } = await asked()
    expect((await reject(first, id)).data).toMatchObject({ state: 'rejected', decision_reason: 'mai arrivato' })
    expect(await confirm(second, id)).toMatchObject({ status: 428, error: 174, message: 'this credit is rejected' })
    expect(await customer.credit()).toBe('0.00')
  })

  it('comes to nothing after seven days', async () => {
    const { customer, second, id } = await asked()
    await world.pass(7 * DAY_MS)
    expect(await waitingFor(second, id)).toEqual([])
    expect(await waitingFor(second, id, '&state=expired')).toMatchObject([{ state: 'expired' }])
    expect(await confirm(second, id)).toMatchObject({ error: 174, message: 'this credit is expired' })
    expect((await reject(second, id)).error).toBe(174)
    expect(await customer.credit()).toBe('0.00')
  })

  it('lists by pages, newest first', async () => {
    const operator = await world.operator()
    const ids: string[] = []
    for (let n = 0; n < 3; n += 1) {
      ids.unshift((await asked()).id)
      await world.pass(1_000)
    }
    const first = Object((await operator.get('/v1/operator/credits?limit=2')).data)
    expect(first.items).toHaveLength(2)
    const rest = Object((await operator.get(`/v1/operator/credits?cursor=${first.next}`)).data)
    const listed = [...first.items, ...rest.items].map((one: unknown) => String(memberOf(one, 'id')))
    expect(listed.filter((id) => ids.includes(id))).toEqual(ids)
    expect(new Set(listed).size).toBe(listed.length)
  })

  world.refuses(171, 'credit confirmed for an account that was closed', async () => {
    const { customer, second, id } = await asked()
    await second.post(`/v1/operator/accounts/${customer.accountId}/close`, { reason: 'fine' })
    // As if it had come to wait, and been taken in hand, between the two looks of the closing.
    await world.context.database.pool.query(
      "update credits set state = 'waiting', decided_by = null, decided_at = null, decision_reason = '' where id = $1",
      [id],
    )
    return confirm(second, id)
  })
  world.refuses(173, 'to confirm what one asked for', async () => {
    const { first, id } = await asked()
    return confirm(first, id)
  })
  world.refuses(174, 'to confirm twice', async () => {
    const { second, id } = await asked()
    await confirm(second, id)
    return confirm(second, id)
  })
  world.refuses(109, 'to confirm what there is not', async () => confirm(await world.operator(), 'f'.repeat(24)))
  world.refuses(109, 'to confirm no id', async () => confirm(await world.operator(), 'zz'))
  world.refuses(109, 'to reject what there is not', async () => reject(await world.operator(), 'f'.repeat(24)))
  world.refuses(110, 'to reject without a reason', async () => {
    const { first, id } = await asked()
    return reject(first, id, {})
  })
  world.refuses(110, 'a list of no such state', async () =>
    (await world.operator()).get('/v1/operator/credits?state=lost'),
  )
  world.refuses(160, 'a cursor that is none', async () => (await world.operator()).get('/v1/operator/credits?cursor=x'))
  world.refuses(126, 'a customer', async () => (await world.customer()).get('/v1/operator/credits'))
})
