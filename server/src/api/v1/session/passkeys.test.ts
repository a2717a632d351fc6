import { describe, expect, it } from 'vitest'
import { softwareAuthenticator } from '../../../testing/authenticator.ts'
import type { Authenticator } from '../../../testing/authenticator.ts'
import { itemsOf, memberOf, noticesTo } from '../../../testing/caller.ts'
import type { Caller } from '../../../testing/caller.ts'
import { joined, joinedOperator, signedIn, signIn } from '../../../testing/signed-in.ts'
import { startServer } from '../../../testing/world.ts'

const ORIGIN = 'https://pec.example.it'

describe('passkeys', () => {
  const world = startServer({ PUBLIC_URL: ORIGIN, OPERATOR_SECOND_FACTOR: 'required' })

  const optionsFor = (caller: Caller) => caller.post('/v1/session/passkeys/options')
  const add = async (caller: Caller, key: Authenticator, at = ORIGIN) =>
    caller.post('/v1/session/passkeys', { name: 'chiave', credential: key.make(await optionsFor(caller), at) })
  const offered = () => world.stranger().post('/v1/session/passkey/options')
  const signInBy = async (key: Authenticator, { as = 'account', at = ORIGIN, counter }: Trying = {}) =>
    world.stranger().post('/v1/session/passkey', { as, credential: key.use(await offered(), at, counter) })
  interface Trying {
    as?: string
    at?: string
    counter?: number
  }

  it('sign in whoever added one, without e-mail and password', async () => {
    const { email, id, customer } = await joined(world, 'developer')
    const key = softwareAuthenticator()
    const caller = await signedIn(world, email)
    const added = await add(caller, key)
    expect(added.data).toMatchObject({ name: 'chiave', last_used_at: null })
    const reply = await signInBy(key)
    expect(reply.headers.get('set-cookie')).toMatch(/^__Host-ceralacca-account=cse_/)
    expect(reply.data).toMatchObject({ member: { id }, role: 'developer', second_factor: true })
    expect((await world.session('account', reply).get('/v1/session')).error).toBeNull()
    const [listed] = itemsOf((await caller.get('/v1/session/passkeys')).data)
    expect(memberOf(listed, 'last_used_at')).not.toBeNull()
    expect((await noticesTo(customer)).map(({ kind }) => kind)).toContain('passkey-added')
    expect((await signInBy(key, { as: 'operator' })).error).toBe(197)
  })

  it('sign nobody in once they are removed', async () => {
    const { email } = await joined(world, 'owner')
    const key = softwareAuthenticator()
    const caller = await signedIn(world, email)
    const id = String(memberOf((await add(caller, key)).data, 'id'))
    const other = await signedIn(world, (await joined(world, 'owner')).email)
    expect((await other.delete(`/v1/session/passkeys/${id}`)).error).toBe(109)
    expect((await caller.delete(`/v1/session/passkeys/${id}`)).error).toBeNull()
    expect((await signInBy(key)).error).toBe(197)
  })

  it('are for these pages, for whoever is there, and signed anew each time', async () => {
    const { email } = await joined(world, 'owner')
    const key = softwareAuthenticator()
    const caller = await signedIn(world, email)
    expect((await add(caller, key, 'https://pec.example.com')).error).toBe(197)
    expect((await add(caller, softwareAuthenticator({ verifies: false }))).error).toBe(197)
    expect((await add(caller, softwareAuthenticator({ format: 'apple' }))).error).toBe(197)
    expect((await add(caller, key)).error).toBeNull()
    expect((await signInBy(key, { at: 'https://pec.example.com' })).error).toBe(197)
    expect((await signInBy(key, { counter: 5 })).error).toBeNull()
    expect((await signInBy(key, { counter: 5 })).error).toBe(197)
    const credential = key.use(await offered(), ORIGIN)
    const use = () => world.stranger().post('/v1/session/passkey', { as: 'account', credential })
    const replies = await Promise.all([use(), use(), use()])
    expect(replies.map(({ error }) => error).filter((one) => one === null)).toHaveLength(1)
    expect((await use()).error).toBe(197)
  })

  it('are made from what their holder was asked, once and by nobody else', async () => {
    const one = await signedIn(world, (await joined(world, 'owner')).email)
    const other = await signedIn(world, (await joined(world, 'owner')).email)
    const options = await optionsFor(one)
    const credential = softwareAuthenticator().make(options, ORIGIN)
    expect((await other.post('/v1/session/passkeys', { credential })).error).toBe(197)
    expect((await one.post('/v1/session/passkeys', { credential })).error).toBeNull()
    expect((await one.post('/v1/session/passkeys', { credential })).error).toBe(197)
    const signing = softwareAuthenticator().make(await offered(), ORIGIN)
    expect((await one.post('/v1/session/passkeys', { credential: signing })).error).toBe(197)
  })

  it('are the second factor of an operator, who then signs in by them alone', async () => {
    const email = await joinedOperator(world, 'ugo@example.com', 'administrator')
    const key = softwareAuthenticator()
    const first = await signedIn(world, email, { as: 'operator' })
    expect((await add(first, key)).error).toBeNull()
    expect((await signIn(world, email, { as: 'operator' })).data).toMatchObject({ session: null, needs: 'passkey' })
    const reply = await signInBy(key, { as: 'operator' })
    expect((await world.session('operator', reply).get('/v1/operator/accounts')).error).toBeNull()
  })

  it('end with their holder', async () => {
    const { email, id, customer } = await joined(world, 'developer')
    const key = softwareAuthenticator()
    await add(await signedIn(world, email), key)
    await customer.delete(`/v1/members/${id}`)
    expect((await signInBy(key)).error).toBe(197)
  })

  const hostile: [string, unknown][] = [
    ['nothing', {}],
    ['no response', { id: 'abc' }],
    ['texts that are none', { id: 'abc', response: { clientDataJSON: {}, authenticatorData: 7 } }],
    ['an id of another alphabet', { id: 'a b', response: {} }],
    ['a list', [1, 2]],
  ]
  it.each(hostile)('are not %s', async (_, credential) => {
    const caller = await signedIn(world, (await joined(world, 'owner')).email)
    for (const reply of [
      await caller.post('/v1/session/passkeys', { credential }),
      await world.stranger().post('/v1/session/passkey', { as: 'account', credential }),
    ])
      expect([110, 197]).toContain(reply.error)
  })

  world.refuses(194, 'there may be twenty', async (w) => {
    const caller = await signedIn(w, (await joined(w, 'owner')).email)
    for (let n = 0; n < 20; n += 1) await add(caller, softwareAuthenticator())
    return add(caller, softwareAuthenticator())
  })
  const cross = { origin: 'https://evil.example' }
  world.refuses(196, 'no page of others begins to sign in by one', (w) =>
    w.stranger().post('/v1/session/passkey/options', {}, cross),
  )
  world.refuses(196, 'or does so', async (w) => {
    const credential = softwareAuthenticator().use(await offered(), ORIGIN)
    return w.stranger().post('/v1/session/passkey', { as: 'account', credential }, cross)
  })
  world.refuses(195, 'a token adds none', async (w) => {
    const { customer } = await joined(w, 'owner')
    const credential = softwareAuthenticator().use(await offered(), ORIGIN)
    return customer.post('/v1/session/passkeys', { credential })
  })
  world.refuses(198, 'a source that fails too often has to pause', async (w) => {
    for (let n = 0; n < 60; n += 1) {
      const credential = softwareAuthenticator().use(await offered(), ORIGIN)
      const reply = await w.stranger().post('/v1/session/passkey', { as: 'account', credential })
      if (reply.error === 198) return reply
    }
    throw new Error('no pause')
  })
})
