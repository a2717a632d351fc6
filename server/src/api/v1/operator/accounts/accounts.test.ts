import { describe, expect, it } from 'vitest'
import { createToken } from '../../../../accounts/tokens.ts'
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

  it.each(['0', '0.00', '-1', '1.001', '1e3', '١', '', true, null, '99999999999999999999'])(
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
  world.refuses(126, 'a customer', async ({ customer }) =>
    (await customer()).post('/v1/operator/accounts', { email: 'a@example.com' }),
  )
  world.refuses(125.22, 'nobody', async ({ stranger }) => stranger().post('/v1/operator/accounts', {}))
  world.refuses(100, 'no JSON', async ({ operator }) => (await operator()).post('/v1/operator/accounts', '{'))
})
