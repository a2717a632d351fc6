// Credit, transactions and callbacks as the platform calls tell them.
import { describe, expect, it } from 'vitest'
import { createToken } from '../../accounts/tokens.ts'
import { keyCallerAt, memberOf } from '../../testing/caller.ts'
import { registration } from '../../testing/fixtures.ts'
import { startReceiver } from '../../testing/receiver.ts'
import { startServer } from '../../testing/world.ts'
import type { World } from '../../testing/world.ts'

const HOST = 'test.pec.openapi.it'
const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/)
const byKey = async ({ customer }: World) => (await customer()).byKey

describe('/wallet', () => {
  const world = startServer()

  it('tells the credit that is left, as /credit does', async () => {
    const customer = await world.customer({ creditCents: 10_050 })
    await world.given.registeredMailbox({ tipo_casella: 'GOLD' }, customer)
    expect((await customer.byKey.get('/wallet')).data).toEqual({ credit: 36.5, createdAt: iso, updatedAt: iso })
    expect((await customer.byKey.get('/credit')).data).toEqual({ credit: 36.5 })
  })

  it('lists what came in and what was spent, newest first, each with its cause', async () => {
    const customer = await world.customer({ creditCents: 20_000 })
    await world.given.registeredMailbox({ tipo_casella: 'GOLD' }, customer)
    const operator = await world.operator()
    const path = `/v1/operator/accounts/${customer.accountId}/credit`
    await operator.post(path, { amount: '5.25', reason: 'bonifico' })
    const list = await customer.byKey.get('/wallet/transactions')
    const txn = expect.stringMatching(/^txn_\d+$/)
    expect(list.data).toEqual([
      { id: txn, amount: 5.25, createdAt: iso, description: 'bonifico' },
      { id: txn, amount: -64, createdAt: iso, description: `API usage - ${HOST}` },
      { id: txn, amount: 200, createdAt: iso, description: 'test' },
    ])
    expect((await customer.byKey.get('/wallet/transactions?skip=1&limit=1')).data).toMatchObject([{ amount: -64 }])
    expect((await (await world.customer()).byKey.get('/wallet/transactions')).data).toHaveLength(1)
  })

  it('says of a refund what was paid back and why', async () => {
    const operator = await world.operator()
    const { customer, id } = await world.given.registeredMailbox({ tipo_casella: 'GOLD' })
    const calledOff = { decision: 'CALLED_OFF', reason: 'titolare sconosciuto' }
    expect((await operator.post(`/v1/operator/mailboxes/${id}/decision`, calledOff)).error).toBeNull()
    const other = await world.given.registeredMailbox({ casella_pec: 'altra@testcert.legalmail.it' }, customer)
    await operator.post(`/v1/operator/mailboxes/${other.id}/decision`, { decision: 'CALLED_OFF' })
    const { data } = await customer.byKey.get('/wallet/transactions')
    const [lastRefund, lastPaid, refund, paid] = Array.isArray(data) ? data : []
    expect(refund).toMatchObject({
      amount: 64,
      description: `Refund of ${memberOf(paid, 'id')} (POST /pec ${id}): titolare sconosciuto`,
    })
    expect(lastRefund).toMatchObject({ description: `Refund of ${memberOf(lastPaid, 'id')} (POST /pec ${other.id})` })
  })

  it('has no subscriptions', async () => {
    expect((await (await world.customer()).byKey.get('/subscriptions')).data).toEqual([])
  })

  world.refuses(210, 'limit over 100', async (w) => (await byKey(w)).get('/wallet/transactions?limit=101'))
  world.refuses(210, 'skip that is no number', async (w) => (await byKey(w)).get('/wallet/transactions?skip=x'))
})

describe('/callbacks', () => {
  const world = startServer()

  it.each([
    ['POST', 'posta'],
    ['JSON', 'data'],
  ])('lists and shows what was sent by %s, and what was answered', async (method, field) => {
    await using receiver = await startReceiver()
    const { customer, id } = await world.given.workingMailbox({
      callback: { url: receiver.url, method, field, data: { ordine: 7 } },
    })
    const { data } = await customer.byKey.get(`/callbacks?scopes=POST:${HOST}/pec,POST:${HOST}/dominio`)
    const line = { scope: `POST:${HOST}/pec`, url: receiver.url, startedAt: iso, completedAt: iso }
    expect(data).toEqual([{ ...line, id: expect.stringMatching(/^msg_/), httpResponseCode: '200' }])
    const messageId = String(memberOf(Array.isArray(data) ? data[0] : undefined, 'id'))
    expect((await customer.byKey.get(`/callbacks/${messageId}`)).data).toMatchObject({
      ...line,
      httpResponseCode: 200,
      domain: HOST,
      active: false,
      data: { id, stato: 'evasa' },
      custom: { ordine: 7 },
      attempt: 1,
      retry: 0,
      field,
      method,
    })
    expect((await customer.byKey.get(`/callbacks?scopes=POST:${HOST}/dominio`)).data).toEqual([])
    expect((await customer.byKey.get('/callbacks?skip=1')).data).toEqual([])
    expect((await (await world.customer()).byKey.get(`/callbacks/${messageId}`)).error).toBe(200)
  })

  it('shows one that nobody took as active, without a code', async () => {
    const { customer } = await world.given.workingMailbox({ callback: { url: 'http://127.0.0.1:9/nobody' } })
    const { data } = await customer.byKey.get('/callbacks')
    expect(data).toMatchObject([{ httpResponseCode: '', completedAt: null }])
    const messageId = String(memberOf(Array.isArray(data) ? data[0] : undefined, 'id'))
    const detail = await customer.byKey.get(`/callbacks/${messageId}`)
    expect(detail.data).toMatchObject({ httpResponseCode: null, active: true, completedAt: null })
  })

  world.refuses(200, 'an account without callbacks', async (w) => (await byKey(w)).get('/callbacks'))
  world.refuses(200, 'an unknown one', async (w) => (await byKey(w)).get('/callbacks/msg_x'))
  world.refuses(210, 'scopes of no form', async (w) => (await byKey(w)).get('/callbacks?scopes=pec'))
  world.refuses(210, 'limit over 100', async (w) => (await byKey(w)).get('/callbacks?limit=101'))
})

describe('pages of the platform calls', () => {
  const world = startServer()

  for (const path of ['/wallet/transactions', '/callbacks', '/tokens'])
    for (const query of ['limit=', 'skip=', 'limit[]=1', 'skip[0]=1', 'limit[=1'])
      world.refuses(210, `${path}?${query}`, async (w) => (await byKey(w)).get(`${path}?${query}`))
  world.refuses(210, 'an empty list of scopes', async (w) => (await byKey(w)).get('/callbacks?scopes='))
  world.refuses(110, 'an empty limit of ours', async (w) => (await w.customer()).get('/v1/events?limit='))
})

describe('/scopes', () => {
  const world = startServer()

  it('lists the twelve scopes of the host, each with its prices', async () => {
    const caller = await byKey(world)
    const { data } = await caller.get('/scopes')
    expect(data).toHaveLength(12)
    const found = Array.isArray(data) ? data.find((one) => memberOf(one, 'scope') === `POST:${HOST}/pec`) : undefined
    const scope = { method: 'POST', domain: HOST, endpoint: 'pec', enabled: true }
    expect(found).toMatchObject(scope)
    expect((await caller.get(`/scopes/${String(memberOf(found, 'id'))}`)).data).toMatchObject({
      ...scope,
      rateLimit: expect.anything(),
      freeLimits: { dayLimit: 0, monthLimit: 0, yearLimit: 0, totalLimit: 0 },
      prices: { 'mailbox GOLD': 64, 'extra user': 5 },
    })
  })

  world.refuses(10, 'an unknown one', async (w) => (await byKey(w)).get('/scopes/65a000000000000000000000'))
})

describe('the first version of the platform', () => {
  // Whose first Host header names it, as a proxy that maps the name passes it on.
  const world = startServer({ TRUSTED_PROXIES: '127.0.0.1' })
  const asFirst = { 'x-forwarded-host': 'test.oauth.openapi.it' }

  it('answers a token without an envelope, which opens what it is for', async () => {
    const customer = await world.customer()
    const made = await customer.byKey.post('/token', { scopes: [`*:${HOST}/*`], ttl: 3600 })
    const whole: unknown = JSON.parse(made.text)
    expect(Object.keys(Object(whole))).toEqual(['scopes', 'expire', 'token', 'success', 'message', 'error'])
    const token = String(memberOf(whole, 'token'))
    expect((await world.stranger().post('/pec', registration(), { authorization: `Bearer ${token}` })).error).toBeNull()
  })

  it('nests the list of scopes twice, under its own host alone', async () => {
    const caller = await byKey(world)
    expect(memberOf((await caller.get('/scopes', asFirst)).data, 'data')).toHaveLength(12)
    expect((await caller.get('/scopes', { 'x-forwarded-host': 'test.oauth.openapi.com' })).data).toHaveLength(12)
  })

  world.refuses(70, 'no scopes', async (w) => (await byKey(w)).post('/token', {}))
  world.refuses(80, 'scopes of no form', async (w) => (await byKey(w)).post('/token', { scopes: ['x'] }))
  world.refuses(90, 'scopes of nothing', async (w) => (await byKey(w)).post('/token', { scopes: ['GET:a.it/pec'] }))
  world.refuses(100, 'a ttl that is none', async (w) =>
    (await byKey(w)).post('/token', { scopes: ['*:*/*'], ttl: 'x' }),
  )
})

describe('a key of an account', () => {
  const world = startServer()

  it('opens its own account only', async () => {
    const [own, other] = [await world.customer({ creditCents: 100 }), await world.customer({ creditCents: 200 })]
    await createToken(world.context, { accountId: other.accountId, name: 'altrui' })
    expect((await own.byKey.get('/wallet')).data).toMatchObject({ credit: 1 })
    expect((await own.byKey.get('/tokens')).text).not.toContain('altrui')
    expect((await keyCallerAt(world.baseUrl, other.email, own.apiKey).get('/wallet')).error).toBe(130)
  })
})
