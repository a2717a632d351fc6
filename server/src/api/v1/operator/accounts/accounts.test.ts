import { describe, expect, it } from 'vitest'
import { createToken } from '../../../../accounts/tokens.ts'
import { findAccount } from '../../../../store/accounts.ts'
import { callerAt, memberOf } from '../../../../testing/caller.ts'
import { inProduction, productionRegistration } from '../../../../testing/fixtures.ts'
import { startServer } from '../../../../testing/world.ts'

describe('/v1/operator/accounts', () => {
  const world = startServer(inProduction())
  const open = async (body: Record<string, unknown>) => (await world.operator()).post('/v1/operator/accounts', body)
  const credit = async (id: string, body: Record<string, unknown>) =>
    (await world.operator()).post(`/v1/operator/accounts/${id}/credit`, body)

  it('opens an account whose secrets are its own, with or without credit', async () => {
    const { data } = await open({ email: 'Nuovo@Example.com', credit: '11.00' })
    expect(data).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      email: 'nuovo@example.com',
      apiKey: expect.stringMatching(/^\S{24,}$/),
      callbackSecret: expect.stringMatching(/^whsec_/),
    })
    const accountId = String(memberOf(data, 'id'))
    const { token } = await createToken(world.context, { accountId })
    const owner = callerAt(world.baseUrl, token)
    const body = productionRegistration({ tipo_casella: 'STANDARD' })
    expect((await owner.post('/pec', body)).data).toMatchObject({ owner: 'nuovo@example.com' })
    const again = await owner.post('/pec', productionRegistration({ tipo_casella: 'STANDARD' }))
    expect(again.message).toBe('Insufficient Credit in Wallet: 11.00 > 0.00')
    expect((await open({ email: 'senza@example.com' })).error).toBeNull()
  })

  it('an API key is no token', async () => {
    const { data } = await open({ email: 'chiave@example.com' })
    const withKey = callerAt(world.baseUrl, String(memberOf(data, 'apiKey')))
    expect((await withKey.get('/pec')).error).toBe(125.22)
  })

  it('adds credit, to the cent, once a call', async () => {
    const customer = await world.customer({ creditCents: 10 })
    const first = await credit(customer.accountId, { amount: '0.20', reason: 'bonifico 1' })
    expect(first.data).toEqual({ id: customer.accountId, credit: '0.30' })
    const second = await credit(customer.accountId, { amount: '100', reason: 'bonifico 2' })
    expect(second.data).toEqual({ id: customer.accountId, credit: '100.30' })
    expect(await customer.credit()).toBe('100.30')
  })

  it('loses no cent when twenty top-ups come at once', async () => {
    const customer = await world.customer({ creditCents: 0 })
    const operator = await world.operator()
    const calls = Array.from({ length: 20 }, () =>
      operator.post(`/v1/operator/accounts/${customer.accountId}/credit`, { amount: '0.01', reason: 'prova' }),
    )
    expect((await Promise.all(calls)).every((one) => one.error === null)).toBe(true)
    expect(await customer.credit()).toBe('0.20')
  })

  const debit = async (id: string, body: Record<string, unknown>) =>
    (await world.operator()).post(`/v1/operator/accounts/${id}/debit`, body)

  it('takes credit with its reason, which the customer reads, and never more than there is', async () => {
    const customer = await world.customer({ creditCents: 1_000 })
    const taken = await debit(customer.accountId, { amount: '9.50', reason: 'bonifico stornato' })
    expect(taken.data).toEqual({ id: customer.accountId, credit: '0.50' })
    expect(await debit(customer.accountId, { amount: '0.51', reason: 'ancora' })).toMatchObject({
      status: 402,
      error: 170,
      message: 'there is less credit than that: 0.50',
    })
    expect((await customer.byKey.get('/wallet/transactions?limit=1')).data).toMatchObject([
      { amount: -9.5, description: 'bonifico stornato' },
    ])
    expect((await customer.get('/v1/wallet')).data).toEqual({
      available: '0.50',
      held: '0.00',
      balance: '0.50',
      low_balance: null,
    })
  })

  it('loses no cent when credit is taken and spent at once', async () => {
    const customer = await world.customer({ creditCents: 1_150 })
    const replies = await Promise.all([
      debit(customer.accountId, { amount: '11.00', reason: 'storno' }),
      customer.post('/pec', productionRegistration({ tipo_casella: 'STANDARD' })),
    ])
    expect(replies.filter(({ error }) => error === null)).toHaveLength(1)
    expect(await customer.credit()).toBe('0.50')
  })

  it('lists prices as they are paid', async () => {
    const customer = await world.customer()
    const { data } = await customer.get('/v1/prices')
    expect(data).toContainEqual({ item: 'mailbox STANDARD', price: '11.00', per: 'year' })
  })

  world.refuses(170, 'a debit of somebody without credit', async ({ customer }) =>
    debit((await customer({ creditCents: 0 })).accountId, { amount: '0.01', reason: 'prova' }),
  )
  world.refuses(109, 'a debit of nobody', () => debit('f'.repeat(24), { amount: '1', reason: 'prova' }))
  world.refuses(110, 'a debit without a reason', async ({ customer }) =>
    debit((await customer()).accountId, { amount: '1' }),
  )

  it.each(['0', '0.00', '-1', '1.001', '1e3', '١', '', true, null, '99999999999999999999', 5, 0.1, 1e2])(
    '110 · amount %j',
    async (amount) => {
      const customer = await world.customer({ creditCents: 0 })
      const reply = await credit(customer.accountId, { amount, reason: 'prova' })
      expect([reply.status, reply.error]).toEqual([406, 110])
      expect(await customer.credit()).toBe('0.00')
    },
  )

  world.refuses(110, 'an account without an e-mail', () => open({ credit: '1' }))
  world.refuses(110, 'an e-mail that is none', () => open({ email: 'nobody' }))
  world.refuses(110, 'credit that is no amount', () => open({ email: 'a@example.com', credit: '-1' }))
  world.refuses(110, 'a top-up without a reason', async ({ customer }) =>
    credit((await customer()).accountId, { amount: '1' }),
  )
  world.refuses(109, 'a top-up of nobody', () => credit('f'.repeat(24), { amount: '1', reason: 'prova' }))
  world.refuses(109, 'a top-up of no id', () => credit('zz', { amount: '1', reason: 'prova' }))
  world.refuses(114, 'an e-mail that has an account, in another case', async ({ customer }) =>
    open({ email: (await customer()).email.toUpperCase() }),
  )
  world.refuses(110, 'an account with its credit as a number', () => open({ email: 'b@example.com', credit: 5 }))
  it.each([
    ['cliente@müller.example', 'cliente@xn--mller-kva.example'],
    ['Altro@xn--bcher-kva.example', 'altro@BÜCHER.example'],
    ['terzo@ｅｘａｍｐｌｅ.com', 'terzo@example.com'],
  ])('114 · %s and %s are one e-mail', async (one, other) => {
    expect((await open({ email: one })).data).toMatchObject({ email: expect.stringMatching(/^[a-z@.0-9-]+$/) })
    expect(await open({ email: other })).toMatchObject({ status: 406, error: 114 })
    const found = [
      await findAccount(world.context.database.kysely, { email: one }),
      await findAccount(world.context.database.kysely, { email: other }),
    ]
    expect(found[0]).toBeDefined()
    expect(found[1]).toEqual(found[0])
  })

  it('114 · an e-mail that an earlier version stored as it was written', async () => {
    const { accountId } = await world.customer()
    const { kysely, pool } = world.context.database
    await pool.query("update accounts set email = 'vecchio@müller.example' where id = $1", [accountId])
    expect(await open({ email: 'vecchio@xn--mller-kva.example' })).toMatchObject({ error: 114 })
    expect(await findAccount(kysely, { email: 'Vecchio@Müller.example' })).toMatchObject({ id: accountId })
  })

  world.refuses(126, 'a customer', async ({ customer }) =>
    (await customer()).post('/v1/operator/accounts', { email: 'a@example.com' }),
  )
  world.refuses(125.22, 'nobody', async ({ stranger }) => stranger().post('/v1/operator/accounts', {}))
  world.refuses(100, 'no JSON', async ({ operator }) => (await operator()).post('/v1/operator/accounts', '{'))
})
