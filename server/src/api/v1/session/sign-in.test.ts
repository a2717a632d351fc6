import { beforeAll, describe, expect, it } from 'vitest'
import { prepareSandbox } from '../../../accounts/sandbox.ts'
import { attemptAt } from '../../../accounts/sign-in.ts'
import { codeAt, stepAt } from '../../../auth/totp.ts'
import { itemsOf, memberOf, noticesTo } from '../../../testing/caller.ts'
import type { Caller, Reply } from '../../../testing/caller.ts'
import { joined, joinedOperator, PASSWORD, signedIn, signIn } from '../../../testing/signed-in.ts'
import { startServer } from '../../../testing/world.ts'

const OTHER = 'tutta un’altra frase, più lunga'
const wrong = { password: 'non è questa la frase' }

describe('signing in with a password', () => {
  const world = startServer({ TRUSTED_PROXIES: '127.0.0.1' })

  world.refuses(199, 'nobody joins with a password that others guess', async (w) => {
    const invited = await (await w.customer()).post('/v1/members', { email: 'ugo@example.com', role: 'owner' })
    const secret = memberOf(invited.data, 'invitation')
    return w.stranger().post('/v1/invitations/accept', { secret, password: 'password123456' })
  })
  world.refuses(199, 'nor into the back office', async (w) => {
    const admin = await w.operator()
    const invited = await admin.post('/v1/operator/operators', { email: 'ida@example.com', role: 'finance' })
    const secret = memberOf(invited.data, 'invitation')
    return w.stranger().post('/v1/operator/invitations/accept', { secret, password: 'ida@example.com' })
  })

  it('answers whoever is unknown as whoever gives a wrong one', async () => {
    const { email } = await joined(world, 'owner')
    const replies = [
      await signIn(world, email, wrong),
      await signIn(world, 'nessuno@example.com'),
      await signIn(world, email, { as: 'operator' }),
      await signIn(world, email, { account: '0'.repeat(24) }),
    ]
    for (const reply of replies) {
      expect(reply).toMatchObject({ status: 401, error: 197, text: replies[0]?.text })
      expect(reply.headers.get('set-cookie')).toBeNull()
    }
  })

  it('is no matter of letters’ case in the e-mail', async () => {
    const { email } = await joined(world, 'owner')
    expect((await signIn(world, email.toUpperCase())).error).toBeNull()
  })

  it('lets members of several accounts choose, once the password was right', async () => {
    const email = 'commercialista@example.com'
    const [one, two] = [await joined(world, 'accountant', { email }), await joined(world, 'owner', { email })]
    const third = await joined(world, 'owner', { email, password: OTHER })
    expect((await signIn(world, email, wrong)).error).toBe(197)
    const reply = await signIn(world, email)
    expect(reply.headers.get('set-cookie')).toBeNull()
    expect(reply.data).toEqual({
      session: null,
      needs: 'account',
      accounts: [one, two].map(({ customer: { accountId: id, email: address } }) => ({ id, email: address })),
    })
    const chosen = await signedIn(world, email, { account: two.customer.accountId })
    expect((await chosen.get('/v1/session')).data).toMatchObject({ role: 'owner', member: { id: two.id } })
    expect((await signIn(world, email, { password: OTHER })).data).toMatchObject({
      session: { account: { id: third.customer.accountId } },
    })
    expect((await signIn(world, email, { account: third.customer.accountId })).error).toBe(197)
  })

  it('pauses after some failures, for that e-mail alone, and leaves its sessions as they are', async () => {
    const { email } = await joined(world, 'owner')
    const other = await joined(world, 'owner')
    const caller = await signedIn(world, email)
    const replies: Reply[] = []
    for (let n = 0; n < 8; n += 1) replies.push(await signIn(world, email, wrong))
    expect(replies.slice(0, 5).map(({ error }) => error)).toEqual([197, 197, 197, 197, 197])
    expect(replies.map(({ error }) => error)).toContain(198)
    const paused = replies.find(({ error }) => error === 198)
    expect(paused).toMatchObject({ status: 429 })
    expect(Number(paused?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await caller.get('/v1/session')).error).toBeNull()
    expect((await signIn(world, other.email)).error).toBeNull()
  })

  it('is not paused for its owner while somebody guesses elsewhere, unless from everywhere', async () => {
    const { email } = await joined(world, 'owner')
    const from = (ip: string) => ({ 'x-forwarded-for': ip })
    const guesses: Reply[] = []
    for (let n = 0; n < 7; n += 1) guesses.push(await signIn(world, email, wrong, from('198.51.100.1')))
    expect(guesses.at(-1)?.error).toBe(198)
    expect((await signIn(world, email, {}, from('203.0.113.1'))).error).toBeNull()
    // Each network has five; the twenty-first has none any more.
    for (let n = 0; n < 101; n += 1) await attemptAt(world.context, `account ${email}`, `192.0.2.${Math.floor(n / 5)}`)
    expect((await signIn(world, email, {}, from('203.0.113.1'))).error).toBe(198)
  })

  it('gives many attempts at once no more than one after the other', async () => {
    const { email } = await joined(world, 'owner')
    const replies = await Promise.all(Array.from({ length: 20 }, () => signIn(world, email, wrong)))
    expect(replies.filter(({ error }) => error === 197).length).toBeLessThanOrEqual(6)
  })

  world.refuses(196, 'the page of somebody else signs nobody in', async (w) => {
    const { email } = await joined(w, 'owner')
    return signIn(w, email, {}, { origin: 'https://evil.example' })
  })

  it('is told to the account, and keeps nothing under a key', async () => {
    const { email, customer, id } = await joined(world, 'owner')
    const key = { 'idempotency-key': 'sign-in' }
    const [first, second] = [await signIn(world, email, {}, key), await signIn(world, email, {}, key)]
    expect(second.headers.get('idempotent-replayed')).toBeNull()
    expect(first.headers.get('set-cookie')).not.toBe(second.headers.get('set-cookie'))
    const kinds = await noticesTo(customer)
    expect(kinds.filter(({ kind }) => kind === 'session-opened')).toMatchObject([{ detail: { member: id } }, {}])
    expect(world.logLines.join('\n')).not.toMatch(/cse_|una frase/)
  })
})

describe('one’s own password', () => {
  const world = startServer()
  const put = (caller: Caller, body: Record<string, unknown>) => caller.call('PUT', '/v1/session/password', body)

  it('is another one after the old one was given, and other sessions end', async () => {
    const { email } = await joined(world, 'owner')
    const [here, there] = [await signedIn(world, email), await signedIn(world, email)]
    expect((await put(here, { password: OTHER })).error).toBe(197)
    expect((await put(here, { current: OTHER, password: OTHER })).error).toBe(197)
    expect((await put(here, { current: PASSWORD, password: 'corta' })).error).toBe(199)
    expect((await put(here, { current: PASSWORD, password: OTHER })).data).toEqual({ ended: 1 })
    await expect.poll(async () => (await there.get('/v1/session')).error, { timeout: 1_000 }).toBe(125.22)
    expect((await here.get('/v1/session')).error).toBeNull()
    expect((await signIn(world, email)).error).toBe(197)
    expect((await signIn(world, email, { password: OTHER })).error).toBeNull()
  })

  it('is the first one of somebody who joined without, by their token', async () => {
    const member = await world.member('developer')
    const email = String(memberOf((await member.customer.get(`/v1/members/${member.id}`)).data, 'email'))
    expect((await signIn(world, email)).error).toBe(197)
    expect((await put(member, { password: PASSWORD })).error).toBeNull()
    expect((await signIn(world, email)).error).toBeNull()
    expect((await put(member, { password: OTHER })).error).toBe(197)
  })

  world.refuses(115, 'an account itself has none', async (w) => put(await w.customer(), { password: PASSWORD }))
  world.refuses(198, 'cannot be guessed in a session that was left open', async (w) => {
    const { email } = await joined(w, 'owner')
    const caller = await signedIn(w, email)
    const guesses = Array.from({ length: 12 }, () => put(caller, { current: 'non è questa', password: OTHER }))
    const replies = await Promise.all(guesses)
    return replies.find(({ error }) => error === 198) ?? replies[0] ?? Promise.reject(new Error('no reply'))
  })
})

describe('one-time codes', () => {
  const world = startServer()
  const codeNow = (secret: string, off = 0) => codeAt(secret, stepAt(world.context.clock.realNow()) + off)

  async function withCodes(email: string, also: Record<string, unknown> = {}) {
    const caller = await signedIn(world, email, also)
    const begun = await caller.post('/v1/session/totp')
    const secret = String(memberOf(begun.data, 'secret'))
    expect(memberOf(begun.data, 'url')).toContain(`secret=${secret}`)
    const first = codeNow(secret, -1)
    const confirmed = await caller.post('/v1/session/totp/confirm', { otp: first })
    expect(confirmed.error, confirmed.text).toBeNull()
    const recovery = [memberOf(confirmed.data, 'recovery_codes')].flat().map(String)
    return { caller, secret, first, recovery }
  }

  it('are asked for once one was given, each taken once', async () => {
    const { email, customer } = await joined(world, 'owner')
    const { caller, secret, first, recovery } = await withCodes(email)
    expect((await caller.get('/v1/session')).data).toMatchObject({ second_factor: true })
    expect((await signIn(world, email)).data).toEqual({ session: null, needs: 'otp', accounts: [] })
    expect((await signIn(world, email, { otp: '000000' })).error).toBe(197)
    expect((await signIn(world, email, { otp: first })).error).toBe(197)
    const otp = codeNow(secret)
    expect((await signIn(world, email, { otp })).error).toBeNull()
    expect((await signIn(world, email, { otp })).error).toBe(197)
    expect((await signIn(world, email, { otp: ` ${recovery[0]?.toUpperCase()}` })).error).toBeNull()
    expect((await signIn(world, email, { otp: recovery[0] })).error).toBe(197)
    expect((await signIn(world, email, { ...wrong, otp: recovery[1] })).error).toBe(197)
    expect((await noticesTo(customer)).map(({ kind }) => kind)).toContain('second-factor-on')
    const stored = await world.context.database.pool.query('select m::text as text from members m')
    expect(JSON.stringify(stored.rows)).not.toContain(secret)
  })

  it('are not asked for before one was confirmed', async () => {
    const { email } = await joined(world, 'owner')
    const caller = await signedIn(world, email)
    await caller.post('/v1/session/totp')
    expect((await caller.post('/v1/session/totp/confirm', { otp: '000000' })).error).toBe(197)
    expect(memberOf((await signIn(world, email)).data, 'needs')).toBeNull()
  })

  it('are switched off by one of them or by the password, and by nothing else', async () => {
    const { email } = await joined(world, 'owner')
    const { caller, secret } = await withCodes(email)
    const off = (body: Record<string, unknown>) => caller.call('DELETE', '/v1/session/totp', body)
    for (const body of [{}, { otp: '000000' }, { password: OTHER }]) expect((await off(body)).error).toBe(197)
    expect((await caller.post('/v1/session/totp')).error).toBe(115)
    expect((await off({ password: PASSWORD })).error).toBeNull()
    expect((await off({ password: PASSWORD })).error).toBe(115)
    expect((await signIn(world, email)).error).toBeNull()
    expect(secret).toHaveLength(32)
  })

  it('are guessed no faster than passwords', async () => {
    const { email } = await joined(world, 'owner')
    await withCodes(email)
    const replies: Reply[] = []
    for (let n = 0; n < 7; n += 1)
      replies.push(await signIn(world, email, { otp: '000000' }), await signIn(world, email))
    expect(replies.map(({ error }) => error)).toContain(198)
  })

  it('of operators leave their mark in the audit', async () => {
    const email = await joinedOperator(world, 'ugo@example.com')
    await withCodes(email, { as: 'operator' })
    const audit = itemsOf((await (await world.operator()).get('/v1/operator/audit?operation=confirmSessionTotp')).data)
    expect(audit).toHaveLength(1)
  })

  const calls: [string, string, Record<string, unknown> | undefined][] = [
    ['POST', '/v1/session/totp', undefined],
    ['POST', '/v1/session/totp/confirm', { otp: '000000' }],
    ['DELETE', '/v1/session/totp', {}],
    ['POST', '/v1/session/passkeys/options', undefined],
    ['GET', '/v1/session/passkeys', undefined],
    ['DELETE', `/v1/session/passkeys/${'0'.repeat(24)}`, undefined],
  ]
  it.each(calls)('take a session, of a person: %s %s', async (method, path, body) => {
    const one = await world.customer()
    expect((await one.call(method, path, body)).error).toBe(195)
    await prepareSandbox(world.context, world.baseUrl)
    const reply = await world.stranger().post('/v1/sandbox/session', { as: 'account' })
    expect((await world.session('account', reply).call(method, path, body)).error).toBe(115)
  })

  it('pause too where the first one is guessed, or the last', async () => {
    const { email } = await joined(world, 'owner')
    const caller = await signedIn(world, email)
    await caller.post('/v1/session/totp')
    const guess = () => caller.post('/v1/session/totp/confirm', { otp: '000000' })
    const off = () => caller.call('DELETE', '/v1/session/totp', { otp: '000000' })
    const replies = [...(await Promise.all(Array.from({ length: 8 }, guess))), await guess(), await off()]
    expect(replies.slice(0, 9).map(({ error }) => error)).toContain(198)
    expect(replies.at(-1)?.error).toBe(198)
  })
})

describe('a back office that wants a second factor', () => {
  const world = startServer({ OPERATOR_SECOND_FACTOR: 'required' })
  let email: string
  beforeAll(async () => {
    email = await joinedOperator(world, 'ugo@example.com', 'administrator')
  })

  it('lets an operator do nothing else before they have one', async () => {
    const caller = await signedIn(world, email, { as: 'operator' })
    expect((await caller.get('/v1/session')).data).toMatchObject({ second_factor: false, permissions: [] })
    expect((await caller.get('/v1/operator/accounts')).error).toBe(126)
    const secret = String(memberOf((await caller.post('/v1/session/totp')).data, 'secret'))
    const otp = codeAt(secret, stepAt(world.context.clock.realNow()))
    expect((await caller.post('/v1/session/totp/confirm', { otp })).error).toBeNull()
    await expect.poll(async () => (await caller.get('/v1/operator/accounts')).error, { timeout: 1_000 }).toBeNull()
  })

  it('takes their tokens as they are', async () => {
    expect((await (await world.operator()).get('/v1/operator/accounts')).error).toBeNull()
  })
})
