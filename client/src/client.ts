// The runtime of the client: send, read the envelope, give a value. It throws only when there was no answer.

export interface ClientOptions {
  baseUrl: string
  /** For every call but those of the account itself. */
  token?: string | undefined
  /** The account itself, for the calls that take no token. */
  account?: { email: string; apiKey: string } | undefined
  /** In a browser that is signed in: which of its sessions to use, instead of a token. */
  session?: 'account' | 'operator' | undefined
  /** Replaces the platform's fetch. */
  fetch?: typeof fetch
  /**
   * How often a call is made again when no answer came, or one that says when to come back (`Retry-After`, up to 30
   * seconds): twice unless told. A call that changes something is made under one key, so that it happens once; those that take no key,
   * such as POST /tokens, are not made again after a lost answer. Say 0 for a server that does not know `Idempotency-Key`.
   */
  retries?: number
}

export interface CallOptions {
  /** The same request under the same key is answered as the first time. */
  idempotencyKey?: string
  /** Of a renewal, the expiry you know (dd/mm/yyyy): if it is another one by now, nothing is renewed. */
  renewalFrom?: string
  signal?: AbortSignal
}

export interface Success<T> {
  ok: true
  data: T
  message: string
  requestId: string
  /** The answer of an earlier request with the same key, or of the same renewal a moment ago. */
  replayed: boolean
}

export interface Refused<N extends number = number> {
  ok: false
  status: number
  number: N
  message: string
  requestId: string
}

export type Result<T, N extends number = number> = Success<T> | Refused<N>

/** What a generated operation says of itself. */
export interface Sending {
  method: string
  path: string
  params?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  /** A body that is a file, and what it is. */
  file?: Uint8Array
  contentType?: string | undefined
  answers: 'json' | 'bytes'
  /** A call of the account itself, by HTTP Basic, or one that is open to all; any other one takes the token. */
  by?: 'key' | 'anybody'
}

export type Send = <T, N extends number>(sending: Sending, options?: CallOptions) => Promise<Result<T, N>>

/** The sender of a client. Rejects when there was no answer, or one that is not this API's. */
export function sender({ baseUrl, token, account, session, fetch: given, retries = 2 }: ClientOptions): Send {
  const send = given ?? fetch
  const bearer = token === undefined ? undefined : `Bearer ${token}`
  const basic = account && `Basic ${base64(`${account.email}:${account.apiKey}`)}`
  return async function <T, N extends number>(sending: Sending, given: CallOptions = {}): Promise<Result<T, N>> {
    // Made before the first try, so that every try has the same.
    const key = retries > 0 && mayChange(sending) ? (given.idempotencyKey ?? crypto.randomUUID()) : given.idempotencyKey
    const options = { ...given, ...(key !== undefined && { idempotencyKey: key }) }
    const mayRepeat = sending.method === 'GET' || key !== undefined
    const authorization = sending.by === 'anybody' ? undefined : sending.by === 'key' ? basic : bearer
    if (authorization === undefined && session === undefined && sending.by !== 'anybody')
      throw new Error(`this call needs ${sending.by === 'key' ? 'the e-mail and API key of an account' : 'a token'}`)
    const url = urlOf(baseUrl, sending)
    const response = await persistently({ retries, mayRepeat, signal: options.signal }, () =>
      send(url, {
        method: sending.method,
        redirect: 'error',
        headers: {
          ...(authorization !== undefined && { authorization }),
          ...(session !== undefined && { 'x-ceralacca-session': session }),
          ...contentTypeOf(sending),
          ...headersOf(options),
        },
        ...bodyOf(sending),
        ...(options.signal && { signal: options.signal }),
      }),
    )
    return resultOf<T, N>(response, sending.answers)
  }
}

const MOST_SECONDS = 30

/** Makes a request, and again while no answer comes or one that says when to come back. */
async function persistently(
  { retries, mayRepeat, signal }: { retries: number; mayRepeat: boolean; signal: AbortSignal | undefined },
  request: () => Promise<Response>,
): Promise<Response> {
  for (let left = retries; ; left -= 1) {
    const response = await request().catch((error: unknown) => {
      // Without a key it could happen twice.
      if (left === 0 || !mayRepeat || signal?.aborted === true) throw error
      return undefined
    })
    const waitMs = response === undefined ? 500 * (retries - left + 1) : retryAfterMs(response)
    if (response !== undefined && (left === 0 || waitMs === undefined)) return response
    await response?.body?.cancel()
    await new Promise<void>((resolve) => {
      setTimeout(resolve, waitMs)
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
    signal?.throwIfAborted()
  }
}

/** How long a server that cannot answer now asks to wait; undefined where it does not say so, or for too long. */
function retryAfterMs(response: Response): number | undefined {
  const seconds = response.headers.get('retry-after') ?? ''
  const isBusy = response.status === 429 || response.status === 503
  return isBusy && /^\d{1,2}$/.test(seconds) && Number(seconds) <= MOST_SECONDS ? Number(seconds) * 1_000 : undefined
}

/** Renewals and the domain check spend money by GET. */
const mayChange = ({ method, path, by }: Sending) =>
  by === undefined && (method !== 'GET' || /\/rinnovo$|^\/domini_pec\//.test(path))

function headersOf({ idempotencyKey, renewalFrom }: CallOptions): Record<string, string> {
  return {
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    ...(renewalFrom !== undefined && { 'renewal-from': renewalFrom }),
  }
}

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

function contentTypeOf({ body, file, contentType = 'application/octet-stream' }: Sending): Record<string, string> {
  if (file !== undefined) return { 'content-type': contentType }
  return body === undefined ? {} : { 'content-type': 'application/json' }
}

function bodyOf({ body, file }: Sending): { body?: BodyInit } {
  if (file !== undefined) return { body: new Uint8Array(file) }
  return body === undefined ? {} : { body: JSON.stringify(body) }
}

function urlOf(baseUrl: string, { path, params = {}, query = {} }: Sending): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const asked = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  const search = new URLSearchParams(asked).toString()
  return `${baseUrl.replace(/\/$/, '')}${filled}${search === '' ? '' : `?${search}`}`
}

async function resultOf<T, N extends number>(response: Response, answers: Sending['answers']): Promise<Result<T, N>> {
  const requestId = response.headers.get('x-request-id') ?? ''
  const replayed = response.headers.get('idempotent-replayed') === 'true'
  if (response.ok && answers === 'bytes') {
    const data: unknown = new Uint8Array(await response.arrayBuffer())
    return { ok: true, data: data as T, message: '', requestId, replayed }
  }
  if (response.status === 204) return { ok: true, data: undefined as T, message: '', requestId, replayed }
  const envelope: unknown = await response.json()
  if (!isEnvelope(envelope)) throw new Error(`an answer without envelope, status ${response.status}`)
  // Where there is no such member, the answer's own members stand in its place.
  const { success, message, error, data = members(envelope) } = envelope
  if (success) return { ok: true, data: data as T, message, requestId, replayed }
  return { ok: false, status: response.status, number: error as N, message, requestId }
}

function members({ success: _, message: __, error: ___, ...data }: Envelope): object {
  return data
}

interface Envelope {
  data?: unknown
  success: boolean
  message: string
  error: number | null
}

function isEnvelope(value: unknown): value is Envelope {
  return typeof value === 'object' && value !== null && 'success' in value && 'message' in value && 'error' in value
}
