// The people of the back office: invited, changed, removed; and what they see of accounts, their members and tokens.
import { describe, expect, it } from 'vitest'
import { callerAt, itemsOf, memberOf } from '../../../../testing/caller.ts'
import type { Caller, Reply } from '../../../../testing/caller.ts'
import { noteExchange } from '../../../../testing/contract-watch.ts'
import { startServer } from '../../../../testing/world.ts'
import type { World } from '../../../../testing/world.ts'

const UNKNOWN_ID = '65a000000000000000000000'
const ALL = '/v1/operator/operators'
const A_DAY = 86_400_000
const textIn = (reply: Reply, name: string) => String(memberOf(reply.data, name))
let people = 0

/** An operator who was invited in a role and accepted. */
async function joined(world: World, role: string): Promise<Caller & { id: string }> {
  const administrator = await world.operator()
  people += 1
  const invited = await administrator.post(ALL, { email: `ufficio${people}@example.com`, role, name: 'Paolo' })
  expect(invited.error, invited.text).toBeNull()
  const secret = textIn(invited, 'invitation')
  const accepted = await world.stranger().post('/v1/operator/invitations/accept', { secret })
  expect(accepted.data).toMatchObject({ operator: { role, state: 'active' }, token: { member: null, scopes: [] } })
  const token = String(memberOf(memberOf(accepted.data, 'token'), 'token'))
  return { ...callerAt(world.baseUrl, token, noteExchange), id: textIn(invited, 'id') }
}

describe('operators', () => {
  const world = startServer()

  it('do what their role is for: a reviewer reviews, finance credits, an administrator does both and the rest', async () => {
    const { accountId } = await world.customer()
    const [reviewer, finance] = [await joined(world, 'reviewer'), await joined(world, 'finance')]
    const credit = { amount: '1.00', reason: 'bonifico' }
    expect((await reviewer.get('/v1/operator/queue')).error).toBeNull()
    expect((await reviewer.post(`/v1/operator/accounts/${accountId}/credit`, credit)).error).toBe(126)
    expect((await finance.post(`/v1/operator/accounts/${accountId}/credit`, credit)).error).toBeNull()
    expect((await finance.get('/v1/operator/queue')).error).toBe(126)
    for (const one of [reviewer, finance]) expect((await one.get(ALL)).error).toBe(126)
    const ledger = 'select author from ledger_entries where account_id = $1 order by id desc limit 1'
    const { rows } = await world.context.database.pool.query(ledger, [accountId])
    expect(rows).toMatchObject([{ author: { operator: finance.id } }])
  })

  it('are changed and removed within a second, and stand in the audit from their acceptance on', async () => {
    const [administrator, one] = [await world.operator(), await joined(world, 'reviewer')]
    expect((await administrator.patch(`${ALL}/${one.id}`, { role: 'finance', name: 'Paola' })).data).toMatchObject({
      role: 'finance',
      name: 'Paola',
    })
    world.context.authenticator.forget()
    expect((await one.get('/v1/operator/queue')).error).toBe(126)
    expect((await one.get('/v1/operator/accounts')).error).toBeNull()
    expect((await administrator.delete(`${ALL}/${one.id}`)).data).toMatchObject({ state: 'removed' })
    world.context.authenticator.forget()
    expect((await one.get('/v1/operator/accounts')).error).toBe(125.22)
    const actions = 'select operation from operator_actions where operator_id = $1 order by id'
    const { rows } = await world.context.database.pool.query(actions, [one.id])
    expect(rows).toEqual([{ operation: 'acceptOperatorInvitation' }, { operation: 'listAccounts' }])
    expect(itemsOf((await administrator.get(`${ALL}?state=removed&limit=1`)).data)).toMatchObject([{ id: one.id }])
  })

  it('make tokens for themselves alone; administrators see and end them', async () => {
    const [administrator, one] = [await world.operator(), await joined(world, 'reviewer')]
    const made = await one.post(`${ALL}/${one.id}/tokens`, { name: 'portatile', ttl: 60 })
    const second = callerAt(world.baseUrl, textIn(made, 'token'))
    expect((await second.get('/v1/operator/queue')).error).toBeNull()
    expect(itemsOf((await administrator.get(`${ALL}/${one.id}/tokens`)).data)).toMatchObject([
      { name: 'portatile' },
      { name: 'invitation' },
    ])
    expect((await administrator.delete(`${ALL}/${one.id}/tokens/${textIn(made, 'id')}`)).error).toBeNull()
    world.context.authenticator.forget()
    expect((await second.get('/v1/operator/queue')).error).toBe(125.22)
    expect((await administrator.post(`${ALL}/${one.id}/tokens`, {})).error).toBe(126)
    const other = await joined(world, 'finance')
    for (const id of [other.id, UNKNOWN_ID]) {
      expect((await one.get(`${ALL}/${id}/tokens`)).error).toBe(126)
      expect((await one.post(`${ALL}/${id}/tokens`, {})).error).toBe(126)
      expect((await one.delete(`${ALL}/${id}/tokens/${UNKNOWN_ID}`)).error).toBe(126)
    }
  })

  const inviting = (body: object) => async (w: World) => (await w.operator()).post(ALL, { ...body })
  world.refuses(110, 'an invitation without e-mail', inviting({ role: 'reviewer' }))
  world.refuses(110, "a member's role", inviting({ email: 'a@example.com', role: 'owner' }))
  world.refuses(191, 'an e-mail that is there', async (w) => {
    await inviting({ email: 'gemella@example.com', role: 'reviewer' })(w)
    return inviting({ email: 'Gemella@example.com', role: 'finance' })(w)
  })
  world.refuses(126, 'an operator who invites an operator, but is no administrator', async (w) =>
    (await w.operator('finance')).post(ALL, { email: 'x@example.com', role: 'administrator' }),
  )
  const about = (method: string, path: string, body?: object) => async (w: World) =>
    (await w.operator()).call(method, `${ALL}/${path}`, body && { ...body })
  for (const [number, page] of [
    [110, 'limit=0'],
    [160, 'cursor=x'],
  ] as const) {
    world.refuses(number, `${page} of operators`, async (w) => (await w.operator()).get(`${ALL}?${page}`))
    world.refuses(number, `${page} of tokens`, about('GET', `${UNKNOWN_ID}/tokens?${page}`))
    for (const things of ['members', 'tokens'])
      world.refuses(number, `${page} of the ${things} of an account`, async (w) =>
        (await w.operator()).get(`/v1/operator/accounts/${UNKNOWN_ID}/${things}?${page}`),
      )
  }
  world.refuses(110, 'a ttl that is none', about('POST', `${UNKNOWN_ID}/tokens`, { ttl: 'forever' }))
  world.refuses(109, 'a change of nobody', about('PATCH', UNKNOWN_ID, { role: 'finance' }))
  world.refuses(110, 'a change of nothing', about('PATCH', UNKNOWN_ID, {}))
  world.refuses(109, 'removing nobody', about('DELETE', UNKNOWN_ID))
  world.refuses(109, 'an invitation renewed for nobody', about('POST', `${UNKNOWN_ID}/invitation`))
  world.refuses(109, 'tokens of nobody', about('GET', `${UNKNOWN_ID}/tokens`))
  world.refuses(126, 'a token for somebody else', about('POST', `${UNKNOWN_ID}/tokens`, {}))
  world.refuses(109, 'the end of no token', about('DELETE', `${UNKNOWN_ID}/tokens/${UNKNOWN_ID}`))
  const removed = async (w: World) => {
    const { id } = await joined(w, 'reviewer')
    await about('DELETE', id)(w)
    return id
  }
  world.refuses(115, 'a change of somebody removed', async (w) =>
    about('PATCH', await removed(w), { role: 'finance' })(w),
  )
  world.refuses(115, 'removing twice', async (w) => about('DELETE', await removed(w))(w))
  world.refuses(125.22, 'a token for whoever was removed just now', async (w) => {
    const one = await joined(w, 'reviewer')
    expect((await one.get(`${ALL}/${one.id}/tokens`)).error).toBeNull()
    await about('DELETE', one.id)(w)
    return one.post(`${ALL}/${one.id}/tokens`, {})
  })
  world.refuses(115, 'an invitation renewed for somebody who accepted', async (w) =>
    about('POST', `${(await joined(w, 'reviewer')).id}/invitation`)(w),
  )
  world.refuses(192, 'an invitation replaced', async (w) => {
    const one = await (await w.operator()).post(ALL, { email: 'tarda@example.com', role: 'reviewer' })
    const again = await about('POST', `${textIn(one, 'id')}/invitation`)(w)
    expect(textIn(again, 'invitation')).not.toBe(textIn(one, 'invitation'))
    return w.stranger().post('/v1/operator/invitations/accept', { secret: textIn(one, 'invitation') })
  })
  world.refuses(193, 'an invitation too late', async (w) => {
    const one = await (await w.operator()).post(ALL, { email: 'scaduta@example.com', role: 'reviewer' })
    await w.pass(8 * A_DAY)
    return w.stranger().post('/v1/operator/invitations/accept', { secret: textIn(one, 'invitation') })
  })
  world.refuses(110, 'an acceptance without secret', (w) => w.stranger().post('/v1/operator/invitations/accept', {}))
  world.refuses(194, 'a token too many', async (w) => {
    const one = await joined(w, 'reviewer')
    await w.context.database.pool.query(
      `insert into tokens (id, operator_id, role, token_hash, scopes, created_at)
       select substr(md5(n::text), 1, 24), $1, 'operator', decode(md5(n::text), 'hex'), '{}', now()
       from generate_series(1, 100) n`,
      [one.id],
    )
    return one.post(`${ALL}/${one.id}/tokens`, {})
  })
})

describe('the last administrator', () => {
  const world = startServer()
  let administrator: Caller & { id: string }

  it('stays one', async () => {
    administrator = await joined(world, 'administrator')
    const others = await administrator.get(`${ALL}?state=active`)
    for (const one of itemsOf(others.data)) {
      const id = String(memberOf(one, 'id'))
      if (id !== administrator.id) expect((await administrator.delete(`${ALL}/${id}`)).error).toBeNull()
    }
    expect((await administrator.patch(`${ALL}/${administrator.id}`, { name: 'Paolo Neri' })).error).toBeNull()
  })

  world.refuses(190, 'removing the last administrator', () => administrator.delete(`${ALL}/${administrator.id}`))
  world.refuses(190, 'the last administrator as a reviewer', () =>
    administrator.patch(`${ALL}/${administrator.id}`, { role: 'reviewer' }),
  )
  world.refuses(194, 'one operator too many', async (w) => {
    await w.context.database.pool.query(
      `insert into operators (id, name, role, created_at)
       select substr(md5(n::text), 1, 24), '', 'reviewer', now() from generate_series(1, 1000) n`,
    )
    return administrator.post(ALL, { email: 'troppi@example.com', role: 'reviewer' })
  })
})

describe('accounts, as operators see them', () => {
  const world = startServer()
  const ACCOUNTS = '/v1/operator/accounts'

  it('are listed newest first by pages, and found by the beginning of their e-mail', async () => {
    const operator = await world.operator('finance')
    const opened = await world.operator()
    for (const email of ['100%pec@example.com', '100xpec@example.com', 'zeta@example.com'])
      expect((await opened.post(ACCOUNTS, { email, credit: '12.00' })).error).toBeNull()
    const found = await operator.get(`${ACCOUNTS}?email=${encodeURIComponent('100%P')}`)
    expect(itemsOf(found.data)).toMatchObject([{ email: '100%pec@example.com', credit: '12.00', held: '0.00' }])
    const first = await operator.get(`${ACCOUNTS}?limit=2`)
    const rest = await operator.get(`${ACCOUNTS}?limit=2&cursor=${textIn(first, 'next')}`)
    const seen = [...itemsOf(first.data), ...itemsOf(rest.data)].map((one) => memberOf(one, 'id'))
    expect(new Set(seen).size).toBe(3)
    expect([...seen].sort().reverse()).toEqual(seen)
    const [one] = itemsOf(found.data)
    expect((await operator.get(`${ACCOUNTS}/${String(memberOf(one, 'id'))}`)).data).toEqual(one)
  })

  it('have members and tokens, which an administrator ends within a second', async () => {
    const operator = await world.operator()
    const member = await world.member('developer')
    const { accountId } = member.customer
    expect(itemsOf((await operator.get(`${ACCOUNTS}/${accountId}/members`)).data)).toMatchObject([{ id: member.id }])
    const tokens = itemsOf((await operator.get(`${ACCOUNTS}/${accountId}/tokens`)).data)
    expect(tokens).toMatchObject([{ member: member.id }, { member: null }])
    const [first] = tokens
    const path = `${ACCOUNTS}/${accountId}/tokens/${String(memberOf(first, 'id'))}`
    expect((await operator.delete(path)).data).toEqual({ id: memberOf(first, 'id') })
    world.context.authenticator.forget()
    expect((await member.get('/pec')).error).toBe(125.22)
    expect((await operator.delete(path)).error).toBe(109)
    const [event] = itemsOf((await member.customer.get('/v1/events')).data)
    expect(event).toMatchObject({ kind: 'token-revoked', by: 'operator', author: null, detail: { member: member.id } })
  })

  world.refuses(126, 'tokens of an account, to a reviewer', async (w) =>
    (await w.operator('reviewer')).get(`${ACCOUNTS}/${UNKNOWN_ID}/tokens`),
  )
  world.refuses(109, 'an account there is not', async (w) => (await w.operator()).get(`${ACCOUNTS}/${UNKNOWN_ID}`))
  world.refuses(109, 'members of no account', async (w) =>
    (await w.operator()).get(`${ACCOUNTS}/${UNKNOWN_ID}/members`),
  )
  world.refuses(109, 'tokens of no account', async (w) => (await w.operator()).get(`${ACCOUNTS}/${UNKNOWN_ID}/tokens`))
  world.refuses(109, 'a token of another account', async (w) => {
    const [one, other] = [await w.customer(), await w.customer()]
    const found = await w.context.authenticator.principalOf(`Bearer ${one.token}`)
    const id = found?.role === 'account' ? found.tokenId : ''
    return (await w.operator()).delete(`${ACCOUNTS}/${other.accountId}/tokens/${id}`)
  })
  world.refuses(110, 'a beginning of one letter', async (w) => (await w.operator()).get(`${ACCOUNTS}?email=a`))
  world.refuses(160, 'a cursor of another list', async (w) => (await w.operator()).get(`${ACCOUNTS}?cursor=MQ`))
})
