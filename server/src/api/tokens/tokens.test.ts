// An account makes itself tokens with its e-mail and API key, changes, refreshes and deletes them.
import { describe, expect, it } from 'vitest'
import { authenticator } from '../../auth/principal.ts'
import { everyScope } from '../../auth/scopes.ts'
import { hold, release } from '../../ledger/ledger.ts'
import { takePayment } from '../../store/token-limits.ts'
import { inTransaction } from '../../store/transaction.ts'
import { basicOf, callerAt, memberOf } from '../../testing/caller.ts'
import type { Reply } from '../../testing/caller.ts'
import { registration } from '../../testing/fixtures.ts'
import { answersIn, sendRaw } from '../../testing/raw-http.ts'
import { startServer } from '../../testing/world.ts'
import type { Customer, World } from '../../testing/world.ts'

const READ = 'GET:test.pec.openapi.it/pec'
const WRITE = 'POST:test.pec.openapi.it/pec'
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/

const textIn = (reply: Reply, name: string) => String(memberOf(reply.data, name))

/** A caller with a token the customer made for itself. */
async function withToken(world: World, customer: Customer, body: Record<string, unknown> = {}) {
  const made = await customer.byKey.post('/tokens', { scopes: [READ, WRITE], ...body })
  expect(made.error, made.text).toBeNull()
  const token = textIn(made, 'token')
  return { made, token, refreshToken: textIn(made, 'refreshToken'), caller: callerAt(world.baseUrl, token) }
}

describe('/tokens', () => {
  const world = startServer()

  it('makes a token with e-mail and key, which opens what its scopes name and nothing else', async () => {
    const customer = await world.customer()
    const made = await customer.byKey.post('/tokens', { scopes: [READ, READ], name: 'negozio', ttl: 3600 })
    const token = textIn(made, 'token')
    expect(made.data).toEqual({
      token: expect.stringMatching(/^ctk_[0-9a-f]{40}$/),
      name: 'negozio',
      createdAt: expect.stringMatching(iso),
      expireAt: expect.stringMatching(iso),
      updatedAt: expect.stringMatching(iso),
      scopes: [READ],
      refreshToken: expect.stringMatching(/^crt_[0-9a-f]{40}$/),
      limits: { totalRequests: null, walletRequests: null, subscriptionRequests: null, walletAmount: null, ip: [] },
      stats: { totalRequests: null, walletRequests: 0, subscriptionRequests: 0, walletAmount: 0 },
    })
    const expire = Date.parse(textIn(made, 'expireAt')) / 1000
    expect(expire - Date.parse(textIn(made, 'createdAt')) / 1000).toBe(3600)
    expect(JSON.parse(made.text)).toMatchObject({ token, scopes: [READ], expire })
    const caller = callerAt(world.baseUrl, token)
    expect((await caller.get('/pec')).error).toBe(200)
    expect((await caller.post('/pec', registration())).error).toBe(126)
    await world.pass(3_600_000)
    expect((await caller.get('/pec')).error).toBe(125.22)
  })

  it('lasts a year where the ttl is zero, negative or not given', async () => {
    const customer = await world.customer()
    for (const ttl of [undefined, 0, -1]) {
      const { made } = await withToken(world, customer, { ttl })
      const seconds = (Date.parse(textIn(made, 'expireAt')) - Date.parse(textIn(made, 'createdAt'))) / 1000
      expect(seconds).toBe(365 * 86_400)
    }
  })

  it('takes wildcards that cover something', async () => {
    const customer = await world.customer()
    for (const scope of ['*:*/*', '*:test.pec.openapi.it/*', 'GET:*/dominio'])
      expect((await customer.byKey.post('/tokens', { scopes: [scope] })).error).toBeNull()
  })

  it('lists tokens newest first by their ids, which read, change and delete them like their texts', async () => {
    const customer = await world.customer()
    const first = await withToken(world, customer, { name: 'uno' })
    await withToken(world, customer, { name: 'due' })
    const listed = await customer.byKey.get('/tokens')
    expect(listed.data).toMatchObject([{ name: 'due', refreshToken: null }, { name: 'uno' }, { name: '' }])
    expect(listed.text).not.toContain(first.token)
    expect((await customer.byKey.get('/tokens?skip=1&limit=1')).data).toMatchObject([{ name: 'uno' }])
    expect((await customer.byKey.get('/tokens?skip=9')).data).toEqual([])
    const byText = await customer.byKey.get(`/tokens/${first.token}`)
    expect(byText.data).toMatchObject({ name: 'uno', token: first.token })
    const id = Array.isArray(listed.data) ? String(memberOf(listed.data[1], 'token')) : ''
    expect((await customer.byKey.get(`/tokens/${id}`)).data).toMatchObject({ name: 'uno', token: id })
    expect(await customer.byKey.delete(`/tokens/${id}`)).toMatchObject({
      message: 'Deleted',
      data: null,
      success: true,
    })
    world.context.authenticator.forget()
    expect((await first.caller.get('/pec')).error).toBe(125.22)
    expect((await customer.byKey.get(`/tokens/${id}`)).error).toBe(120)
  })

  it('changes scopes, name, ttl and limits of a token that stays the same', async () => {
    const customer = await world.customer()
    const { token, caller } = await withToken(world, customer)
    const limits = { totalRequests: 9, walletAmount: 12.5, ip: ['127.0.0.0/8', '::1'] }
    const changed = await customer.byKey.patch(`/tokens/${token}`, { scopes: [READ], name: 'sola lettura', limits })
    expect(changed.data).toMatchObject({ token, scopes: [READ], name: 'sola lettura', limits, refreshToken: null })
    world.context.authenticator.forget()
    expect((await caller.post('/pec', registration())).error).toBe(126)
    expect((await caller.get('/pec')).error).toBe(200)
    const whole = await customer.byKey.patch(`/tokens/${token}`, { limits: { totalRequests: 8 } })
    expect(whole.data).toMatchObject({ limits: { totalRequests: 8, walletAmount: null, ip: [] } })
  })

  it('is replaced by its refresh token, once, with a new text and the same limits', async () => {
    const customer = await world.customer()
    const { token, refreshToken, caller } = await withToken(world, customer, { limits: { totalRequests: 2 } })
    expect((await caller.get('/pec')).error).toBe(200)
    const refresh = () =>
      world.stranger().call('PATCH', `/tokens/${token}`, {}, { authorization: `Bearer ${refreshToken}` })
    const answers = await Promise.all(Array.from({ length: 8 }, refresh))
    const done = answers.filter(({ success }) => success)
    expect(done).toHaveLength(1)
    for (const { error } of answers.filter(({ success }) => !success)) expect([140, 160]).toContain(error)
    const [fresh] = done
    expect(fresh?.data).toMatchObject({ limits: { totalRequests: 2 }, stats: { totalRequests: 1 } })
    world.context.authenticator.forget()
    expect((await caller.get('/pec')).error).toBe(125.22)
    const next = callerAt(world.baseUrl, fresh === undefined ? '' : textIn(fresh, 'token'))
    expect([(await next.get('/pec')).error, (await next.get('/pec')).error]).toEqual([200, 127])
  })

  it('is shown once: a repeated request gets the first answer, and makes no second token', async () => {
    const { byKey } = await world.customer()
    const key = { 'idempotency-key': 'un-token' }
    const first = await byKey.post('/tokens', { scopes: [READ] }, key)
    const again = await byKey.post('/tokens', { scopes: [READ] }, key)
    expect(again.text).toBe(first.text)
    const listed = await byKey.get('/tokens')
    expect(listed.data).toHaveLength(2)
  })

  it('of another account is unknown, by text and by id', async () => {
    const { token } = await withToken(world, await world.customer())
    const { byKey } = await world.customer()
    expect((await byKey.get(`/tokens/${token}`)).error).toBe(120)
    expect((await byKey.patch(`/tokens/${token}`, { name: 'mio' })).error).toBe(160)
    expect((await byKey.delete(`/tokens/${token}`)).error).toBe(180)
  })

  const byKey = async ({ customer }: World) => (await customer()).byKey
  const posts = (body: Record<string, unknown>) => async (w: World) => (await byKey(w)).post('/tokens', body)
  world.refuses(70, 'no scopes', posts({}))
  world.refuses(70, 'an empty list of scopes', posts({ scopes: [] }))
  world.refuses(80, 'scopes that are no list', posts({ scopes: READ }))
  world.refuses(80, 'a scope of no form', posts({ scopes: ['pec'] }))
  world.refuses(80, 'a scope with a control character', posts({ scopes: [`${READ}\u0000`] }))
  world.refuses(90, 'a scope of another host', posts({ scopes: [READ, 'GET:pec.openapi.it/pec'] }))
  world.refuses(90, 'a scope of no operation', posts({ scopes: ['PATCH:test.pec.openapi.it/dominio'] }))
  world.refuses(90, 'a wildcard over nothing', posts({ scopes: ['*:company.openapi.com/*'] }))
  world.refuses(100, 'a ttl of more than a year', posts({ scopes: [READ], ttl: 31_536_001 }))
  world.refuses(100, 'a name that is none', posts({ scopes: [READ], name: { x: 1 } }))
  world.refuses(100, 'limits that are none', posts({ scopes: [READ], limits: { totalRequests: -1 } }))
  world.refuses(100, 'an amount of fractions of a cent', posts({ scopes: [READ], limits: { walletAmount: 0.001 } }))
  world.refuses(100, 'a limit there is not', posts({ scopes: [READ], limits: { walletamount: 10 } }))
  world.refuses(100, 'a change to a limit there is not', async ({ customer }) => {
    const one = await customer()
    return one.byKey.patch(`/tokens/${one.token}`, { limits: { totalRequest: 1 } })
  })
  world.refuses(100, 'an address that is none', posts({ scopes: [READ], limits: { ip: ['300.1.1.1'] } }))
  world.refuses(100, 'a body that is no JSON', async (w) => (await byKey(w)).post('/tokens', '{"scopes":'))
  world.refuses(210, 'limit over 100', async (w) => (await byKey(w)).get('/tokens?limit=101'))
  world.refuses(60, 'a token of no form', async (w) => (await byKey(w)).get('/tokens/a%20b'))
  world.refuses(150, 'nothing to change', async ({ customer }) => {
    const one = await customer()
    return one.byKey.patch(`/tokens/${one.token}`, {})
  })
  world.refuses(110, 'a change to scopes that do not exist', async ({ customer }) => {
    const one = await customer()
    return one.byKey.patch(`/tokens/${one.token}`, { scopes: ['GET:nowhere.it/pec'] })
  })
  world.refuses(100, 'a change to scopes of no form', async ({ customer }) => {
    const one = await customer()
    return one.byKey.patch(`/tokens/${one.token}`, { scopes: 'x' })
  })
  world.refuses(120, 'an account without tokens', async (w) => {
    const one = await w.customer()
    await one.byKey.delete(`/tokens/${one.token}`)
    return one.byKey.get('/tokens')
  })

  describe('by its refresh token', () => {
    const refreshing = (body: Record<string, unknown>, path?: string) => async (w: World) => {
      const { token, refreshToken } = await withToken(w, await w.customer())
      const headers = { authorization: `Bearer ${refreshToken}` }
      return w.stranger().call('PATCH', `/tokens/${path ?? token}`, body, headers)
    }
    world.refuses(110, 'gets no scope it did not have', refreshing({ scopes: everyScope('test.pec.openapi.it') }))
    world.refuses(100, 'gets no other limits', refreshing({ limits: {} }))
    world.refuses(160, 'changes no other token', refreshing({}, '65a000000000000000000000'))
    world.refuses(140, 'with a wrong one', async (w) => {
      const { token, refreshToken } = await withToken(w, await w.customer())
      const headers = { authorization: `Bearer ${refreshToken.slice(0, -1)}x` }
      return w.stranger().call('PATCH', `/tokens/${token}`, {}, headers)
    })
    world.refuses(130, 'lists nothing', async (w) => {
      const { refreshToken } = await withToken(w, await w.customer())
      return w.stranger().get('/tokens', { authorization: `Bearer ${refreshToken}` })
    })
  })
})

describe('the limits of a token', () => {
  const world = startServer()

  it('on requests are exact when many arrive at once', async () => {
    const { caller } = await withToken(world, await world.customer(), { limits: { totalRequests: 10 } })
    const answers = await Promise.all(Array.from({ length: 40 }, () => caller.get('/pec')))
    expect(answers.filter(({ error }) => error === 200)).toHaveLength(10)
    expect(answers.filter(({ error, status }) => error === 127 && status === 403)).toHaveLength(30)
  })

  it('on money are exact when many arrive at once, and what is refused costs nothing', async () => {
    const customer = await world.customer()
    const { caller, token } = await withToken(world, customer, { limits: { walletAmount: 192 } })
    const order = (n: number) =>
      caller.post('/pec', registration({ casella_pec: `a${n}@testcert.legalmail.it`, tipo_casella: 'GOLD' }))
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => order(n)))
    expect(answers.filter(({ success }) => success)).toHaveLength(3)
    expect(answers.filter(({ error }) => error === 127)).toHaveLength(9)
    expect(await customer.credit()).toBe('808.00')
    const { data } = await customer.byKey.get(`/tokens/${token}`)
    expect(data).toMatchObject({ stats: { walletRequests: 3, walletAmount: 192 } })
  })

  it('on payments count what is paid for, and not what is free', async () => {
    const { caller } = await withToken(world, await world.customer(), { limits: { walletRequests: 1 } })
    const order = (n: number) => caller.post('/pec', registration({ casella_pec: `b${n}@testcert.legalmail.it` }))
    expect([(await order(1)).error, (await order(2)).error]).toEqual([null, 127])
    expect((await caller.get('/pec')).error).toBeNull()
  })

  it('on money count a price that is held, until it is released', async () => {
    const customer = await world.customer()
    const { token } = await withToken(world, customer, { limits: { walletAmount: 10 } })
    const { kysely } = world.context.database
    const principal = await world.context.authenticator.principalOf(`Bearer ${token}`)
    const tokenId = principal?.role === 'account' ? principal.tokenId : ''
    const now = world.context.clock.now()
    const movement = { accountId: customer.accountId, amountCents: 700, cause: 'order', author: { token: tokenId } }
    const held = await inTransaction(kysely, async ({ db }) => {
      expect(await takePayment(db, tokenId, 700)).toBe(true)
      expect(await takePayment(db, tokenId, 700)).toBe(false)
      return hold(db, movement, now)
    })
    await inTransaction(kysely, ({ db }) => release(db, held.is === 'spent' ? held.entryId : 0, now))
    const { data } = await customer.byKey.get(`/tokens/${token}`)
    expect(data).toMatchObject({ stats: { walletRequests: 0, walletAmount: 0 } })
  })

  it('on addresses refuse every other one', async () => {
    const customer = await world.customer()
    const { caller } = await withToken(world, customer, { limits: { ip: ['192.0.2.0/24', '2001:db8::1'] } })
    expect(await caller.get('/pec')).toMatchObject({ status: 403, error: 127 })
    const here = await withToken(world, customer, { limits: { ip: ['192.0.2.1', '127.0.0.0/8'] } })
    expect((await here.caller.get('/pec')).error).toBe(200)
  })
})

describe('e-mail and API key', () => {
  const world = startServer()

  it('open no call of a token, and a token opens no call of a key', async () => {
    const customer = await world.customer()
    expect(await customer.byKey.get('/pec')).toMatchObject({ status: 401, error: 125.22 })
    const reply = await customer.get('/tokens')
    expect(reply).toMatchObject({ status: 401, error: 130, message: 'Unauthorized' })
    expect(reply.headers.get('www-authenticate')).toBe('Basic realm="ceralacca", charset="UTF-8"')
  })

  it('are taken with any case of the e-mail', async () => {
    const { email, apiKey } = await world.customer()
    const headers = { authorization: basicOf(email.toUpperCase(), apiKey) }
    expect((await world.stranger().get('/tokens', headers)).error).toBeNull()
  })

  it.each([
    ['another account’s e-mail', (own: Customer, other: Customer) => basicOf(other.email, own.apiKey)],
    ['no e-mail', (own: Customer) => basicOf('', own.apiKey)],
    ['no key', (own: Customer) => basicOf(own.email, '')],
    ['a colon after the key', (own: Customer) => basicOf(own.email, `${own.apiKey}:`)],
    ['a key that is not ASCII', (own: Customer) => basicOf(own.email, 'però')],
    ['a key with a control character', (own: Customer) => basicOf(own.email, `${own.apiKey}\u0000`)],
    ['a key of 10 kB', (own: Customer) => basicOf(own.email, 'x'.repeat(10_240))],
    ['what is no base64', (own: Customer) => `Basic ${own.email}:${own.apiKey}`],
    ['no colon', (own: Customer) => `Basic ${Buffer.from(own.apiKey).toString('base64')}`],
    ['the token as key', (own: Customer) => basicOf(own.email, own.token)],
    ['the key as token', (own: Customer) => `Bearer ${own.apiKey}`],
  ])('are refused with %s', async (_, header) => {
    const [own, other] = [await world.customer(), await world.customer()]
    const reply = await world.stranger().get('/tokens', { authorization: header(own, other) })
    expect(reply).toMatchObject({ status: 401, error: 130 })
  })

  it('in the query open nothing and are never logged', async () => {
    const { token, email, apiKey } = await world.customer()
    const path = `/pec?token=${token}&access_token=${token}&email=${email}&apiKey=${apiKey}`
    expect((await world.stranger().get(path)).error).toBe(125.22)
    expect(world.logLines.filter((line) => [token, apiKey, email].some((one) => line.includes(one)))).toEqual([])
  })

  it('given twice are nobody’s', async () => {
    const { email, apiKey } = await world.customer()
    const line = `Authorization: ${basicOf(email, apiKey)}\r\n`
    const request = `GET /tokens HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${line}${line}\r\n`
    const [answer] = answersIn(await sendRaw(world, [request]))
    expect(answer).toMatchObject({ status: 401, body: { error: 130 } })
    expect(answer?.headers['www-authenticate']).toMatch(/^Basic /)
  })

  it('that many use at once cost two statements: one finds them, one notes their use', async () => {
    const { email, apiKey } = await world.customer()
    const { database, clock } = world.context
    const { principalOf } = authenticator(database.kysely, () => clock)
    let statements = 0
    const count = () => void (statements += 1)
    database.pool.on('acquire', count)
    try {
      const found = await Promise.all(Array.from({ length: 100 }, () => principalOf(basicOf(email, apiKey))))
      expect(found.every((one) => one?.role === 'key')).toBe(true)
    } finally {
      database.pool.off('acquire', count)
    }
    expect(statements).toBe(2)
  })

  it('that are mistyped cost no statement, nor does such a token', async () => {
    const { email, apiKey, token } = await world.customer()
    const { authenticator, database } = world.context
    let statements = 0
    const count = () => void (statements += 1)
    const typo = (text: string) => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')
    database.pool.on('acquire', count)
    try {
      for (const header of [basicOf(email, typo(apiKey)), `Bearer ${typo(token)}`, `Bearer ${token.slice(0, -1)}`])
        expect(await authenticator.principalOf(header)).toBeUndefined()
    } finally {
      database.pool.off('acquire', count)
    }
    expect(statements).toBe(0)
  })
})
