import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

export type SignatureHeaders = {
  'webhook-id': string
  'webhook-timestamp': string
  'webhook-signature': string
}

/**
 * Returns the three headers of the Standard Webhooks specification. `timestamp` is real time even when the sandbox
 * clock was advanced; otherwise receivers would reject it as too old. `secrets` are `whsec_…`, the current one first,
 * then the one being rotated out: one signature each, separated by spaces. Throws when there is no secret or one is
 * empty.
 */
export function signatureHeaders(message: {
  id: string
  timestamp: Date
  body: string
  secrets: readonly string[]
}): SignatureHeaders {
  const { id, timestamp, body, secrets } = message
  if (secrets.length === 0) throw new Error('a callback needs at least one signing secret')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, timestamp, body)).join(' '),
  }
}

/** Returns a new signing secret: `whsec_` and the base64 of 32 random bytes. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
