import { beforeAll, describe, expect, it } from 'vitest'
import { prepareSandbox } from '../../../accounts/sandbox.ts'
import { authenticator } from '../../../auth/principal.ts'
import { cookieIn, itemsOf, memberOf } from '../../../testing/caller.ts'
import type { Reply } from '../../../testing/caller.ts'
import { registration } from '../../../testing/fixtures.ts'
import { answersIn, sendRaw } from '../../../testing/raw-http.ts'
import { joined, signedIn, signIn } from '../../../testing/signed-in.ts'
import { startServer } from '../../../testing/world.ts'
import type { World } from '../../../testing/world.ts'

const HOUR_MS = 3_600_000
const hstsOfTwoYears = 'max-age=63072000; includeSubDomains'

const sandboxSession = async (world: World, as: 'account' | 'operator') => {
  const reply = await world.stranger().post('/v1/sandbox/session', { as })
  expect(reply.error, reply.text).toBeNull()
  return world.session(as, reply)
}

describe('one click in a sandbox', () => {
  const world = startServer()
  beforeAll(async () => {
    await prepareSandbox(world.context, world.baseUrl)
  })

  it('signs in as its account, which may do everything an owner may', async () => {
    const reply = await world.stranger().post('/v1/sandbox/session', { as: 'account' })
    expect(reply.headers.get('set-cookie')).toMatch(
      /^ceralacca-account=cse_[0-9a-f]{40}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    )
    const caller = world.session('account', reply)
    const { data } = await caller.get('/v1/session')
    expect(data).toMatchObject({
      as: 'account',
      mode: 'sandbox',
      account: { email: 'sandbox@example.com' },
      member: null,
      operator: null,
      role: 'owner',
      permissions: ['read', 'write', 'money', 'develop', 'people'],
      second_factor: false,
    })
    expect((await caller.post('/pec', registration())).error).toBeNull()
  })

  it('signs in as its operator, and both are there side by side', async () => {
    const [account, operator] = [await sandboxSession(world, 'account'), await sandboxSession(world, 'operator')]
    expect((await operator.get('/v1/session')).data).toMatchObject({ as: 'operator', role: 'administrator' })
    expect((await operator.get('/v1/operator/accounts')).error).toBeNull()
    expect((await operator.get('/pec')).error).toBe(126)
    expect((await account.get('/v1/operator/accounts')).error).toBe(126)
    const audit = itemsOf((await operator.get('/v1/operator/audit?operation=openSession')).data)
    expect(audit.length).toBeGreaterThan(0)
  })

  it('signs out: the cookie goes, and what it was opens nothing', async () => {
    const caller = await sandboxSession(world, 'account')
    const reply = await caller.delete('/v1/session')
    expect(reply.headers.get('set-cookie')).toMatch(
      /^ceralacca-account=; Path=\/; Max-Age=0; HttpOnly; SameSite=Strict$/,
    )
    await expect.poll(async () => (await caller.get('/v1/session')).error, { timeout: 1_000 }).toBe(125.22)
  })

  it('is no way in from the page of somebody else, whatever it calls this server', async () => {
    const cross: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of cross) {
      const reply = await world.stranger().post('/v1/sandbox/session', { as: 'operator' }, headers)
      expect(reply).toMatchObject({ error: 196, status: 403 })
      expect(reply.headers.get('set-cookie')).toBeNull()
    }
  })

  world.refuses(195, 'a token is no session', async (w) => (await w.customer()).get('/v1/session'))
  world.refuses(195, 'nor can one sign out with a token', async (w) => (await w.operator()).delete('/v1/session'))
})

describe('one click where it is switched off', () => {
  const world = startServer({ SANDBOX_SIGN_IN: 'off' })
  world.refuses(109, 'is not there', (w) => w.stranger().post('/v1/sandbox/session', { as: 'account' }))
})

describe('a session', () => {
  const world = startServer()

  it('is of a member, with the rights of their role', async () => {
    const { email, id, customer } = await joined(world, 'accountant')
    const caller = await signedIn(world, email)
    expect((await caller.get('/v1/session')).data).toMatchObject({
      account: { id: customer.accountId, email: customer.email },
      member: { id, name: 'Lucia', email, role: 'accountant' },
      role: 'accountant',
      permissions: ['read', 'money'],
    })
    expect((await caller.get('/v1/wallet')).error).toBeNull()
    expect((await caller.post('/pec', registration())).error).toBe(126)
  })

  it('opens nothing by its cookie alone, also where a GET spends', async () => {
    const { email, customer } = await joined(world, 'owner')
    const { id } = await world.given.workingMailbox({}, customer)
    const cookie = cookieIn(await signIn(world, email))
    const before = await customer.credit()
    const asked: Record<string, string>[] = [
      {},
      { 'x-ceralacca-session': 'operator' },
      { 'x-ceralacca-session': 'ACCOUNT' },
      { 'x-ceralacca-session': 'account, account' },
      { 'x-ceralacca-session': 'account', origin: 'https://evil.example' },
      { 'x-ceralacca-session': 'account', origin: 'null' },
      { 'x-ceralacca-session': 'account', origin: world.baseUrl.replace('http:', 'https:') },
      { 'x-ceralacca-session': 'account', 'sec-fetch-site': 'cross-site' },
      { 'x-ceralacca-session': 'account', 'sec-fetch-site': 'same-site' },
      { 'x-ceralacca-session': 'account', authorization: 'Bearer guess' },
      { 'x-ceralacca-session': 'account', authorization: '' },
      { 'x-ceralacca-session': 'account', cookie: `${cookie}; ${cookie}` },
      { authorization: `Bearer ${cookie.split('=')[1]}` },
    ]
    for (const headers of asked) {
      const reply = await world.stranger().get(`/pec/${id}/rinnovo?anni=1`, { cookie, ...headers })
      expect(reply, JSON.stringify(headers)).toMatchObject({ status: 401, error: 125.22 })
    }
    expect(await customer.credit()).toBe(before)
    const own = { 'x-ceralacca-session': 'account', origin: world.baseUrl, 'sec-fetch-site': 'same-origin' }
    expect((await world.stranger().get('/v1/session', { cookie, ...own })).error).toBeNull()
  })

  it('is not looked at beside a token, which counts alone', async () => {
    const { email } = await joined(world, 'owner')
    const cookie = cookieIn(await signIn(world, email))
    const other = await world.customer()
    const { data } = await other.get('/v1/wallet', { cookie, 'x-ceralacca-session': 'account' })
    expect(data).toEqual((await other.get('/v1/wallet')).data)
    expect((await other.get('/v1/session', { cookie, 'x-ceralacca-session': 'account' })).error).toBe(195)
  })

  it('is a new one at each sign-in, and the one of the browser before ends', async () => {
    const { email } = await joined(world, 'owner')
    const planted = { cookie: 'ceralacca-account=planted', 'x-ceralacca-session': 'account' }
    const first = await signIn(world, email, {}, planted)
    expect(cookieIn(first)).toMatch(/^ceralacca-account=cse_/)
    const second = await signIn(world, email, {}, { cookie: cookieIn(first), 'x-ceralacca-session': 'account' })
    expect(cookieIn(second)).not.toBe(cookieIn(first))
    const before = world.session('account', first)
    await expect.poll(async () => (await before.get('/v1/session')).error, { timeout: 1_000 }).toBe(125.22)
    expect((await world.session('account', second).get('/v1/session')).error).toBeNull()
  })

  it('ends when nobody uses it for twelve hours, and after seven days although it is used', async () => {
    const { email } = await joined(world, 'read-only')
    const [used, unused] = [await signedIn(world, email), await signedIn(world, email)]
    for (let hours = 0; hours < 160; hours += 11) {
      await world.pass(11 * HOUR_MS)
      // Nobody lives hours within what is cached for less than a second.
      world.context.authenticator.forget()
      expect((await used.get('/v1/session')).error, `after ${hours + 11} hours`).toBe(hours + 11 < 168 ? null : 125.22)
    }
    expect((await unused.get('/v1/session')).error).toBe(125.22)
    await world.pass(11 * HOUR_MS)
    expect((await used.get('/v1/session')).error).toBe(125.22)
  })

  it('is served by another process until it ends, and refused there within a second', async () => {
    const { email, customer, id } = await joined(world, 'developer')
    const reply = await signIn(world, email)
    const session = { as: 'account', secret: cookieIn(reply).split('=')[1] ?? '' } as const
    const elsewhere = authenticator(world.context.database.kysely, world.context.accountClocks.of)
    const found = () => elsewhere.principalShown({ authorization: undefined, session })
    expect(await found()).toMatchObject({ memberId: id, memberRole: 'developer' })
    await customer.patch(`/v1/members/${id}`, { role: 'read-only' })
    await expect.poll(found, { timeout: 1_000 }).toMatchObject({ memberRole: 'read-only' })
    await customer.delete(`/v1/members/${id}`)
    await expect.poll(found, { timeout: 1_000 }).toBeUndefined()
  })

  it('is among the tokens of its holder, where owners end it, and in no list of the platform', async () => {
    const { email, customer, id } = await joined(world, 'developer')
    const caller = await signedIn(world, email)
    const [session, token] = itemsOf((await customer.get(`/v1/members/${id}/tokens`)).data)
    expect([session, token]).toMatchObject([{ name: 'console', session: true }, { session: false }])
    const listed = await customer.byKey.get('/tokens')
    expect(listed.text).not.toContain(String(memberOf(session, 'id')))
    expect((await customer.delete(`/v1/members/${id}/tokens/${String(memberOf(session, 'id'))}`)).error).toBeNull()
    await expect.poll(async () => (await caller.get('/v1/session')).error, { timeout: 1_000 }).toBe(125.22)
  })

  it('does not outlast the suspension of its account', async () => {
    const { email, customer } = await joined(world, 'owner')
    const caller = await signedIn(world, email)
    const operator = await world.operator()
    await operator.post(`/v1/operator/accounts/${customer.accountId}/suspend`, { reason: 'unpaid' })
    await expect.poll(async () => (await caller.get('/v1/session')).error, { timeout: 1_000 }).toBe(125.22)
    expect((await signIn(world, email)).error).toBe(197)
  })
})

describe('behind https', () => {
  const world = startServer({ PUBLIC_URL: 'https://pec.example.it/base' })
  it('a session is bound to this very host, and taken from its pages', async () => {
    const { email } = await joined(world, 'owner')
    const reply = await signIn(world, email, {}, { origin: 'https://pec.example.it' })
    expect(reply.headers.get('set-cookie')).toMatch(/^__Host-ceralacca-account=cse_.*; Secure$/)
    const caller = world.session('account', reply)
    expect((await caller.get('/v1/session', { origin: 'https://pec.example.it' })).error).toBeNull()
    const bare = cookieIn(reply).replace('__Host-', '')
    expect((await world.stranger().get('/v1/session', { cookie: bare, 'x-ceralacca-session': 'account' })).error).toBe(
      125.22,
    )
  })

  it('browsers are told to come by nothing else, also where the request could not be read', async () => {
    const answered = (await world.stranger().get('/nowhere')).headers.get('strict-transport-security')
    const [unread] = answersIn(await sendRaw(world, ['no request\r\n\r\n']))
    expect([answered, unread?.headers['strict-transport-security']]).toEqual([hstsOfTwoYears, hstsOfTwoYears])
  })
})

describe('a name of the public DNS', () => {
  const world = startServer({ TRUSTED_PROXIES: '127.0.0.1' })
  const named = (host: string) =>
    world.stranger().post('/v1/sandbox/session', { as: 'operator' }, { 'x-forwarded-host': host })

  it('that somebody pointed here signs nobody in', async () => {
    await prepareSandbox(world.context, world.baseUrl)
    expect(await named('rebound.example')).toMatchObject({ error: 196 })
    for (const host of ['ceralacca:8080', 'localhost:8080', '[::1]:8080', '10.0.0.1'])
      expect((await named(host)).error, host).toBeNull()
  })

  it('comes with a secure cookie where the proxy says that it came by https', async () => {
    const reply: Reply = await world
      .stranger()
      .post('/v1/sandbox/session', { as: 'account' }, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'ceralacca' })
    expect(reply.headers.get('set-cookie')).toMatch(/^__Host-ceralacca-account=.*; Secure$/)
  })
})
