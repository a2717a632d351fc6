import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { newSigningSecret, signatureHeaders } from './signature.ts'

const current = newSigningSecret()
const leaving = newSigningSecret()
const body = 'data=%7B%22stato%22%3A%22evasa%22%7D'
const verifying = (secret: string, text: string) => () =>
  new Webhook(secret).verify(
    text,
    signatureHeaders({ id: 'msg_1', timestamp: new Date(), body, secrets: [current, leaving] }),
    { jsonParse: false },
  )

describe('signatureHeaders', () => {
  it('satisfies receivers with the current secret and those with the previous one', () => {
    expect(verifying(current, body)).not.toThrow()
    expect(verifying(leaving, body)).not.toThrow()
  })

  it('does not satisfy a third secret, nor a changed body', () => {
    expect(verifying(newSigningSecret(), body)).toThrow('No matching signature')
    expect(verifying(current, `${body} `)).toThrow('No matching signature')
  })

  it('matches the reference implementation', () => {
    // Test vector of the Standard Webhooks libraries.
    const headers = signatureHeaders({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: new Date(1614265330_999),
      body: '{"test": 2432232314}',
      secrets: [`whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`],
    })
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('signs once per secret, the current one first, and requires at least one', () => {
    const timestamp = new Date(0)
    const both = signatureHeaders({ id: 'a', timestamp, body, secrets: [current, leaving] })['webhook-signature']
    const first = signatureHeaders({ id: 'a', timestamp, body, secrets: [current] })['webhook-signature']
    expect(both.split(' ')).toHaveLength(2)
    expect(both.startsWith(`${first} v1,`)).toBe(true)
    expect(() => signatureHeaders({ id: 'a', timestamp, body, secrets: [] })).toThrow()
  })
})

describe('newSigningSecret', () => {
  it('is 32 random bytes in the notation of the specification', () => {
    expect(current).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(Buffer.from(current.slice(6), 'base64')).toHaveLength(32)
    expect(current).not.toBe(leaving)
  })
})
