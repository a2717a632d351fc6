// Signed messages, by the Standard Webhooks specification: the callbacks we send, and what we and connectors say to each
// other.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export type SignatureHeaders = {
  'webhook-id': string
  'webhook-timestamp': string
  'webhook-signature': string
}

/** What is wrong with a signed message. */
export type SignatureProblem = 'not signed' | 'signed by another secret' | 'too old or too new'

/** How far the clocks of sender and receiver may be apart, in seconds. */
export const toleranceSeconds = 300

/**
 * Returns the three headers of the Standard Webhooks specification. `timestamp` is real time even when the sandbox
 * clock was advanced; otherwise receivers would reject it as too old. `secrets` are `whsec_…`, the current one first,
 * then the one being rotated out: one signature each, separated by spaces. Throws when there is no secret or one is
 * empty.
 */
export function signatureHeaders(message: {
  id: string
  timestamp: Date
  body: string | Uint8Array
  secrets: readonly string[]
}): SignatureHeaders {
  const { id, timestamp, body, secrets } = message
  if (secrets.length === 0) throw new Error('a message needs at least one signing secret')
  const at = String(Math.floor(timestamp.getTime() / 1000))
  return {
    'webhook-id': id,
    'webhook-timestamp': at,
    'webhook-signature': secrets.map((secret) => `v1,${macOf(keyIn(secret), id, at, body)}`).join(' '),
  }
}

/** What is wrong with a message that should be signed by `secret` about `now`, in real time; undefined for nothing. */
export function signatureProblem(message: {
  headers: Partial<SignatureHeaders>
  body: string | Uint8Array
  secret: string
  now: Date
}): SignatureProblem | undefined {
  const { headers, body, secret, now } = message
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures } = headers
  if (id === undefined || at === undefined || signatures === undefined || !/^\d{1,12}$/.test(at)) return 'not signed'
  const expected = Buffer.from(`v1,${macOf(keyIn(secret), id, at, body)}`)
  const isSigned = signatures.split(' ', MOST_SIGNATURES).some((one) => {
    const given = Buffer.from(one)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!isSigned) return 'signed by another secret'
  return Math.abs(now.getTime() / 1000 - Number(at)) > toleranceSeconds ? 'too old or too new' : undefined
}

/** Returns a new signing secret: `whsec_` and the base64 of 32 random bytes. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** Whether a text is a secret of the specification: `whsec_` and the base64 of 24 to 64 bytes. */
export function isSigningSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false
  const { length } = keyIn(text)
  return length >= 24 && length <= 64
}

const MOST_SIGNATURES = 10

function keyIn(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  if (key.length === 0) throw new Error('a signing secret is empty')
  return key
}

/** Native: a body may carry documents of many megabytes. */
const macOf = (key: Buffer, id: string, at: string, body: string | Uint8Array) =>
  createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest('base64')
