// A client of the server over HTTP, and its replies.

export interface Reply {
  status: number
  headers: Headers
  bytes: Uint8Array
  text: string
  /** The envelope's members, when the answer is an envelope. */
  data: unknown
  success: boolean | undefined
  message: string | undefined
  error: number | null | undefined
}

export type Body = string | Uint8Array | Record<string, unknown> | unknown[] | null | undefined

export interface Caller {
  token: string
  call(method: string, path: string, body?: Body, headers?: Record<string, string>): Promise<Reply>
  get(path: string, headers?: Record<string, string>): Promise<Reply>
  post(path: string, body?: Body, headers?: Record<string, string>): Promise<Reply>
  patch(path: string, body?: Body, headers?: Record<string, string>): Promise<Reply>
  delete(path: string, headers?: Record<string, string>): Promise<Reply>
}

/** Called for every exchange, so that a world can check each answer against the contract. */
export type Listener = (exchange: { method: string; path: string; reply: Reply }) => void

/** Creates a caller with a bearer token ('' sends no Authorization header). Objects are sent as JSON, text and bytes unchanged. */
export const callerAt = (baseUrl: string, token: string, listener?: Listener): Caller =>
  callerBy(baseUrl, { token, authorization: token === '' ? '' : `Bearer ${token}` }, listener)

/** Creates a caller with the e-mail and API key of an account. */
export const keyCallerAt = (baseUrl: string, email: string, apiKey: string, listener?: Listener): Caller =>
  callerBy(baseUrl, { token: '', authorization: basicOf(email, apiKey) }, listener)

/** Creates a caller with the session that an answer set the cookie of. */
export function sessionCallerAt(
  baseUrl: string,
  as: 'account' | 'operator',
  signedIn: Reply,
  listener?: Listener,
): Caller {
  const cookie = cookieIn(signedIn)
  return callerBy(baseUrl, { token: '', authorization: '', also: { cookie, 'x-ceralacca-session': as } }, listener)
}

/** The cookie an answer sets, as it is sent back. */
export const cookieIn = ({ headers }: Reply): string => headers.get('set-cookie')?.split(';')[0] ?? ''

/** The header of HTTP Basic. */
export const basicOf = (email: string, apiKey: string): string =>
  `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}`

function callerBy(
  baseUrl: string,
  { token, authorization, also = {} }: { token: string; authorization: string; also?: Record<string, string> },
  listener: Listener = () => undefined,
): Caller {
  async function call(method: string, path: string, body?: Body, headers: Record<string, string> = {}): Promise<Reply> {
    const raw = typeof body === 'string' || body instanceof Uint8Array
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        ...also,
        ...(authorization === '' ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: raw ? Buffer.from(body) : JSON.stringify(body) }),
    })
    const reply = await read(response)
    listener({ method, path, reply })
    return reply
  }
  return {
    token,
    call,
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    delete: (path, headers) => call('DELETE', path, undefined, headers),
  }
}

async function read(response: Response): Promise<Reply> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = Buffer.from(bytes).toString('utf8')
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  const envelope: unknown = isJson && text !== '' ? JSON.parse(text) : undefined
  const member = (name: string): unknown =>
    typeof envelope === 'object' && envelope !== null ? Reflect.get(envelope, name) : undefined
  const [success, message, error] = [member('success'), member('message'), member('error')]
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text,
    data: member('data'),
    success: typeof success === 'boolean' ? success : undefined,
    message: typeof message === 'string' ? message : undefined,
    error: typeof error === 'number' || error === null ? error : undefined,
  }
}

/** A member of an answer's data; throws when the data has no such member. */
export function memberOf(data: unknown, name: string): unknown {
  if (typeof data !== 'object' || data === null || !(name in data)) throw new Error(`the answer has no member ${name}`)
  return Reflect.get(data, name)
}

/** What the account was told beside changes and money, newest first. */
export async function noticesTo(caller: Caller): Promise<{ kind: string; subject: string; detail: object }[]> {
  const entries = itemsOf((await caller.get('/v1/events?limit=1000')).data)
  const notices = entries.filter(
    (entry) => !/^(?:(?:state-)?changed|debited|refunded|credited)$/.test(String(memberOf(entry, 'kind'))),
  )
  return notices.map((one) => {
    return {
      kind: String(memberOf(one, 'kind')),
      subject: String(memberOf(one, 'subject')),
      detail: Object(memberOf(one, 'detail')),
    }
  })
}

/** The items of a page under /v1, as they came; throws when the data is no page. */
export function itemsOf(data: unknown): object[] {
  const items = memberOf(data, 'items')
  if (!Array.isArray(items)) throw new Error('the answer has no items')
  return items.map((item) => Object(item))
}
