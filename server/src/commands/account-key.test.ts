// A new API key works beside the one before, which ends after the overlap.
import { describe, expect, it } from 'vitest'
import { hashSecret } from '../auth/secrets.ts'
import { keyCallerAt, memberOf } from '../testing/caller.ts'
import { startServer } from '../testing/world.ts'
import { accountKeyList, accountKeyRotate } from './account-key.ts'
import { UsageError } from './command.ts'
import { tokenCreate } from './token.ts'

const HOUR = 3_600_000

describe('account key rotate', () => {
  const world = startServer()
  const rotate = (email: string, options: Record<string, string> = {}) =>
    accountKeyRotate.run({ options: { email, ...options }, positionals: [], context: world.context })
  const callerWith = (email: string, made: { data: unknown }) =>
    keyCallerAt(world.baseUrl, email, String(memberOf(made.data, 'apiKey')))
  const listed = async (email: string) => {
    const { data } = await accountKeyList.run({ options: { email }, positionals: [], context: world.context })
    return Array.isArray(data) ? data : []
  }

  it('makes a key that is valid at once, and lets the one before end after the overlap', async () => {
    const customer = await world.customer()
    const made = await rotate(customer.email, { 'overlap-hours': '2', label: 'nuova' })
    const fresh = callerWith(customer.email, made)
    for (const caller of [fresh, customer.byKey]) expect((await caller.get('/wallet')).error).toBeNull()
    await world.pass(2 * HOUR)
    world.context.authenticator.forget()
    expect((await customer.byKey.get('/wallet')).error).toBe(130)
    expect((await fresh.get('/wallet')).error).toBeNull()
    const keys = await listed(customer.email)
    expect(keys).toMatchObject([{ label: 'nuova', expires_at: null }, { label: 'first' }])
    for (const { last_used_at } of keys) expect(last_used_at).toBeInstanceOf(Date)
    expect(JSON.stringify(keys)).not.toContain(memberOf(made.data, 'apiKey'))
  })

  it('ends the key before at once where no overlap is wanted', async () => {
    const customer = await world.customer()
    expect((await customer.byKey.get('/wallet')).error).toBeNull()
    await rotate(customer.email, { 'overlap-hours': '0' })
    // It makes no token even where it is remembered for most of a second.
    for (const path of ['/tokens', '/token'])
      expect((await customer.byKey.post(path, { scopes: ['*:*/*'] })).error, path).toBe(130)
    world.context.authenticator.forget()
    expect((await customer.byKey.get('/wallet')).error).toBe(130)
  })

  it('makes a key with an end, and for some addresses only', async () => {
    const { email } = await world.customer()
    const elsewhere = callerWith(email, await rotate(email, { ip: '192.0.2.0/24, 2001:db8::/32' }))
    expect(await elsewhere.get('/wallet')).toMatchObject({ status: 403, error: 127 })
    const short = callerWith(email, await rotate(email, { ip: '127.0.0.0/8', days: '1' }))
    expect((await short.get('/wallet')).error).toBeNull()
    await world.pass(24 * HOUR)
    expect((await short.get('/wallet')).error).toBe(130)
  })

  it('leaves keys and tokens of older forms valid', async () => {
    const { accountId, email } = await world.customer()
    const { pool } = world.context.database
    const [key, token] = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210']
    await pool.query('update api_keys set key_hash = $1 where account_id = $2', [hashSecret(key), accountId])
    await pool.query('update tokens set token_hash = $1 where account_id = $2', [hashSecret(token), accountId])
    expect((await keyCallerAt(world.baseUrl, email, key).get('/wallet')).error).toBeNull()
    const headers = { authorization: `Bearer ${token}` }
    expect((await world.stranger().get('/pec', headers)).error).toBe(200)
  })

  it.each([
    [{ 'overlap-hours': '-1' }],
    [{ 'overlap-hours': '8761' }],
    [{ days: '0' }],
    [{ ip: 'here' }],
    [{ ip: '10.0.0.0/33' }],
  ])('refuses %j and makes no key', async (options) => {
    const { email } = await world.customer()
    await expect(rotate(email, options)).rejects.toThrow(UsageError)
    expect(await listed(email)).toHaveLength(1)
  })

  it('says when there is no such account', async () => {
    expect(await rotate('nessuno@example.com')).toMatchObject({ failed: true, lines: ['no such account'] })
  })
})

describe('token create', () => {
  const world = startServer()

  it('refuses a scope that exists nowhere', async () => {
    const { email } = await world.customer()
    const options = { email, scopes: 'GET:test.pec.openapi.it/pec,GET:test.pec.openapi.it/niente' }
    const made = tokenCreate.run({ options, positionals: [], context: world.context })
    await expect(made).rejects.toThrow(
      'no operation of test.pec.openapi.it has the scope GET:test.pec.openapi.it/niente',
    )
  })

  it('makes operators of every role, administrators unless told', async () => {
    const made = (role?: string) =>
      tokenCreate.run({ options: { operator: true, ...(role && { role }) }, positionals: [], context: world.context })
    const roles = 'select role from operators order by place'
    for (const role of ['reviewer', 'finance', undefined]) await made(role)
    const { rows } = await world.context.database.pool.query<{ role: string }>(roles)
    expect(rows.map(({ role }) => role)).toEqual(['reviewer', 'finance', 'administrator'])
    await expect(made('owner')).rejects.toThrow('--role must be one of administrator, reviewer, finance')
  })
})
