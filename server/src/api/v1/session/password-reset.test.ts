// A forgotten password: somebody set over the person issues a secret, and whoever has it chooses another one, once.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf, noticesTo } from '../../../testing/caller.ts'
import { joined, joinedOperator, signedIn, signIn } from '../../../testing/signed-in.ts'
import { startServer } from '../../../testing/world.ts'
import type { World } from '../../../testing/world.ts'

const OTHER = 'tutta un’altra frase, più lunga'
const NOBODY = 'f'.repeat(24)
const HOUR_MS = 3_600_000

describe('a forgotten password', () => {
  const world = startServer()
  const choose = (secret: unknown, password = OTHER) =>
    world.stranger().post('/v1/session/password-reset', { secret, password })

  it('is replaced with the secret an owner issued: once, in time, and every session ends', async () => {
    const lucia = await joined(world, 'developer')
    const browser = await signedIn(world, lucia.email)
    const issued = await lucia.customer.post(`/v1/members/${lucia.id}/password-reset`)
    expect(issued.data).toMatchObject({ id: lucia.id, email: lucia.email, secret: expect.stringMatching(/^cpr_/) })
    const secret = memberOf(issued.data, 'secret')
    // Until it is used, nothing has changed.
    expect((await signIn(world, lucia.email)).error).toBeNull()
    expect((await choose(secret, 'password123456')).error).toBe(199)

    const chosen = await choose(secret)
    expect(chosen.data).toEqual({ as: 'account', email: lucia.email, account: lucia.customer.accountId })
    world.context.authenticator.forget()
    expect((await browser.get('/v1/session')).error).toBe(125.22)
    expect((await signIn(world, lucia.email)).error).toBe(197)
    expect((await signIn(world, lucia.email, { password: OTHER })).error).toBeNull()
    expect((await choose(secret)).error).toBe(159)
    const told = (await noticesTo(lucia.customer)).filter(({ kind }) => kind.startsWith('password'))
    expect(told).toMatchObject([
      { kind: 'password-changed', subject: lucia.id },
      { kind: 'password-reset', subject: lucia.id },
    ])
  })

  it('takes the newest secret only, for a day, and none once another password was chosen or the person is gone', async () => {
    const { customer, id, email } = await joined(world, 'accountant')
    const issue = async () => memberOf((await customer.post(`/v1/members/${id}/password-reset`)).data, 'secret')
    const [first, second] = [await issue(), await issue()]
    expect((await choose(first)).error).toBe(159)
    await world.pass(25 * HOUR_MS)
    expect((await choose(second)).error).toBe(159)
    const third = await issue()
    const own = await signedIn(world, email)
    const current = 'una frase che nessuno indovina'
    expect((await own.call('PUT', '/v1/session/password', { current, password: OTHER })).error).toBeNull()
    expect((await choose(third)).error).toBe(159)
    const fourth = await issue()
    await customer.delete(`/v1/members/${id}`)
    expect((await choose(fourth)).error).toBe(159)
    expect((await choose('cpr_di fantasia')).error).toBe(159)
    expect((await customer.post(`/v1/members/${id}/password-reset`)).error).toBe(115)
  })

  it('of an owner without others is reset by an administrator', async () => {
    const owner = await joined(world, 'owner')
    const administrator = await world.operator()
    const path = `/v1/operator/accounts/${owner.customer.accountId}/members/${owner.id}/password-reset`
    expect((await (await world.operator('reviewer')).post(path)).error).toBe(126)
    const secret = memberOf((await administrator.post(path)).data, 'secret')
    expect((await choose(secret)).error).toBeNull()
    expect((await signIn(world, owner.email, { password: OTHER })).error).toBeNull()
    const { data } = await administrator.get('/v1/operator/audit?operation=resetAccountMemberPassword')
    expect(itemsOf(data)).toHaveLength(1)
  })

  it('of an operator is reset by another, and all of them are told', async () => {
    const email = await joinedOperator(world, 'ugo@office.example')
    const administrator = await world.operator()
    const people = itemsOf((await administrator.get('/v1/operator/operators')).data)
    const id = String(memberOf(people.find((one) => memberOf(one, 'email') === email) ?? {}, 'id'))
    const issued = await administrator.post(`/v1/operator/operators/${id}/password-reset`)
    const chosen = await choose(memberOf(issued.data, 'secret'))
    expect(chosen.data).toEqual({ as: 'operator', email, account: null })
    expect((await signIn(world, email, { as: 'operator', password: OTHER })).error).toBeNull()
    const events = itemsOf((await administrator.get('/v1/operator/events')).data)
    expect(events).toMatchObject([
      { kind: 'operator-password-changed', subject: id, detail: { by: null } },
      { kind: 'operator-password-reset', subject: id, detail: { by: expect.any(String) } },
      {},
      {},
    ])
    // Made by a command: nobody to sign in as.
    const nameless = people.find((one) => memberOf(one, 'email') === null)
    const own = String(memberOf(nameless ?? {}, 'id'))
    expect((await administrator.post(`/v1/operator/operators/${own}/password-reset`)).error).toBeOneOf([115, 158])
  })

  world.refuses(158, 'one’s own', async (w) => {
    const owner = await joined(w, 'owner')
    return (await signedIn(w, owner.email)).post(`/v1/members/${owner.id}/password-reset`)
  })
  world.refuses(158, 'an operator’s own', async (w) => {
    const email = await joinedOperator(w, 'pia@office.example', 'administrator')
    const pia = await signedIn(w, email, { as: 'operator' })
    const id = memberOf(memberOf((await pia.get('/v1/session')).data, 'operator'), 'id')
    return pia.post(`/v1/operator/operators/${String(id)}/password-reset`)
  })
  const paths: [string, (w: World) => Promise<string>][] = [
    ['members', async () => '/v1/members'],
    ['operators', async () => '/v1/operator/operators'],
    ['members of an account', async (w) => `/v1/operator/accounts/${(await w.customer()).accountId}/members`],
  ]
  for (const [whose, path] of paths) {
    const caller = async (w: World) => (whose === 'members' ? w.customer() : w.operator())
    world.refuses(109, `nobody of the ${whose}`, async (w) =>
      (await caller(w)).post(`${await path(w)}/${NOBODY}/password-reset`),
    )
  }
  world.refuses(115, 'an invited operator', async (w) => {
    const administrator = await w.operator()
    const invited = await administrator.post('/v1/operator/operators', { email: 'lea@office.example', role: 'finance' })
    return administrator.post(`/v1/operator/operators/${String(memberOf(invited.data, 'id'))}/password-reset`)
  })
  world.refuses(115, 'an invited member, by an operator', async (w) => {
    const customer = await w.customer()
    const invited = await customer.post('/v1/members', { email: 'lea@example.com', role: 'owner' })
    const path = `/v1/operator/accounts/${customer.accountId}/members/${String(memberOf(invited.data, 'id'))}`
    return (await w.operator()).post(`${path}/password-reset`)
  })
  for (const body of [{}, { secret: 'cpr_x' }, { password: OTHER }, { secret: 7, password: OTHER }])
    world.refuses(110, JSON.stringify(body), (w) => w.stranger().post('/v1/session/password-reset', body))
})
