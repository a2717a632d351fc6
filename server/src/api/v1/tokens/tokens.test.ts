import { describe, expect, it } from 'vitest'
import { prepareSandbox } from '../../../accounts/sandbox.ts'
import { callerAt, itemsOf, memberOf } from '../../../testing/caller.ts'
import { registration } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'

const UNKNOWN_ID = '65a000000000000000000000'
const READ = 'GET:test.pec.openapi.it/pec'

describe('every token of an account', () => {
  const world = startServer()

  it('is seen and ended by an owner: the account’s own and those of members, never their texts', async () => {
    const owner = await world.member('owner')
    const developer = await world.member('developer', owner.customer)
    const made = await owner.customer.byKey.post('/tokens', { scopes: [READ], name: 'gestionale' })
    const listed = await owner.get('/v1/tokens')
    expect(itemsOf(listed.data)).toMatchObject([
      { name: 'gestionale', member: null, scopes: [READ], session: false },
      { member: developer.id },
      { member: owner.id },
      { member: null },
    ])
    expect(listed.text).not.toContain('ctk_')
    const first = await owner.get('/v1/tokens?limit=3')
    const rest = await owner.get(`/v1/tokens?cursor=${String(memberOf(first.data, 'next'))}`)
    expect(itemsOf(rest.data)).toHaveLength(1)

    const program = callerAt(world.baseUrl, String(memberOf(made.data, 'token')))
    expect((await program.get('/pec')).error).toBe(200)
    const id = String(memberOf(itemsOf(listed.data)[0], 'id'))
    expect((await owner.delete(`/v1/tokens/${id}`)).data).toEqual({ id })
    world.context.authenticator.forget()
    expect((await program.get('/pec')).error).toBe(125.22)
    expect((await owner.delete(`/v1/tokens/${id}`)).error).toBe(109)
    const [told] = itemsOf((await owner.get('/v1/events')).data)
    expect(told).toMatchObject({ kind: 'token-revoked', subject: id, detail: { member: null } })
  })

  it('can be made of the account itself, with the scopes asked for, and is shown once', async () => {
    const owner = await world.member('owner')
    const made = await owner.post('/v1/tokens', { name: 'lettore', ttl: 3600, scopes: [READ] })
    expect(made.data).toMatchObject({ name: 'lettore', member: null, scopes: [READ], token: expect.any(String) })
    const reader = callerAt(world.baseUrl, String(memberOf(made.data, 'token')))
    expect((await reader.post('/pec', registration())).error).toBe(126)
    const whole = await owner.post('/v1/tokens', {})
    const program = callerAt(world.baseUrl, String(memberOf(whole.data, 'token')))
    expect((await program.post('/pec', registration())).error).toBeNull()
    await world.pass(3_600_000)
    expect((await reader.get('/pec')).error).toBe(125.22)
  })

  it('ends with the token it was made with at the latest, but not with a session, which is somebody’s signing in', async () => {
    const owner = await world.member('owner')
    const short = await owner.post('/v1/tokens', { ttl: 3600 })
    const program = callerAt(world.baseUrl, String(memberOf(short.data, 'token')))
    const made = await program.post('/v1/tokens', {})
    expect(memberOf(made.data, 'expires_at')).toBe(memberOf(short.data, 'expires_at'))
    await prepareSandbox(world.context, world.baseUrl)
    const session = world.session('account', await world.stranger().post('/v1/sandbox/session', { as: 'account' }))
    const { data } = await session.post('/v1/tokens', {})
    const days =
      (Date.parse(String(memberOf(data, 'expires_at'))) - Date.parse(String(memberOf(data, 'created_at')))) / 86_400_000
    expect(days).toBe(365)
  })

  it('is not another account’s', async () => {
    const [owner, other] = [await world.member('owner'), await world.member('owner')]
    const [token] = itemsOf((await owner.get('/v1/tokens')).data)
    expect((await other.delete(`/v1/tokens/${String(memberOf(token, 'id'))}`)).error).toBe(109)
  })

  world.refuses(109, 'there is no such token', async (w) =>
    (await w.member('owner')).delete(`/v1/tokens/${UNKNOWN_ID}`),
  )
  world.refuses(110, 'scopes that cover nothing here', async (w) =>
    (await w.member('owner')).post('/v1/tokens', { scopes: ['GET:elsewhere.example/pec'] }),
  )
  world.refuses(126, 'a developer makes their own', async (w) => (await w.member('developer')).post('/v1/tokens', {}))
})
