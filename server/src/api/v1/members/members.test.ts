// The people of an account: invited, joined, changed, removed, each with what their role allows, and every change with a name.
import { describe, expect, it } from 'vitest'
import { MOST_PEOPLE } from '../../../accounts/people.ts'
import { MOST_TOKENS } from '../../../accounts/person-tokens.ts'
import { authenticator } from '../../../auth/principal.ts'
import { newSecret } from '../../../auth/secrets.ts'
import { callerAt, itemsOf, memberOf } from '../../../testing/caller.ts'
import type { Caller, Reply } from '../../../testing/caller.ts'
import { registration } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'
import type { Customer, Member, World } from '../../../testing/world.ts'

const UNKNOWN_ID = '65a000000000000000000000'
const A_DAY = 86_400_000
const textIn = (reply: Reply, name: string) => String(memberOf(reply.data, name))
const invitation = (changes: object = {}) => ({ email: 'lucia@example.com', role: 'developer', ...changes })

async function invite(customer: Customer, changes: object = {}) {
  const reply = await customer.post('/v1/members', invitation(changes))
  expect(reply.error, reply.text).toBeNull()
  return { reply, id: textIn(reply, 'id'), secret: textIn(reply, 'invitation') }
}

describe('the members of an account', () => {
  const world = startServer()
  const rows = async (text: string, values: unknown[]) => (await world.context.database.pool.query(text, values)).rows
  const accept = (secret: string, body: object = {}, headers = {}) =>
    world.stranger().post('/v1/invitations/accept', { secret, ...body }, headers)
  const principal = async ({ token }: { token: string }) => {
    const found = await world.context.authenticator.principalOf(`Bearer ${token}`)
    return found?.role === 'account' ? found : undefined
  }

  it('are invited by a secret shown once, accept it, and do what their role allows', async () => {
    const customer = await world.customer()
    const { reply, id, secret } = await invite(customer, { email: 'Lucia@EXAMPLE.com', name: 'Lucia' })
    expect(reply.data).toMatchObject({
      email: 'lucia@example.com',
      name: 'Lucia',
      role: 'developer',
      state: 'invited',
      invitation: expect.stringMatching(/^civ_[0-9a-f]{40}$/),
      joined_at: null,
    })
    const listed = await customer.get('/v1/members?state=invited')
    expect(itemsOf(listed.data)).toMatchObject([{ id, state: 'invited' }])
    expect(listed.text).not.toContain(secret)

    const accepted = await accept(secret, { name: 'Lucia Verdi' })
    expect(accepted.data).toMatchObject({
      account: customer.accountId,
      member: { id, name: 'Lucia Verdi', state: 'active', invitation_expires_at: null },
      token: { member: id, name: 'invitation', token: expect.stringMatching(/^ctk_/) },
    })
    const lucia = callerAt(world.baseUrl, String(memberOf(memberOf(accepted.data, 'token'), 'token')))
    expect((await lucia.post('/pec', registration())).error).toBeNull()
    expect((await lucia.get('/v1/signing-secret')).error).toBeNull()
    expect((await lucia.post('/v1/members', invitation())).error).toBe(126)
    expect((await lucia.get(`/v1/members/${id}`)).data).toMatchObject({ state: 'active', role: 'developer' })
  })

  it('who were removed or lost their role make nobody and no token, also while they are remembered', async () => {
    const customer = await world.customer()
    const [owner, developer] = [await world.member('owner', customer), await world.member('developer', customer)]
    const other = await world.member('owner', customer)
    await world.member('owner', customer)
    const tries = (caller: Caller) => [
      caller.post('/v1/members', invitation({ email: 'altra@example.com' })),
      caller.patch(`/v1/members/${developer.id}`, { role: 'owner' }),
      caller.post(`/v1/members/${developer.id}/tokens`, {}),
    ]
    await Promise.all([owner.get('/v1/members'), other.get('/v1/members')])
    await customer.delete(`/v1/members/${owner.id}`)
    for (const reply of await Promise.all(tries(owner))) expect(reply.error, reply.text).toBe(125.22)
    await customer.patch(`/v1/members/${other.id}`, { role: 'read-only' })
    for (const reply of await Promise.all(tries(other))) expect(reply.error, reply.text).toBe(126)
    expect(itemsOf((await customer.get('/v1/members?state=invited')).data)).toEqual([])
  })

  it('make tokens that end with the one they are made with; the first stands for signing in', async () => {
    const { customer, ...developer } = await world.member('developer')
    const path = `/v1/members/${developer.id}/tokens`
    const made = async (caller: Caller, body: Record<string, unknown>) => {
      const { data } = await caller.post(path, body)
      const ends = Date.parse(String(memberOf(data, 'expires_at')))
      return { caller: callerAt(world.baseUrl, String(memberOf(data, 'token'))), ends }
    }
    const year = await made(developer, {})
    expect(year.ends - world.context.clock.now().getTime()).toBeGreaterThan(364 * A_DAY)
    const day = await made(developer, { ttl: 86_400 })
    expect((await made(day.caller, {})).ends).toBe(day.ends)
    await world.pass(3_600_000)
    expect((await made(day.caller, {})).ends).toBe(day.ends)
    expect((await made((await made(day.caller, { ttl: 600 })).caller, { ttl: 86_400 })).ends).toBeLessThan(day.ends)
    expect((await made(customer, {})).ends).toBeGreaterThan(year.ends)
  })

  it('are named wherever what they did stands: history, ledger, feed, log of requests', async () => {
    const customer = await world.customer()
    const developer = await world.member('developer', customer)
    const accountant = await world.member('accountant', customer)
    expect((await accountant.post('/pec', registration())).error).toBe(126)
    const made = await developer.post('/pec', registration())
    expect(made.error, made.text).toBeNull()
    const id = textIn(made, 'id')
    const author = {
      account: customer.accountId,
      member: developer.id,
      token: (await principal(developer))?.tokenId,
    }
    expect(await rows('select author from history where subject_id = $1', [id])).toEqual([{ author }])
    const ledger = 'select kind, author from ledger_entries where account_id = $1 and author is not null order by id'
    expect(await rows(ledger, [customer.accountId])).toEqual([
      { kind: 'hold', author },
      { kind: 'capture', author },
    ])
    const feed = itemsOf((await accountant.get('/v1/events')).data)
    expect(feed.filter((one) => 'subject' in one && one.subject === id)).toMatchObject([
      { kind: 'state-changed', author },
      { kind: 'debited', author },
    ])
    const log = itemsOf((await customer.get('/v1/requests')).data)
    expect(log).toContainEqual(expect.objectContaining({ path: '/pec', error: null, member: developer.id }))
    expect(log).toContainEqual(expect.objectContaining({ path: '/pec', error: 126, member: accountant.id }))
    expect((await accountant.get('/v1/wallet')).error).toBeNull()
    expect((await accountant.get('/v1/requests')).error).toBe(126)
  })

  it('and what becomes of them stand in the feed', async () => {
    const customer = await world.customer()
    const owner = await world.member('owner', customer)
    const other = await world.member('read-only', customer)
    await owner.patch(`/v1/members/${other.id}`, { role: 'accountant' })
    await owner.delete(`/v1/members/${other.id}`)
    const about = itemsOf((await owner.get('/v1/events')).data).filter(
      (one) => 'subject' in one && one.subject === other.id,
    )
    const { tokenId } = (await principal(owner)) ?? {}
    const author = { account: customer.accountId, member: owner.id, token: tokenId }
    expect(about).toMatchObject([
      { kind: 'member-removed', detail: { role: 'accountant', from: 'active' }, author },
      { kind: 'member-changed', detail: { from: 'read-only', to: 'accountant' }, author },
      { kind: 'member-joined', detail: { role: 'read-only' }, author: { member: other.id } },
      { kind: 'member-invited', detail: { role: 'read-only' }, author: { account: customer.accountId } },
    ])
  })

  it('that only read look and never spend, also by GET', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const reader = await world.member('read-only', customer)
    expect((await reader.get(`/pec/${id}`)).error).toBeNull()
    const before = await customer.credit()
    expect((await reader.get(`/pec/${id}/rinnovo`)).error).toBe(126)
    expect((await reader.get('/domini_pec/legalmail.it')).error).toBe(126)
    expect((await reader.get('/v1/wallet')).error).toBe(126)
    expect(await customer.credit()).toBe(before)
  })

  it('have another role within a second, and none once they are removed, in every process', async () => {
    const customer = await world.customer()
    const member = await world.member('developer', customer)
    const elsewhere = authenticator(world.context.database.kysely, () => world.context.clock)
    const roleNow = async () => {
      elsewhere.forget()
      const found = await elsewhere.principalOf(`Bearer ${member.token}`)
      return found?.role === 'account' ? found.memberRole : found
    }
    expect(await roleNow()).toBe('developer')
    await customer.patch(`/v1/members/${member.id}`, { role: 'read-only' })
    expect(await roleNow()).toBe('read-only')
    world.context.authenticator.forget()
    expect((await member.post('/pec', registration())).error).toBe(126)
    const removed = await customer.delete(`/v1/members/${member.id}`)
    expect(removed.data).toMatchObject({ state: 'removed' })
    expect(await roleNow()).toBeUndefined()
    world.context.authenticator.forget()
    expect((await member.get('/pec')).error).toBe(125.22)
    expect(await rows('select 1 from tokens where member_id = $1 and revoked_at is null', [member.id])).toEqual([])
  })

  it('that were removed may be invited again, and are somebody else then', async () => {
    const customer = await world.customer()
    const first = await invite(customer)
    await customer.delete(`/v1/members/${first.id}`)
    const second = await invite(customer)
    expect(second.id).not.toBe(first.id)
    expect((await accept(first.secret)).error).toBe(192)
    expect((await accept(second.secret)).error).toBeNull()
    expect(itemsOf((await customer.get('/v1/members')).data)).toMatchObject([{ state: 'active' }, { state: 'removed' }])
  })

  it('are listed by pages, newest first', async () => {
    const customer = await world.customer()
    for (const email of ['a@example.com', 'b@example.com', 'c@example.com']) await invite(customer, { email })
    const first = await customer.get('/v1/members?limit=2')
    expect(itemsOf(first.data)).toMatchObject([{ email: 'c@example.com' }, { email: 'b@example.com' }])
    const rest = await customer.get(`/v1/members?limit=2&cursor=${textIn(first, 'next')}`)
    expect(rest.data).toMatchObject({ items: [{ email: 'a@example.com' }], next: null })
  })

  it('of two owners who remove each other at once one stays', async () => {
    const customer = await world.customer()
    const [one, other] = [await world.member('owner', customer), await world.member('owner', customer)]
    const answers = await Promise.all([
      one.delete(`/v1/members/${other.id}`),
      other.patch(`/v1/members/${one.id}`, { role: 'developer' }),
    ])
    expect(answers.filter(({ success }) => success)).toHaveLength(1)
    const left = "select 1 from members where account_id = $1 and role = 'owner' and state = 'active'"
    expect(await rows(left, [customer.accountId])).toHaveLength(1)
  })

  it('take no members they have no word for', async () => {
    const customer = await world.customer()
    const { id } = await invite(customer, { state: 'active', account_id: UNKNOWN_ID, id: UNKNOWN_ID })
    expect(id).not.toBe(UNKNOWN_ID)
    const changes = { name: 'x', state: 'active', email: 'other@example.com' }
    const changed = await customer.patch(`/v1/members/${id}`, changes)
    expect(changed.data).toMatchObject({ state: 'invited', email: 'lucia@example.com', name: 'x' })
    const { secret } = await invite(customer, { email: 'furba@example.com', role: 'read-only' })
    expect((await accept(secret, { role: 'owner', account: UNKNOWN_ID })).data).toMatchObject({
      account: customer.accountId,
      member: { role: 'read-only', email: 'furba@example.com' },
    })
  })

  it('of another account are like unknown ones', async () => {
    const mine = await world.member('owner')
    const stranger = await world.customer()
    const path = (id: string) => `/v1/members/${id}`
    const calls = (id: string) => [
      stranger.get(path(id)),
      stranger.patch(path(id), { role: 'owner' }),
      stranger.delete(path(id)),
      stranger.post(`${path(id)}/invitation`),
      stranger.get(`${path(id)}/tokens`),
      stranger.post(`${path(id)}/tokens`),
      stranger.delete(`${path(id)}/tokens/${UNKNOWN_ID}`),
    ]
    const theirs = (await Promise.all(calls(mine.id))).map(({ text }) => text)
    expect(theirs).toEqual((await Promise.all(calls(UNKNOWN_ID))).map(({ text }) => text))
    expect((await mine.get(path(mine.id))).data).toMatchObject({ role: 'owner', state: 'active' })
  })

  const byOwner = (path: string, body?: object) => async (w: World) => (await w.customer()).post(path, { ...body })
  const lastOwner = (act: (owner: Member) => Promise<Reply>) => async (w: World) => act(await w.member('owner'))
  world.refuses(110, 'an invitation without e-mail', byOwner('/v1/members', { role: 'owner' }))
  world.refuses(110, 'an invitation without role', byOwner('/v1/members', { email: 'a@example.com' }))
  for (const email of [
    'a',
    'a@',
    'a@b@c.it',
    'a b@example.com',
    'a@example.com\u0000',
    'à@example.com',
    ['a@b.it'],
    {},
  ])
    world.refuses(110, `the e-mail ${JSON.stringify(email)}`, byOwner('/v1/members', invitation({ email })))
  for (const role of ['administrator', 'constructor', '', ' owner', ['owner'], 1, null])
    world.refuses(110, `the role ${JSON.stringify(role)}`, byOwner('/v1/members', invitation({ role })))
  world.refuses(110, 'a name with a control character', byOwner('/v1/members', invitation({ name: 'x\u0007' })))
  world.refuses(110, 'a name that is too long', byOwner('/v1/members', invitation({ name: 'x'.repeat(251) })))
  world.refuses(110, 'a state there is not', async ({ customer }) => (await customer()).get('/v1/members?state=gone'))
  world.refuses(160, 'a cursor of somebody', async ({ customer }) => (await customer()).get('/v1/members?cursor=x'))
  world.refuses(191, 'an e-mail that is there, in other letters', async ({ customer }) => {
    const one = await customer()
    await invite(one)
    return one.post('/v1/members', invitation({ email: 'LUCIA@example.com' }))
  })
  world.refuses(
    190,
    'removing the last owner',
    lastOwner((owner) => owner.delete(`/v1/members/${owner.id}`)),
  )
  world.refuses(
    190,
    'the last owner as a developer',
    lastOwner((owner) => owner.patch(`/v1/members/${owner.id}`, { role: 'developer' })),
  )
  world.refuses(190, 'the last active owner where another one is only invited', async (w) => {
    const owner = await w.member('owner')
    await invite(owner.customer, { role: 'owner' })
    return owner.delete(`/v1/members/${owner.id}`)
  })
  world.refuses(109, 'a member there is not', async ({ customer }) =>
    (await customer()).get(`/v1/members/${UNKNOWN_ID}`),
  )
  world.refuses(109, 'a change of nobody', async ({ customer }) =>
    (await customer()).patch(`/v1/members/${UNKNOWN_ID}`, { role: 'owner' }),
  )
  world.refuses(109, 'removing nobody', async ({ customer }) => (await customer()).delete(`/v1/members/${UNKNOWN_ID}`))
  world.refuses(110, 'a change of nothing', async (w) => {
    const { id, customer } = await w.member('developer')
    return customer.patch(`/v1/members/${id}`, {})
  })
  const removed = async (w: World) => {
    const member = await w.member('developer')
    await member.customer.delete(`/v1/members/${member.id}`)
    return member
  }
  world.refuses(115, 'a change of somebody removed', async (w) => {
    const { id, customer } = await removed(w)
    return customer.patch(`/v1/members/${id}`, { role: 'owner' })
  })
  world.refuses(115, 'removing twice', async (w) => {
    const { id, customer } = await removed(w)
    return customer.delete(`/v1/members/${id}`)
  })
  world.refuses(194, 'one member too many', async (w) => {
    const customer = await w.customer()
    await rows(
      `insert into members (id, account_id, email, role, state, created_at)
       select substr(md5(n::text), 1, 24), $1, n || '@example.com', 'read-only', 'active', now()
       from generate_series(1, $2::int) n`,
      [customer.accountId, MOST_PEOPLE],
    )
    return customer.post('/v1/members', invitation())
  })
  world.refuses(127, 'an invitation by a limited token', async (w) => {
    const { byKey } = await w.customer()
    const made = await byKey.post('/tokens', { scopes: ['*:*/*'], limits: { walletAmount: 1 } })
    return callerAt(w.baseUrl, textIn(made, 'token')).post('/v1/members', invitation())
  })
  world.refuses(126, 'an invitation by a token of some scopes', async (w) => {
    const { byKey } = await w.customer()
    const made = await byKey.post('/tokens', { scopes: ['*:*/pec'] })
    return callerAt(w.baseUrl, textIn(made, 'token')).post('/v1/members', invitation())
  })
})

describe('an invitation', () => {
  const world = startServer()
  const accept = (secret: unknown, headers = {}) => world.stranger().post('/v1/invitations/accept', { secret }, headers)

  it('accepted by many at once makes one member with one token', async () => {
    const { id, secret } = await invite(await world.customer())
    const answers = await Promise.all(Array.from({ length: 8 }, () => accept(secret)))
    expect(answers.filter(({ success }) => success)).toHaveLength(1)
    for (const { error } of answers.filter(({ success }) => !success)) expect(error).toBe(192)
    const { rows } = await world.context.database.pool.query('select 1 from tokens where member_id = $1', [id])
    expect(rows).toHaveLength(1)
  })

  it('repeated with its key is answered as the first time, also to a stranger', async () => {
    const customer = await world.customer()
    const [one, other] = [await invite(customer), await invite(customer, { email: 'paolo@example.com' })]
    const key = { 'idempotency-key': '1' }
    const first = await accept(one.secret, key)
    expect((await accept(one.secret, key)).text).toBe(first.text)
    // Another stranger with the same key is another one.
    expect((await accept(other.secret, key)).error).toBeNull()
  })

  it('is replaced by a new one, and the one before is none', async () => {
    const customer = await world.customer()
    const { id, secret } = await invite(customer)
    await world.pass(8 * A_DAY)
    expect((await accept(secret)).error).toBe(193)
    const again = await customer.post(`/v1/members/${id}/invitation`)
    expect(again.data).toMatchObject({ id, state: 'invited' })
    expect((await accept(secret)).error).toBe(192)
    expect((await accept(textIn(again, 'invitation'))).error).toBeNull()
  })

  it('is for whoever has it, whatever token comes with it', async () => {
    const { secret } = await invite(await world.customer())
    const wrong = callerAt(world.baseUrl, 'no-token-at-all')
    expect((await wrong.post('/v1/invitations/accept', { secret })).error).toBeNull()
  })

  it('is stored as a hash, and leaves no trace of secret or e-mail in the log', async () => {
    const { secret } = await invite(await world.customer(), { email: 'riservata@example.com' })
    await accept(secret)
    const kept = await world.context.database.pool.query('select row_to_json(m)::text as text from members m')
    expect(JSON.stringify(kept.rows)).not.toContain(secret)
    expect(world.logLines.join('\n')).not.toMatch(new RegExp(`${secret}|riservata`))
  })

  world.refuses(192, 'used twice', async (w) => {
    const { secret } = await invite(await w.customer())
    await accept(secret)
    return accept(secret)
  })
  world.refuses(192, 'withdrawn', async (w) => {
    const customer = await w.customer()
    const { id, secret } = await invite(customer)
    await customer.delete(`/v1/members/${id}`)
    return accept(secret)
  })
  world.refuses(193, 'too late', async (w) => {
    const { secret } = await invite(await w.customer())
    await w.pass(7 * A_DAY + 1000)
    return accept(secret)
  })
  world.refuses(192, 'never made', () => accept(newSecret('invitation')))
  world.refuses(192, 'of an operator', async (w) => {
    const made = await (await w.operator()).post('/v1/operator/operators', { email: 'o@example.com', role: 'finance' })
    return accept(textIn(made, 'invitation'))
  })
  world.refuses(192, 'a token', async (w) => accept((await w.customer()).token))
  for (const secret of [undefined, '', 1, ['x'], {}, 'x'.repeat(101), 'civ_\u0000'])
    world.refuses(110, `${JSON.stringify(secret)?.slice(0, 20)} as a secret`, () => accept(secret))
  world.refuses(110, 'a name that cannot be stored', async (w) => {
    const { secret } = await invite(await w.customer())
    return w.stranger().post('/v1/invitations/accept', { secret, name: '\ud800' })
  })
  world.refuses(109, 'renewed for nobody', async ({ customer }) =>
    (await customer()).post(`/v1/members/${UNKNOWN_ID}/invitation`),
  )
  world.refuses(115, 'renewed for somebody who accepted', async (w) => {
    const { id, customer } = await w.member('developer')
    return customer.post(`/v1/members/${id}/invitation`)
  })
})

describe('guesses at invitations', () => {
  const world = startServer({ RATE_LIMIT: '3/min' })

  world.refuses(105, 'more than a source may make', async (w) => {
    const guess = () => w.stranger().post('/v1/invitations/accept', { secret: newSecret('invitation') })
    for (let made = 0; made < 3; made += 1) expect((await guess()).error).toBe(192)
    return guess()
  })
})

describe('the tokens of a member', () => {
  const world = startServer()
  const READ = 'GET:test.pec.openapi.it/pec'
  const path = ({ id }: { id: string }) => `/v1/members/${id}/tokens`

  it('are made and ended by the member or an owner, and allow at most what the role does', async () => {
    const member = await world.member('accountant')
    const made = await member.post(path(member), { name: 'portatile', ttl: 3600 })
    expect(made.data).toMatchObject({ member: member.id, name: 'portatile', token: expect.stringMatching(/^ctk_/) })
    const caller = callerAt(world.baseUrl, textIn(made, 'token'))
    expect((await caller.get('/v1/wallet')).error).toBeNull()
    expect((await caller.post('/pec', registration())).error).toBe(126)
    const narrow = await member.customer.post(path(member), { scopes: [READ] })
    const reader = callerAt(world.baseUrl, textIn(narrow, 'token'))
    expect((await reader.get('/pec')).error).toBe(200)
    expect((await reader.get('/v1/wallet')).error).toBe(126)
    expect((await reader.post(path(member), {})).error).toBe(126)

    const listed = await member.get(path(member))
    expect(itemsOf(listed.data)).toMatchObject([{ scopes: [READ] }, { name: 'portatile' }, { name: 'invitation' }])
    expect(listed.text).not.toContain('ctk_')
    const first = await member.get(`${path(member)}?limit=2`)
    expect(itemsOf((await member.get(`${path(member)}?cursor=${textIn(first, 'next')}`)).data)).toHaveLength(1)
    expect((await member.delete(`${path(member)}/${textIn(narrow, 'id')}`)).data).toEqual({ id: textIn(narrow, 'id') })
    world.context.authenticator.forget()
    expect((await reader.get('/pec')).error).toBe(125.22)
    await world.pass(3_600_000)
    expect((await caller.get('/v1/wallet')).error).toBe(125.22)
    const told = itemsOf((await member.get('/v1/events')).data).map((one) => memberOf(one, 'kind'))
    expect(told.slice(0, 3)).toEqual(['token-revoked', 'token-made', 'token-made'])
  })

  it('are shown once: a repeated request gets the first answer', async () => {
    const member = await world.member('developer')
    const make = () => member.post(path(member), { name: 'uno' }, { 'idempotency-key': 'un-token' })
    expect((await make()).text).toBe((await make()).text)
    expect(itemsOf((await member.get(path(member))).data)).toHaveLength(2)
  })

  it('are not for another member who repeats the request with its key', async () => {
    const owner = await world.member('owner')
    const other = await world.member('developer', owner.customer)
    const key = { 'idempotency-key': '1' }
    const made = await owner.post(path(owner), {}, key)
    expect(made.error).toBeNull()
    expect(await other.post(path(owner), {}, key)).toMatchObject({ success: false, data: null, error: 106 })
    expect((await owner.post(path(owner), {}, key)).text).toBe(made.text)
  })

  it('made while their member is removed end with all the others', async () => {
    const member = await world.member('developer')
    await Promise.all([
      member.customer.delete(`/v1/members/${member.id}`),
      ...Array.from({ length: 4 }, () => member.customer.post(path(member), {})),
    ])
    const valid = 'select 1 from tokens where member_id = $1 and revoked_at is null'
    expect((await world.context.database.pool.query(valid, [member.id])).rows).toEqual([])
  })

  it('are told apart from those of other members, which nobody but an owner sees', async () => {
    const one = await world.member('developer')
    const other = await world.member('developer', one.customer)
    for (const id of [other.id, UNKNOWN_ID])
      for (const [method, end] of [
        ['GET', ''],
        ['POST', ''],
        ['DELETE', `/${UNKNOWN_ID}`],
      ])
        expect((await one.call(method ?? '', `${path({ id })}${end}`)).error).toBe(126)
  })

  const mine = (body: object) => async (w: World) => {
    const member = await w.member('developer')
    return member.post(path(member), { ...body })
  }
  world.refuses(110, 'scopes that are none', mine({ scopes: ['pec'] }))
  world.refuses(110, 'scopes of another host', mine({ scopes: ['GET:nowhere.it/pec'] }))
  world.refuses(110, 'scopes that are no list', mine({ scopes: READ }))
  world.refuses(110, 'a ttl of more than a year', mine({ ttl: 31_536_001 }))
  world.refuses(110, 'a ttl of no time', mine({ ttl: 0 }))
  world.refuses(110, 'a ttl that is over', mine({ ttl: -5 }))
  world.refuses(110, 'no scope at all', mine({ scopes: [] }))
  world.refuses(110, 'limits, which it cannot have', mine({ limits: { totalRequests: 1 } }))
  world.refuses(110, 'a name that is none', mine({ name: { x: 1 } }))
  for (const [number, page] of [
    [110, 'limit=1001'],
    [160, 'cursor=x'],
  ] as const)
    world.refuses(number, `${page} of tokens`, async (w) => {
      const member = await w.member('read-only')
      return member.get(`${path(member)}?${page}`)
    })
  world.refuses(109, 'tokens of nobody', async ({ customer }) => (await customer()).get(path({ id: UNKNOWN_ID })))
  world.refuses(109, 'a token for nobody', async ({ customer }) => (await customer()).post(path({ id: UNKNOWN_ID })))
  world.refuses(109, 'the end of a token there is not', async (w) => {
    const member = await w.member('developer')
    return member.delete(`${path(member)}/${UNKNOWN_ID}`)
  })
  world.refuses(109, "the end of a token of the account by a member's name", async (w) => {
    const member = await w.member('owner')
    const found = await w.context.authenticator.principalOf(`Bearer ${member.customer.token}`)
    return member.delete(`${path(member)}/${found?.role === 'account' ? found.tokenId : ''}`)
  })
  world.refuses(115, 'a token for somebody who is only invited', async (w) => {
    const customer = await w.customer()
    return customer.post(path(await invite(customer)))
  })
  world.refuses(194, 'one token too many', async (w) => {
    const member = await w.member('developer')
    await w.context.database.pool.query(
      `insert into tokens (id, account_id, member_id, role, token_hash, scopes, created_at)
       select substr(md5(n::text), 1, 24), $1, $2, 'customer', decode(md5(n::text), 'hex'), '{}', now()
       from generate_series(1, $3::int) n`,
      [member.customer.accountId, member.id, MOST_TOKENS],
    )
    return member.post(path(member), {})
  })
  world.refuses(127, 'a token made by a limited token', async (w) => {
    const member = await w.member('developer')
    await member.customer.byKey.patch(`/tokens/${member.token}`, { limits: { totalRequests: 50 } })
    w.context.authenticator.forget()
    return member.post(path(member), {})
  })
})
