// The HTTP client of a server of the published contract. Whatever comes back is one of four things; what cannot be
// understood (HTML, unknown numbers, too much, too late) is silence.
import type { BoundedExchange, ExchangeAnswer } from '../../network/bounded-exchange.ts'
import type { Answer } from '../port/answer.ts'
import { memberOf } from './translate.ts'

/** One call there. */
export interface UpstreamCall {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path and query, e.g. `/pec?limit=100`. */
  path: string
  body?: object
  /** Our reference, for servers that honour an Idempotency-Key. */
  reference?: string
}

/** Why it certainly did nothing, for a reason that is not the customer's. */
export type Bar = 'no credit' | 'credentials refused' | 'too many requests' | 'not connected'

export type Reply =
  | { is: 'answered'; data: unknown }
  | { is: 'refused'; number: number; text: string }
  | { is: 'barred'; why: Bar }
  | { is: 'silent'; cause: string }

/** What an operator has to see to. */
export interface Trouble {
  provider: string
  why: Bar | 'expiry differs' | 'no usable answer' | 'revoked there'
  /** What was wrong with the answer, never what stood in it. */
  where?: string
}

export interface UpstreamClient {
  call(call: UpstreamCall): Promise<Reply>
  /** A PDF; undefined for anything else. */
  pdf(path: string): Promise<Uint8Array | undefined>
  /** Our credit there in euro, from its last refusal of a price; undefined once an order was taken since. */
  credit(): string | undefined
  report(why: Trouble['why'], where?: string): void
}

export interface UpstreamOptions {
  name: string
  baseUrl: string
  token: string
  callsPerMinute: number
  exchange: BoundedExchange
  onTrouble(trouble: Trouble): void
}

const LARGEST_JSON_BYTES = 4 * 1024 ** 2
const LARGEST_PDF_BYTES = 20 * 1024 ** 2
// The first number of an operation; those below are the platform's.
const FIRST_NUMBER = 200

/** Creates the client of one server. Its calls never reject. */
export function upstreamClient({ name, baseUrl, token, exchange, onTrouble }: UpstreamOptions): UpstreamClient {
  let lastCredit: string | undefined
  const report = (why: Trouble['why'], where?: string) =>
    onTrouble({ provider: name, why, ...(where !== undefined && { where }) })
  const send = ({ method, path, body, reference }: UpstreamCall, maxBytes: number): Promise<ExchangeAnswer> =>
    exchange.exchange({
      method,
      url: `${baseUrl}${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        ...(reference !== undefined && { 'idempotency-key': reference }),
      },
      ...(body !== undefined && { body: { type: 'application/json', bytes: Buffer.from(JSON.stringify(body)) } }),
      maxBytes,
    })
  const read = (answer: ExchangeAnswer): Reply => {
    const reply = readReply(answer)
    if (reply.is === 'silent') report('no usable answer', reply.cause)
    if (reply.is !== 'barred') return reply
    if (reply.why === 'no credit' && answer.is === 'answered') lastCredit = creditIn(answer.bytes)
    report(reply.why)
    return reply
  }
  return {
    report,
    credit: () => lastCredit,
    async call(call) {
      const reply = read(await send(call, LARGEST_JSON_BYTES))
      // Somebody topped it up, or there is less of it now.
      if (reply.is === 'answered' && call.reference !== undefined) lastCredit = undefined
      return reply
    },
    async pdf(path) {
      const answer = await send({ method: 'GET', path }, LARGEST_PDF_BYTES)
      const isPdf = answer.is === 'answered' && answer.status === 200 && startsAsPdf(answer.bytes)
      if (isPdf) return answer.bytes
      read(answer)
      return undefined
    },
  }
}

const startsAsPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-'

function readReply(answer: ExchangeAnswer): Reply {
  if (answer.is === 'not connected') return { is: 'barred', why: 'not connected' }
  if (answer.is !== 'answered') return { is: 'silent', cause: answer.is }
  const { status } = answer
  if (status === 401 || status === 403) return { is: 'barred', why: 'credentials refused' }
  if (status === 429) return { is: 'barred', why: 'too many requests' }
  const envelope = envelopeIn(answer)
  if (envelope === undefined) return { is: 'silent', cause: `status ${status} without an envelope` }
  const { success, data, error, message } = envelope
  if (status === 200 && success !== false && typeof data === 'object' && data !== null) return { is: 'answered', data }
  if (success !== false || typeof error !== 'number' || error < FIRST_NUMBER)
    return { is: 'silent', cause: `status ${status}` }
  if (status === 402) return { is: 'barred', why: 'no credit' }
  if (status !== 404 && status !== 406 && status !== 428) return { is: 'silent', cause: `status ${status}` }
  return { is: 'refused', number: error, text: typeof message === 'string' ? message.slice(0, 300) : '' }
}

type Envelope = Partial<Record<'success' | 'data' | 'error' | 'message', unknown>>

function envelopeIn({ contentType, bytes }: ExchangeAnswer & { is: 'answered' }): Envelope | undefined {
  if (!contentType.startsWith('application/json')) return undefined
  try {
    const parsed: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}

/** The credit in a refusal of a price: `Insufficient Credit in Wallet: 64.00 > 3.20` (contract 1.9). */
function creditIn(bytes: Uint8Array): string | undefined {
  const text = String(memberOf(JSON.parse(Buffer.from(bytes).toString('utf8')), 'message'))
  return /> (\d{1,12}(?:\.\d{1,4})?)$/.exec(text)?.[1]
}

/** A reply without an effect, as the port says it. */
export function asAnswer(reply: Exclude<Reply, { is: 'answered' }>): Answer<never> {
  if (reply.is === 'silent') return { is: 'down', cause: reply.cause }
  if (reply.is === 'barred')
    return { is: 'not done', cause: reply.why, about: reply.why === 'not connected' ? 'the connection' : 'every order' }
  const { number, text } = reply
  return { is: 'refused', reasons: [`${number}: ${text}`], refusal: { number, text } }
}
