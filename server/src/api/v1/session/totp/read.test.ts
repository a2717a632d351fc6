import { describe, expect, it } from 'vitest'
import { prepareSandbox } from '../../../../accounts/sandbox.ts'
import { codeAt, stepAt } from '../../../../auth/totp.ts'
import { memberOf } from '../../../../testing/caller.ts'
import { startServer } from '../../../../testing/world.ts'

const PASSWORD = 'una frase che nessuno indovina'

describe('GET /v1/session/totp', () => {
  const world = startServer()

  it('says whether codes are asked for, and how many recovery codes are left', async () => {
    const owner = await world.customer()
    const email = 'codici@example.com'
    const invited = await owner.post('/v1/members', { email, role: 'owner', name: 'Lucia' })
    const secretOfInvitation = memberOf(invited.data, 'invitation')
    await world.stranger().post('/v1/invitations/accept', { secret: secretOfInvitation, password: PASSWORD })
    const signIn = (also = {}) =>
      world.stranger().post('/v1/session', { as: 'account', email, password: PASSWORD, ...also })
    const caller = world.session('account', await signIn())
    expect((await caller.get('/v1/session/totp')).data).toEqual({ confirmed_at: null, recovery_codes: 0 })
    const begun = await caller.post('/v1/session/totp')
    expect((await caller.get('/v1/session/totp')).data).toEqual({ confirmed_at: null, recovery_codes: 0 })
    const otp = codeAt(String(memberOf(begun.data, 'secret')), stepAt(world.context.clock.realNow()))
    const confirmed = await caller.post('/v1/session/totp/confirm', { otp })
    const [recovery] = Object.values(Object(memberOf(confirmed.data, 'recovery_codes')))
    expect((await signIn({ otp: recovery })).error).toBeNull()
    expect((await caller.get('/v1/session/totp')).data).toEqual({
      confirmed_at: expect.any(String),
      recovery_codes: 9,
    })
  })

  world.refuses(195, 'a token has no sign-in', async (w) => (await w.member('owner')).get('/v1/session/totp'))
  world.refuses(115, 'the account of a sandbox itself is nobody', async (w) => {
    await prepareSandbox(w.context, w.baseUrl)
    const entered = await w.stranger().post('/v1/sandbox/session', { as: 'account' })
    return w.session('account', entered).get('/v1/session/totp')
  })
})
