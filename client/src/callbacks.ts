// Callbacks as Standard Webhooks signs them: verified by whoever receives them, and signed for tests of a receiver.

/** Headers of a request, by their names in lower case, as Node and most frameworks give them; or those of `fetch`. */
export type CallbackHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

export interface CallbackToVerify {
  headers: CallbackHeaders
  /** The body as it arrived, before anything parsed it. */
  body: string | Uint8Array
  /** `whsec_…` of `GET /v1/signing-secret`; several while one replaces the other. */
  secret: string | readonly string[]
  /** Name of the form field or JSON member with the resource: `callback.field`, `data` unless you chose another. */
  field?: string
  /** How far the clocks may be apart, in seconds: 300 unless told. */
  toleranceSeconds?: number
  now?: Date
}

export type CallbackProblem = 'not signed' | 'signed by another secret' | 'too old or too new' | 'no resource in it'

/** `id` is the same in every attempt: whoever keeps it drops duplicates. */
export type VerifiedCallback =
  { ok: true; id: string; signedAt: Date; resource: unknown } | { ok: false; problem: CallbackProblem }

/** Says whether a callback comes from the holder of the secret, lately, and what it carries. Form and JSON. Never rejects. */
export async function verifyCallback(callback: CallbackToVerify): Promise<VerifiedCallback> {
  const { headers, body, secret, field = 'data', toleranceSeconds = 300, now = new Date() } = callback
  const [id, at, signatures] = names.map((name) => headerIn(headers, name))
  if (id === undefined || signatures === undefined || at === undefined || !/^\d{1,12}$/.test(at))
    return { ok: false, problem: 'not signed' }
  const message = bytesOf(`${id}.${at}.`, body)
  if (!(await isSigned(message, signatures.split(' ', MOST_SIGNATURES), [secret].flat())))
    return { ok: false, problem: 'signed by another secret' }
  if (Math.abs(now.getTime() / 1000 - Number(at)) > toleranceSeconds)
    return { ok: false, problem: 'too old or too new' }
  const resource = resourceIn(typeof body === 'string' ? body : new TextDecoder().decode(body), field)
  if (resource === undefined) return { ok: false, problem: 'no resource in it' }
  return { ok: true, id, signedAt: new Date(Number(at) * 1000), resource }
}

/** The three headers of a callback with this body, as the server would send it: for tests of a receiver. */
export async function signCallback(callback: {
  body: string | Uint8Array
  secret: string
  id?: string
  at?: Date
}): Promise<Record<(typeof names)[number], string>> {
  const { body, secret, id = `msg_${crypto.randomUUID()}`, at = new Date() } = callback
  const seconds = String(Math.floor(at.getTime() / 1000))
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret), bytesOf(`${id}.${seconds}.`, body))
  const signature = btoa(String.fromCharCode(...new Uint8Array(mac)))
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` }
}

const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const
const MOST_SIGNATURES = 10

function headerIn(headers: CallbackHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

async function isSigned(message: Uint8Array<ArrayBuffer>, signatures: string[], secrets: string[]): Promise<boolean> {
  for (const secret of secrets) {
    const key = await keyOf(secret)
    for (const signature of signatures) {
      const mac = bytesIn(signature)
      // Compares in constant time.
      if (mac !== undefined && (await crypto.subtle.verify('HMAC', key, mac, message))) return true
    }
  }
  return false
}

function bytesIn(signature: string): Uint8Array<ArrayBuffer> | undefined {
  const [, base64] = /^v1,([A-Za-z0-9+/]+={0,2})$/.exec(signature) ?? []
  return base64 === undefined || base64.length % 4 !== 0 ? undefined : fromBase64(base64)
}

const keyOf = (secret: string) =>
  crypto.subtle.importKey('raw', fromBase64(secret.replace(/^whsec_/, '')), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ])

const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

function bytesOf(before: string, body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const [head, rest] = [
    new TextEncoder().encode(before),
    typeof body === 'string' ? new TextEncoder().encode(body) : body,
  ]
  const bytes = new Uint8Array(head.length + rest.length)
  bytes.set(head)
  bytes.set(rest, head.length)
  return bytes
}

/** The resource of a form field or of a JSON member. */
function resourceIn(body: string, field: string): unknown {
  const text = body.trimStart().startsWith('{') ? undefined : new URLSearchParams(body).get(field)
  try {
    if (text != null) return JSON.parse(text)
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, field) : undefined
  } catch {
    return undefined
  }
}
