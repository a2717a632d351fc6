// The runtime of the client: send, read the envelope, give a value. It throws only when there was no answer.

export interface ClientOptions {
  baseUrl: string
  token: string
  /** Replaces the platform's fetch. */
  fetch?: typeof fetch
}

export interface CallOptions {
  /** The same request under the same key is answered as the first time. */
  idempotencyKey?: string
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
}

export type Send = <T, N extends number>(sending: Sending, options?: CallOptions) => Promise<Result<T, N>>

/** The sender of a client. Rejects when there was no answer, or one that is not this API's. */
export function sender({ baseUrl, token, fetch: given }: ClientOptions): Send {
  const send = given ?? fetch
  return async function <T, N extends number>(sending: Sending, options: CallOptions = {}): Promise<Result<T, N>> {
    const response = await send(urlOf(baseUrl, sending), {
      method: sending.method,
      redirect: 'error',
      headers: {
        authorization: `Bearer ${token}`,
        ...contentTypeOf(sending),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
      },
      ...bodyOf(sending),
      ...(options.signal && { signal: options.signal }),
    })
    return resultOf<T, N>(response, sending.answers)
  }
}

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
  const { data, success, message, error } = envelope
  if (success) return { ok: true, data: data as T, message, requestId, replayed }
  return { ok: false, status: response.status, number: error as N, message, requestId }
}

function isEnvelope(
  value: unknown,
): value is { data: unknown; success: boolean; message: string; error: number | null } {
  return typeof value === 'object' && value !== null && 'success' in value && 'message' in value && 'error' in value
}
