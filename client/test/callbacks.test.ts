// Verifying callbacks, against what the server signs and what the specification's own library signs.
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { newSigningSecret, signatureHeaders } from '../../server/src/model/message-signature.ts'
import { signCallback, verifyCallback } from '../src/index.ts'

const secret = newSigningSecret()
const now = new Date('2026-03-01T10:00:00Z')
const form = new URLSearchParams({ data: JSON.stringify({ id: 'a', nome: 'Niccolò & figli' }) }).toString()
const signed = (body: string | Uint8Array, by = [secret], timestamp = now) =>
  signatureHeaders({ id: 'msg_1', timestamp, body, secrets: by })

it('takes what the server sends: form, JSON, bytes, `Headers`, and while one secret replaces the other', async () => {
  const resource = { id: 'a', nome: 'Niccolò & figli' }
  const right = { ok: true, id: 'msg_1', signedAt: now, resource }
  const json = JSON.stringify({ data: resource })
  const bytes = new TextEncoder().encode(json)
  expect(await verifyCallback({ headers: signed(form), body: form, secret, now })).toEqual(right)
  expect(await verifyCallback({ headers: signed(json), body: json, secret, now })).toEqual(right)
  expect(await verifyCallback({ headers: new Headers(signed(json)), body: bytes, secret, now })).toEqual(right)
  const both = signed(json, [newSigningSecret(), secret])
  expect(await verifyCallback({ headers: both, body: json, secret, now })).toEqual(right)
  const known = [newSigningSecret(), secret]
  expect(await verifyCallback({ headers: signed(json), body: json, secret: known, now })).toEqual(right)
  const field = JSON.stringify({ casella: resource })
  expect(await verifyCallback({ headers: signed(field), body: field, secret, now, field: 'casella' })).toEqual(right)
})

it('takes nothing else, and says why', async () => {
  const problem = async (change: Partial<Parameters<typeof verifyCallback>[0]>) => {
    const verified = await verifyCallback({ headers: signed(form), body: form, secret, now, ...change })
    return verified.ok ? undefined : verified.problem
  }
  expect(await problem({ headers: {} })).toBe('not signed')
  expect(await problem({ headers: { ...signed(form), 'webhook-timestamp': 'soon' } })).toBe('not signed')
  expect(await problem({ body: `${form}&x=1` })).toBe('signed by another secret')
  expect(await problem({ secret: newSigningSecret() })).toBe('signed by another secret')
  expect(await problem({ headers: { ...signed(form), 'webhook-id': 'msg_2' } })).toBe('signed by another secret')
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  expect(await problem({ now: at(301) })).toBe('too old or too new')
  expect(await problem({ now: at(-301) })).toBe('too old or too new')
  expect(await problem({ now: at(300) })).toBeUndefined()
  expect(await problem({ now: at(61), toleranceSeconds: 60 })).toBe('too old or too new')
  expect(await problem({ field: 'casella' })).toBe('no resource in it')
  for (const body of ['{', 'data=%7B', '[]', 'null', ''])
    expect(await problem({ headers: signed(body), body })).toBe('no resource in it')
})

it('never rejects, whatever arrives', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.base64String().map((one) => `v1,${one}`),
  )
  await fc.assert(
    fc.asyncProperty(text, text, text, text, async (id, at, signature, body) => {
      const headers = { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature }
      expect((await verifyCallback({ headers, body, secret })).ok).toBe(false)
    }),
  )
})

it('signs as the specification says, for tests of a receiver', async () => {
  const headers = await signCallback({ body: form, secret })
  expect(() => new Webhook(secret).verify(form, headers, { jsonParse: false })).not.toThrow()
  expect(() => new Webhook(secret).verify(`${form}x`, headers, { jsonParse: false })).toThrow()
  expect(await verifyCallback({ headers, body: form, secret })).toMatchObject({ ok: true, id: headers['webhook-id'] })
  const given = await signCallback({ body: form, secret, id: 'msg_1', at: now })
  expect(given).toEqual(signed(form))
})
