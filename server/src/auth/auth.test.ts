import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { createToken } from '../accounts/tokens.ts'
import { systemClock } from '../model/clock.ts'
import { revokeToken } from '../store/tokens.ts'
import { callerAt } from '../testing/caller.ts'
import type { Caller } from '../testing/caller.ts'
import { startServer } from '../testing/world.ts'
import { authenticator } from './principal.ts'
import { covers, everyScope, isScope, neededScope } from './scopes.ts'
import { hashSecret } from './secrets.ts'

const host = 'test.pec.openapi.it'

describe('a token', () => {
  const world = startServer()

  const withToken = async (options: { scopes?: string[]; expiresAt?: Date } = {}) => {
    const { accountId } = await world.customer()
    const { id, token } = await createToken(world.context, { accountId, ...options })
    return { id, accountId, caller: callerAt(world.baseUrl, token) }
  }

  it('is stored only as its SHA-256', async () => {
    const { kysely } = world.context.database
    const customer = await world.customer()
    await customer.get('/pec')
    const secrets = [customer.token, customer.apiKey, customer.callbackSecret]
    const tables = await sql<{ name: string }>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`.execute(kysely)
    expect(tables.rows.length).toBeGreaterThan(10)
    for (const { name } of tables.rows) {
      const rows = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} t`.execute(kysely)
      for (const secret of secrets) {
        const asBytes = Buffer.from(secret).toString('hex')
        const found = rows.rows.filter(({ text }) => text.includes(secret) || text.includes(asBytes))
        expect(found.length, `a secret lies open in ${name}`).toBe(0)
      }
    }
    const hashed = await sql`select from tokens where token_hash = ${hashSecret(customer.token)}`.execute(kysely)
    expect(hashed.rows).toHaveLength(1)
  })

  it('expires by the clock of the product, to the millisecond', async () => {
    const { accountId } = await world.customer()
    const expiresAt = new Date(world.context.clock.now().getTime() + 3_600_000)
    const { token } = await createToken(world.context, { accountId, expiresAt })
    const clock = systemClock()
    const at = (instant: number) => () => ({ ...clock, now: () => new Date(instant) })
    const { kysely } = world.context.database
    const header = `Bearer ${token}`
    expect(await authenticator(kysely, at(expiresAt.getTime() - 1)).principalOf(header)).toMatchObject({ accountId })
    expect(await authenticator(kysely, at(expiresAt.getTime())).principalOf(header)).toBeUndefined()
  })

  it('that was valid before is refused once the clock is advanced past its expiry', async () => {
    const expiresAt = new Date(world.context.clock.now().getTime() + 3_600_000)
    const { caller } = await withToken({ expiresAt })
    expect((await caller.get('/pec')).status).not.toBe(401)
    await world.pass(3_600_000)
    expect(await caller.get('/pec')).toMatchObject({ status: 401, error: 125.22 })
  })

  it('is refused within a second of its revocation, although it was cached', async () => {
    const { id, caller } = await withToken()
    expect((await caller.get('/pec')).status).not.toBe(401)
    await revokeToken(world.context.database.kysely, id, world.context.clock.now())
    const revokedAt = performance.now()
    let answered = await caller.get('/pec')
    while (answered.status !== 401 && performance.now() - revokedAt < 1_000) answered = await caller.get('/pec')
    expect(answered).toMatchObject({ status: 401, error: 125.22 })
  })

  it('of an operator allows no customer call, and vice versa', async () => {
    const operator = await world.operator()
    for (const [method, path] of [
      ['GET', '/pec'],
      ['POST', '/pec'],
      ['GET', '/verifica_pec/a@b.it'],
    ] as const) {
      expect(await operator.call(method, path, method === 'POST' ? {} : undefined)).toMatchObject({
        status: 403,
        error: 126,
      })
    }
    expect(await (await world.customer()).post('/v1/operator/accounts', {})).toMatchObject({ status: 403, error: 126 })
  })

  it.each([
    [['GET:*/pec'], 'GET', true],
    [['*:*/*'], 'POST', true],
    [[`*:${host}/pec`], 'POST', true],
    [[`GET:${host}/*`], 'POST', false],
    [[`GET:${host}/pec`], 'POST', false],
    [[`POST:${host}/verifica_pec`], 'POST', false],
    [['POST:pec.openapi.it/pec'], 'POST', false],
    [[], 'GET', false],
  ])('with %j may %s /pec: %s', async (scopes, method, allowed) => {
    const { caller } = await withToken({ scopes })
    const reply = await caller.call(method, '/pec', method === 'POST' ? {} : undefined)
    expect(reply.error === 126, reply.text).toBe(!allowed)
  })

  it('that nobody has costs few statements, however many of them are tried, and pushes no valid one out', async () => {
    const { caller } = await withToken()
    const { database, clock } = world.context
    let statements = 0
    const count = () => void (statements += 1)
    const { principalOf } = authenticator(database.kysely, () => clock)
    expect(await principalOf(`Bearer ${caller.token}`)).toBeDefined()
    database.pool.on('acquire', count)
    try {
      const guesses = Array.from({ length: 11_000 }, (_, n) => principalOf(`Bearer guess${n}`))
      expect((await Promise.all(guesses)).filter((one) => one !== undefined)).toEqual([])
    } finally {
      database.pool.off('acquire', count)
    }
    expect(statements).toBeLessThan(50)
    expect(await principalOf(`Bearer ${caller.token}`)).toBeDefined()
  })

  const headers: [string, (caller: Caller) => string][] = [
    ['10,000 characters', () => `Bearer ${'x'.repeat(10_000)}`],
    ['no scheme', ({ token }) => token],
    ['another scheme', ({ token }) => `Basic ${token}`],
    ['nothing after the scheme', () => 'Bearer '],
    ['text after the token', ({ token }) => `Bearer ${token} ${token}`],
    ['a cut token', ({ token }) => `Bearer ${token.slice(1)}`],
    ['upper case', ({ token }) => `Bearer ${token.toUpperCase()}`],
  ]
  it.each(headers)('is refused as %s', async (_, header) => {
    const { caller } = await withToken()
    const reply = await world.stranger().get('/pec', { authorization: header(caller) })
    expect(reply).toMatchObject({ status: 401, error: 125.22, message: 'Wrong Token' })
  })

  it('is accepted with any case of the scheme', async () => {
    const { caller } = await withToken()
    expect((await world.stranger().get('/pec', { authorization: `bEARER  ${caller.token}` })).error).not.toBe(125.22)
  })
})

describe('scopes', () => {
  it('spell method, host and segment, and every operation has one', () => {
    expect(everyScope(host)).toContain(`PATCH:${host}/pec`)
    expect(new Set(everyScope(host)).size).toBe(everyScope(host).length)
    for (const scope of everyScope(host)) expect(isScope(scope)).toBe(true)
  })

  it.each([
    '',
    '*',
    'GET',
    'GET:',
    'GET:host',
    'get:host/pec',
    'GET:host/pec/x',
    'GET:ho st/pec',
    `GET:h/${'x'.repeat(200)}`,
  ])('rejects %j', (text) => {
    expect(isScope(text)).toBe(false)
    expect(covers([text], neededScope('GET', host, 'pec'))).toBe(false)
  })
})
