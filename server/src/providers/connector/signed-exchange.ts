// One question to a connector and its answer, both signed. What cannot be trusted or understood is silence, with why.
import { randomUUID } from 'node:crypto'
import { signatureHeaders, signatureProblem } from '../../model/message-signature.ts'
import type { SignatureHeaders, SignatureProblem } from '../../model/message-signature.ts'
import type { AnsweredHeaders, BoundedExchange, ExchangeAnswer } from '../../network/bounded-exchange.ts'
import { protocolVersion } from './protocol.ts'

/** Where a connector is, and what both sides sign with. */
export interface ConnectorAddress {
  /** Without a slash at the end. */
  baseUrl: string
  /** `whsec_…` */
  secret: string
  exchange: BoundedExchange
  /** Real time, for the signatures. */
  realNow(): Date
}

/** Why an answer counts for nothing. Only with `not connected` is it certain that nothing was sent. */
export type Silence =
  | 'not connected'
  | 'no answer'
  | 'answer too large'
  | 'credentials refused'
  | 'answer with another status than 200'
  | `answer ${SignatureProblem}`
  | 'answer signed for another question'
  | 'answer not JSON'

export type Heard = { is: 'heard'; body: unknown } | { is: 'silent'; why: Silence; status?: number }

/** A question. Its `operation` is the last part of the path, and in the signed body. */
export interface Question {
  operation: string
  body: object
  reference?: string
  maxBytes: number
}

/** Asks, and checks the answer's signature. Never rejects. */
export async function signedExchange(connector: ConnectorAddress, question: Question): Promise<Heard> {
  const bytes = Buffer.from(JSON.stringify(question.body))
  const id = `req_${randomUUID()}`
  const { secret } = connector
  const headers = signatureHeaders({ id, timestamp: connector.realNow(), body: bytes, secrets: [secret] })
  return readAnswer(connector, id, await send(connector, question, bytes, headers))
}

/** Sends a body with these headers, whatever they are worth. */
export function send(
  { baseUrl, exchange }: ConnectorAddress,
  { operation, reference, maxBytes }: Omit<Question, 'body'>,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<ExchangeAnswer> {
  return exchange.exchange({
    method: 'POST',
    url: `${baseUrl}/v${protocolVersion}/${operation}`,
    headers: { ...headers, ...(reference !== undefined && { 'idempotency-key': reference }) },
    body: { type: 'application/json', bytes },
    maxBytes,
  })
}

/** The id that signs the answer to a question: bound to it, and never that of a question. */
export const answerId = (questionId: string): string => `${questionId}-answer`

function readAnswer({ secret, realNow }: ConnectorAddress, questionId: string, answer: ExchangeAnswer): Heard {
  if (answer.is === 'too large') return { is: 'silent', why: 'answer too large' }
  if (answer.is !== 'answered') return { is: 'silent', why: answer.is }
  const { status, bytes } = answer
  if (status === 401) return { is: 'silent', why: 'credentials refused' }
  if (status !== 200) return { is: 'silent', why: 'answer with another status than 200', status }
  const headers = signaturesIn(answer.headers)
  const problem = signatureProblem({ headers, body: bytes, secret, now: realNow() })
  if (problem !== undefined) return { is: 'silent', why: `answer ${problem}` }
  if (headers['webhook-id'] !== answerId(questionId)) return { is: 'silent', why: 'answer signed for another question' }
  try {
    return { is: 'heard', body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return { is: 'silent', why: 'answer not JSON' }
  }
}

function signaturesIn(headers: AnsweredHeaders): Partial<SignatureHeaders> {
  const found: Partial<SignatureHeaders> = {}
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const) {
    const value = headers[name]
    if (typeof value === 'string') found[name] = value
  }
  return found
}
