// Two minimal baselines: node:http sending the same bytes, and node:http sending the same raw statements.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import pg from 'pg'
import type { Statement } from './record.ts'

interface BaselineCase {
  statements: Statement[]
  answer: string
  /** Texts of the recording that each request replaces with those of its x-fresh header. */
  renew: string[]
}

interface Spec {
  connection: { host: string; port: number; user: string; database: string }
  cases: Record<string, BaselineCase>
}

const spec: Spec = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const pool = new pg.Pool({ ...spec.connection, ssl: false, max: 10 })

const server = createServer((request, response) => {
  const [, kind = '', name = ''] = (request.url ?? '').split('/')
  const one = spec.cases[name]
  if (one === undefined) return void response.writeHead(404).end()
  const answering = kind === 'bytes' ? drained(request).then(() => one.answer) : raw(one, request)
  answering.then(
    (text) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
        .end(text),
    (error: unknown) => response.writeHead(500).end(String(error)),
  )
})

async function drained(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

/** Runs the recorded statements in order on one connection, with fresh names in place of the recorded ones. */
async function raw({ statements, renew }: BaselineCase, request: IncomingMessage): Promise<string> {
  await drained(request)
  const fresh = String(request.headers['x-fresh'] ?? '').split(' ')
  const renewed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renewed)
    if (typeof value !== 'string') return value
    return renew.reduce((text, old, at) => text.replaceAll(old, fresh[at] ?? old), value)
  }
  const client = await pool.connect()
  try {
    let rows: unknown[] = []
    for (const { text, values } of statements) {
      const answer = await client.query({ ...named(text, values), text, values: values.map(renewed) })
      // Several statements in one text are answered by a list.
      for (const one of [answer].flat()) if (one.rows.length > 0) rows = one.rows
    }
    return JSON.stringify(rows)
  } finally {
    client.release()
  }
}

const names = new Map<string, string>()

/** Like the server, prepares each statement with values once per connection. */
function named(text: string, values: unknown[]): { name?: string } {
  if (values.length === 0) return {}
  const name = names.get(text) ?? `f${names.size}`
  names.set(text, name)
  return { name }
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.stdout.write(`${address.port}\n`)
})
