import { describe, expect, it } from 'vitest'
import { prepareSandbox } from '../../../../accounts/sandbox.ts'
import { startServer } from '../../../../testing/world.ts'

describe('whoever is signed in to the console', () => {
  const world = startServer()
  const entered = async (as: 'account' | 'operator') =>
    world.session(as, await world.stranger().post('/v1/sandbox/session', { as }))

  it('stays so when the clock is moved, their own or everybody’s, and is signed out by time that passes', async () => {
    await prepareSandbox(world.context, world.baseUrl)
    const [account, operator] = [await entered('account'), await entered('operator')]
    for (const scope of ['account', 'all']) {
      const moved = await account.post('/v1/sandbox/clock', { advance: 'P1Y', scope })
      expect(moved.error, moved.text).toBeNull()
      expect((await account.get('/v1/session')).error, scope).toBeNull()
    }
    expect((await operator.get('/v1/session')).error).toBeNull()
    await world.pass(13 * 3_600_000)
    world.context.authenticator.forget()
    expect((await account.get('/v1/session')).error).toBe(125.22)
    expect((await operator.get('/v1/session')).error).toBe(125.22)
  })
})
