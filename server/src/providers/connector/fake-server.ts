// A fake connector: a strict server of the protocol. It takes no request that is not signed or not as documented, executes
// each reference once, and fails as instructed.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Value as Values } from 'typebox/value'
import { systemClock } from '../../model/clock.ts'
import { newSigningSecret, signatureHeaders, signatureProblem } from '../../model/message-signature.ts'
import type { SignatureHeaders, SignatureProblem } from '../../model/message-signature.ts'
import { onLoopback } from '../../testing/loopback.ts'
import type { Capability } from '../port/capabilities.ts'
import { isCapability, manifest } from './manifest.ts'
import { changesSomething, manifestRequest, outcomeRequest, requestOf } from './protocol.ts'
import { answerId } from './signed-exchange.ts'

/** How it handles a request: how it fails, and whether before or after executing it; or the answer it gives instead. */
export type Behaviour =
  | 'answer'
  | 'refuse'
  | 'drop the connection before executing'
  | 'drop the connection after executing'
  | 'answer HTML'
  | 'answer HTML after executing'
  | 'fail with 500'
  | 'fail with 500 after executing'
  | 'answer garbage after executing'
  | 'answer twice'
  | 'answer late'
  | 'answer pending'
  | 'answer pending after executing'
  | GivenAnswer

/** A whole answer. A body that is no text goes as JSON. */
export interface GivenAnswer {
  status?: number
  body: unknown
  /** `right` unless said otherwise; `as the last answer`: with its body and headers. */
  signed?: 'right' | 'not' | 'long ago' | 'by somebody else' | 'as the question' | 'as the last answer'
}

/** Orders and outcome queries have queues of their own, and so has what only reads. */
export type Kind = 'ask' | 'query' | 'read' | 'manifest'

export interface FakeConnector {
  url: string
  secret: string
  /** Behaviours for the next requests, in order; afterwards everything is answered. `query` is for outcome queries. */
  next(how: Kind, ...behaviours: Behaviour[]): void
  /** The same for requests about one address or domain. */
  misbehave(about: string, how: { ask: Behaviour[]; query: Behaviour[] }): void
  /** What it says it offers from now on. */
  offers(...capabilities: Capability[]): void
  /** Takes requests although that is wrong with them. */
  takes(problem: SignatureProblem): void
  /** How often something was executed for an address or domain. */
  done(what: Capability, about: string): number
  /** Has it executed something already, whose answer nobody got. */
  execute(what: Capability, about: string, reference: string): void
  /** What was asked, as it came. */
  asked: { operation: string; body: Record<string, unknown> }[]
  /** Sends the late answers. */
  release(): void
  /** Sends the late answers, and answers everything from now on. */
  behave(): void
  close(): Promise<void>
}

interface Heard {
  kind: Kind
  operation: string
  /** The operation it is about: of an outcome query, that of its question. */
  of: string
  about: string
  reference: string
  body: Record<string, unknown>
}

/** Starts it on a free loopback port. `askAgainAt` goes with pending answers. */
export async function startFakeConnector(options: { askAgainAt: () => Date }): Promise<FakeConnector> {
  const secret = newSigningSecret()
  const { realNow } = systemClock()
  const executed = new Map<string, { what: string; about: string; answer: object }>()
  const abandoned = new Set<string>()
  const byAddress = new Map<string, { ask: Behaviour[]; query: Behaviour[] }>()
  const queues: Record<Kind, Behaviour[]> = { ask: [], query: [], read: [], manifest: [] }
  const late: (() => void)[] = []
  const asked: FakeConnector['asked'] = []
  let offered = Object.keys(manifest.can).filter((name) => !name.endsWith('Form'))
  let tolerated: SignatureProblem | undefined
  let lastAnswer: { body: string; headers: SignatureHeaders } | undefined

  const server = createServer((request, response) => {
    void request.toArray().then((parts) => {
      const bytes = Buffer.concat(parts)
      const headers = signaturesOf(request)
      const problem = signatureProblem({ headers, body: bytes, secret, now: realNow() })
      if (problem !== undefined && problem !== tolerated) return void response.writeHead(401).end()
      const heard = readRequest(request.url ?? '', JSON.parse(bytes.toString('utf8')))
      if (typeof heard === 'string') return void response.writeHead(400).end(heard)
      asked.push({ operation: heard.operation, body: heard.body })
      const { kind, about } = heard
      const own = kind === 'ask' || kind === 'query' ? byAddress.get(about)?.[kind].shift() : undefined
      respond(own ?? queues[kind].shift() ?? 'answer', heard, response, headers)
    })
  })

  /** Executes what is asked, unless it is no more to be; returns the answer, the same for each reference. */
  function execute({ kind, operation, of, about, reference }: Heard): object {
    if (kind === 'manifest') return { protocol: 1, name: 'Fake', capabilities: offered }
    if (kind === 'read') return { is: 'done', value: valueOf(operation, reference) }
    const before = executed.get(reference)
    if (before !== undefined) return before.answer
    // An outcome query is final: what was not executed by now never will be.
    if (kind === 'query') abandoned.add(reference)
    if (abandoned.has(reference)) return no
    const answer = { is: 'done', value: valueOf(of, reference) }
    executed.set(reference, { what: of, about, answer })
    return answer
  }

  function respond(
    behaviour: Behaviour,
    heard: Heard,
    response: ServerResponse,
    question: Partial<SignatureHeaders>,
  ): void {
    const id = answerId(question['webhook-id'] ?? '')
    const signed = (body: string, by = secret, at = realNow(), as = id) =>
      signatureHeaders({ id: as, timestamp: at, body, secrets: [by] })
    const json = (value: unknown, headers?: SignatureHeaders, status = 200) => {
      const body = typeof value === 'string' ? value : JSON.stringify(value)
      lastAnswer = { body, headers: headers ?? signed(body) }
      response.writeHead(status, { 'content-type': 'application/json', ...lastAnswer.headers }).end(body)
    }
    const html = (status: number) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html><h1>Manutenzione</h1></html>')
    const pending = () => {
      const ms = options.askAgainAt().getTime() - Date.parse(String(heard.body.now))
      json({ is: 'pending', ask_again_after_seconds: Math.min(Math.max(0, Math.round(ms / 1_000)), 86_400) })
    }
    const answer = () => json(execute(heard))
    if (typeof behaviour === 'object') return give(behaviour)
    const wasExecuted = () => execute(heard) !== no
    const responses: Record<Behaviour & string, () => unknown> = {
      answer,
      refuse: () => json(no),
      'drop the connection before executing': () => response.destroy(),
      'drop the connection after executing': () => wasExecuted() && response.destroy(),
      'answer HTML': () => html(200),
      'answer HTML after executing': () => wasExecuted() && html(200),
      'fail with 500': () => html(500),
      'fail with 500 after executing': () => wasExecuted() && html(500),
      'answer garbage after executing': () => wasExecuted() && json('{"is'),
      'answer twice': () => {
        const body = JSON.stringify(execute(heard))
        const lines = Object.entries({ ...signed(body), 'content-length': body.length })
        const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
        const whole = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${head}\r\n${body}`
        response.socket?.end(whole + whole)
      },
      'answer late': () => void late.push(answer),
      'answer pending': pending,
      'answer pending after executing': () => wasExecuted() && pending(),
    }
    responses[behaviour]()
    // Closes the connection of a request that got no complete answer.
    if (!response.writableEnded && behaviour !== 'answer late' && behaviour !== 'answer twice') response.destroy()

    function give({ status = 200, body: given, signed: how = 'right' }: GivenAnswer): void {
      const body = typeof given === 'string' ? given : JSON.stringify(given)
      const ways: Record<NonNullable<GivenAnswer['signed']>, () => unknown> = {
        right: () => json(body, undefined, status),
        not: () => response.writeHead(status, { 'content-type': 'application/json' }).end(body),
        'long ago': () => json(body, signed(body, secret, new Date(realNow().getTime() - 3_600_000))),
        'by somebody else': () => json(body, signed(body, newSigningSecret())),
        'as the question': () => json(body, signed(body, secret, realNow(), question['webhook-id'])),
        'as the last answer': () => json(lastAnswer?.body ?? '', lastAnswer?.headers),
      }
      ways[how]()
    }
  }

  const release = () => {
    for (const answer of late.splice(0)) answer()
  }
  return {
    ...(await onLoopback(server)),
    secret,
    asked,
    next: (how, ...behaviours) => void queues[how].push(...behaviours),
    misbehave: (about, { ask, query }) => void byAddress.set(about, { ask: [...ask], query: [...query] }),
    execute(what, about, reference) {
      executed.set(reference, { what, about, answer: { is: 'done', value: valueOf(what, reference) } })
    },
    takes: (problem) => void (tolerated = problem),
    offers: (...capabilities) => (offered = capabilities),
    done: (what, about) => [...executed.values()].filter((one) => one.what === what && one.about === about).length,
    release,
    behave() {
      for (const queue of Object.values(queues)) queue.length = 0
      release()
    },
  }
}

const no = { is: 'refused', reasons: ['the provider says no'] }

function signaturesOf({ headers }: IncomingMessage): Partial<SignatureHeaders> {
  const found: Partial<SignatureHeaders> = {}
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const) {
    const value = headers[name]
    if (typeof value === 'string') found[name] = value
  }
  return found
}

/** A request as documented; otherwise what is wrong with it. */
function readRequest(path: string, body: Record<string, unknown>): Heard | string {
  const operation = String(body.operation)
  const [, version, last] = path.split('/')
  if (version !== 'v1' || last !== operation) return 'the path says something else'
  const isOutcome = operation === 'outcome'
  const schema = isOutcome
    ? outcomeRequest
    : isCapability(operation)
      ? requestOf(operation)
      : operation === 'manifest'
        ? manifestRequest
        : undefined
  if (schema === undefined) return 'no such operation'
  const wrong = Values.Errors(schema, body)
  if (wrong.length > 0) return JSON.stringify(wrong)
  const of = isOutcome ? String(body.of) : operation
  const kind = isOutcome
    ? 'query'
    : operation === 'manifest'
      ? 'manifest'
      : isCapability(of) && changesSomething(of)
        ? 'ask'
        : 'read'
  const about = aboutIn(isOutcome ? Object(body.asked) : body)
  return { kind, operation, of, about, reference: String(body.reference), body }
}

function aboutIn({ mailbox, domain, request, casella_pec }: Record<string, unknown>): string {
  const { casella_pec: address, dominio } = Object(mailbox ?? domain ?? request)
  return String(casella_pec ?? address ?? dominio)
}

const pdf = { base64: Buffer.from('%PDF-1.7 of the partner').toString('base64') }
const flags = { stato_fornitore: 'OK', config: 'OK', certif: 'OK' }
const atOnce = { ask_again_after_seconds: 0 }
const tomorrow = { ask_again_after_seconds: 86_400 }

/** The value of a yes. Nothing comes by itself before documents are sent. */
function valueOf(operation: string, reference: string): object {
  const values: Record<string, object> = {
    'mailboxes.checkAddress': { available: true },
    'mailboxes.register': { provider_ref: reference, cod_attivazione: '12345678', ...tomorrow },
    'mailboxes.submitDocuments': atOnce,
    'mailboxes.status': { state: 'activated' },
    'mailboxes.activationForm': pdf,
    'mailboxes.preservationForm': pdf,
    'registryRequests.open': tomorrow,
    'registryRequests.submitDocuments': atOnce,
    'registryRequests.status': { state: 'communicated' },
    'certifiedDomains.order': atOnce,
    'certifiedDomains.status': { state: 'flags', flags },
  }
  return values[operation] ?? {}
}
