import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { createToken } from '../../../accounts/tokens.ts'
import { callerAt, memberOf } from '../../../testing/caller.ts'
import { startReceiver } from '../../../testing/receiver.ts'
import type { Received } from '../../../testing/receiver.ts'
import { startServer } from '../../../testing/world.ts'

describe('/v1/signing-secret', () => {
  const world = startServer()
  const A_DAY = 86_400_000
  const verifies = (secret: string, received: Received | undefined) => {
    if (received === undefined) throw new Error('no callback came')
    const headers = Object.fromEntries(Object.entries(received.headers).map(([name, value]) => [name, String(value)]))
    try {
      new Webhook(secret).verify(received.body, headers)
      return true
    } catch {
      return false
    }
  }

  it('GET shows the secret the account was opened with, to its owner only', async () => {
    const [one, other] = [await world.customer(), await world.customer()]
    expect((await one.get('/v1/signing-secret')).data).toEqual({ secret: one.callbackSecret })
    expect((await other.get('/v1/signing-secret')).data).toEqual({ secret: other.callbackSecret })
    expect(one.callbackSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(one.callbackSecret).not.toBe(other.callbackSecret)
  })

  it('a new secret signs beside the old one for 24 hours, then alone', async () => {
    await using receiver = await startReceiver()
    const customer = await world.customer()
    const callback = { url: receiver.url, method: 'JSON' }
    const rotated = await customer.post('/v1/signing-secret/rotate')
    const secret = String(memberOf(rotated.data, 'secret'))
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(secret).not.toBe(customer.callbackSecret)
    expect((await customer.get('/v1/signing-secret')).data).toEqual({ secret })

    await world.given.workingMailbox({ callback }, customer)
    expect(verifies(secret, receiver.received[0])).toBe(true)
    expect(verifies(customer.callbackSecret, receiver.received[0])).toBe(true)

    await world.pass(A_DAY)
    await world.given.workingMailbox({ callback }, customer)
    expect(verifies(secret, receiver.received[1])).toBe(true)
    expect(verifies(customer.callbackSecret, receiver.received[1])).toBe(false)
  })

  it('a stranger or an operator is refused', async () => {
    for (const path of ['/v1/signing-secret', '/v1/signing-secret/rotate']) {
      const method = path.endsWith('rotate') ? 'POST' : 'GET'
      expect((await world.stranger().call(method, path)).error).toBe(125.22)
      expect((await (await world.operator()).call(method, path)).error).toBe(126)
    }
  })

  it('is for full tokens: one that may only read mailboxes neither sees nor changes it', async () => {
    const reader = await world.customer({ scopes: ['GET:test.pec.openapi.it/pec'] })
    expect((await reader.get('/pec')).status).not.toBe(403)
    expect(await reader.get('/v1/signing-secret')).toMatchObject({ status: 403, error: 126 })
    expect(await reader.post('/v1/signing-secret/rotate')).toMatchObject({ status: 403, error: 126 })
    const { accountId } = reader
    const { token } = await createToken(world.context, { accountId, scopes: ['*:*/*'] })
    expect((await callerAt(world.baseUrl, token).get('/v1/signing-secret')).data).toEqual({
      secret: reader.callbackSecret,
    })
  })

  world.refuses(102, 'a rotation by GET', async ({ customer }) => (await customer()).get('/v1/signing-secret/rotate'))
})
