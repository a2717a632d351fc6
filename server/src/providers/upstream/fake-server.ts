// A small strict server of the published contract: it answers with the documented samples and knows none of our
// additions. What the contract does not document is not understood.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { onLoopback } from '../../testing/loopback.ts'

interface Sample {
  operation: string
  status: number
  request?: Record<string, unknown>
  query?: Record<string, string>
  answer: Record<string, unknown>
}

/** A whole answer, in place of the documented one. */
export interface GivenAnswer {
  status: number
  type?: string
  body: string
  /** MiB of spaces that follow it; Infinity never ends. */
  thenMib?: number
}

export interface FakeServer {
  url: string
  /** The documented answer of an operation, as it would be given. */
  sample(operation: string, status?: number): Record<string, unknown>
  /** What later reads of a resource show: the documented answer with these changes. */
  shows(changes: Record<string, unknown>): void
  /** Answers the next calls so, in order, whatever they are. */
  next(...answers: GivenAnswer[]): void
  /** What was asked: operation, and the body where there was one. */
  asked: { operation: string; body: unknown }[]
  close(): Promise<void>
}

const JSON_TYPE = 'application/json'
// In the documentation, but in no sample of a request (contract 2.4, 2.9, 2.14).
const alsoDocumented = ['autorinnovo', 'cellulare', 'comune_nascita_richiedente', 'pec_amministratore', 'documenti']

/** Starts it on a free loopback port. */
export async function startFakeServer(): Promise<FakeServer> {
  const path = new URL('../../../test/examples.json', import.meta.url)
  const samples: Sample[] = JSON.parse(await readFile(path, 'utf8'))
  const asked: FakeServer['asked'] = []
  const given: GivenAnswer[] = []
  let changes: Record<string, unknown> = {}
  const find = (operation: string, status = 200) => {
    const found = samples.find((one) => one.operation === operation && one.status === status)
    if (found === undefined) throw new Error(`the contract has no sample of ${operation}`)
    return found
  }

  function answerTo(request: IncomingMessage, body: Record<string, unknown> | undefined): GivenAnswer {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const operation = operationOf(request.method ?? '', url.pathname)
    asked.push({ operation, body })
    const instead = given.shift()
    if (instead !== undefined) return instead
    if (/modulo_|procura_/.test(operation)) return { status: 200, type: 'application/pdf', body: '%PDF-1.5 sample' }
    const { request: documented = {}, answer } = find(operation)
    const known = [...Object.keys(documented), ...alsoDocumented]
    const unknown = Object.keys(body ?? {}).filter((name) => !known.includes(name))
    if (unknown.length > 0) return { status: 500, type: 'text/html', body: `<h1>${unknown.join(', ')}</h1>` }
    const data = Array.isArray(answer.data) ? answer.data : { ...Object(answer.data), ...changes }
    return { status: 200, body: JSON.stringify({ ...answer, data }) }
  }

  const server = createServer((request, response) => {
    void request.toArray().then((parts) => {
      const text = Buffer.concat(parts).toString('utf8')
      return send(response, answerTo(request, text === '' ? undefined : JSON.parse(text)))
    })
  })
  return {
    ...(await onLoopback(server)),
    sample: (operation, status) => find(operation, status).answer,
    shows: (more) => (changes = more),
    next: (...answers) => void given.push(...answers),
    asked,
  }
}

const MIB = Buffer.alloc(1024 ** 2, ' ')

/** Whoever has had enough of it may leave. */
async function send(response: ServerResponse, { status, type = JSON_TYPE, body, thenMib = 0 }: GivenAnswer) {
  response.writeHead(status, { 'content-type': type })
  await pipeline(Readable.from(piecesOf(Buffer.from(body), thenMib)), response).catch(() => undefined)
}

function* piecesOf(body: Uint8Array, thenMib: number) {
  yield body
  for (let sent = 0; sent < thenMib; sent += 1) yield MIB
}

function operationOf(method: string, path: string): string {
  const [, segment = '', id, call] = path.split('/')
  if (segment === 'verifica_pec') return `${method} /verifica_pec/{pec}`
  return `${method} /${segment}${id === undefined ? '' : '/{id}'}${call === undefined ? '' : `/${call}`}`
}
