import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { isSigningSecret, newSigningSecret, signatureHeaders, signatureProblem } from './message-signature.ts'

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

describe('signatureProblem', () => {
  const now = new Date('2026-03-01T10:00:00Z')
  const headers = signatureHeaders({ id: 'a', timestamp: now, body, secrets: [leaving, current] })
  const problem = (changes: Partial<Parameters<typeof signatureProblem>[0]>) =>
    signatureProblem({ headers, body, secret: current, now, ...changes })

  it('finds nothing in a message signed by the secret, alone or beside another', () => {
    expect(problem({})).toBeUndefined()
    expect(problem({ body: Buffer.from(body) })).toBeUndefined()
  })

  it('finds another secret, body, id or time', () => {
    const bad = 'signed by another secret'
    expect(problem({ secret: newSigningSecret() })).toBe(bad)
    expect(problem({ body: `${body} ` })).toBe(bad)
    expect(problem({ headers: { ...headers, 'webhook-id': 'b' } })).toBe(bad)
    expect(problem({ headers: { ...headers, 'webhook-timestamp': '1772359201' } })).toBe(bad)
    expect(problem({ headers: { ...headers, 'webhook-signature': '' } })).toBe(bad)
  })

  it('finds that nothing is signed, and what is more than five minutes away', () => {
    const { 'webhook-id': _, ...others } = headers
    expect(problem({ headers: others })).toBe('not signed')
    expect(problem({ headers: { ...headers, 'webhook-timestamp': 'soon' } })).toBe('not signed')
    for (const ms of [-301_000, 301_000]) {
      expect(problem({ now: new Date(now.getTime() + ms) })).toBe('too old or too new')
      expect(problem({ now: new Date(now.getTime() + (ms * 299) / 301) })).toBeUndefined()
    }
  })
})

describe('isSigningSecret', () => {
  it('takes 24 to 64 bytes in the notation of the specification', () => {
    const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`
    expect([24, 32, 64].map(of).every(isSigningSecret)).toBe(true)
    expect(
      [23, 65]
        .map(of)
        .concat(of(32).slice(6), 'whsec_', '', `${of(32)}\n`)
        .some(isSigningSecret),
    ).toBe(false)
  })
})

describe('newSigningSecret', () => {
  it('is 32 random bytes in the notation of the specification', () => {
    expect(current).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(Buffer.from(current.slice(6), 'base64')).toHaveLength(32)
    expect(current).not.toBe(leaving)
  })
})
