// A step of a story as an HTTP request, and what came back. Over node:http, which sends headers and paths as they are.
import { Agent, request } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { CallStep } from './steps.ts'

export interface Sent {
  method: string
  path: string
  headers: [name: string, value: string][]
  body: Buffer | undefined
}

export interface Received {
  status: number
  type: string
  headers: Record<string, string | string[] | undefined>
  body: Buffer
  /** The JSON of the body; undefined where it is none. */
  json: unknown
}

/** The body of a step, its members filled in by `fill`. */
export function bodyOf({ writing, members, call }: CallStep, fill: (text: string) => string): Buffer | undefined {
  if (writing.is === 'nothing') return undefined
  if (writing.is === 'bytes') return Buffer.from(writing.bytes)
  if (call.body?.types.includes('text/ldif') === true) return Buffer.from('pec.it\nlegalmail.it\nesempio.pec.it\n')
  if (writing.is === 'form') return Buffer.from(formOf(members, fill))
  const text = fill(`{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`)
  if (!('charset' in writing)) return Buffer.from(text)
  switch (writing.charset) {
    case 'utf-16le':
      return Buffer.from(text, 'utf16le')
    case 'latin1':
      return Buffer.from(text, 'latin1')
    case 'bom':
      return Buffer.from(`\ufeff${text}`)
    case 'cut':
      return Buffer.from(text).subarray(0, -1)
    case 'gzip':
      return gzipSync(text)
  }
}

function formOf(members: CallStep['members'], fill: (text: string) => string): string {
  const pairs = members.map(([name, json]): [string, string] => {
    const filled = fill(json)
    // A form has texts only; what is no text in JSON is written as JSON.
    return [name, filled.startsWith('"') ? String(JSON.parse(filled)).toWellFormed() : filled]
  })
  return new URLSearchParams(pairs).toString()
}

const agent = new Agent({ keepAlive: true, maxSockets: 4 })

/** Sends it. Rejects where the connection ends without an answer, which no call may. */
export function send(baseUrl: string, { method, path, headers, body }: Sent): Promise<Received> {
  const { hostname, port, host } = new URL(baseUrl)
  const given = new Set(headers.map(([name]) => name))
  const all: [string, string][] = [
    ...(given.has('host') ? [] : ([['host', host]] satisfies [string, string][])),
    ...headers,
    ...(body === undefined || given.has('transfer-encoding')
      ? []
      : ([['content-length', String(body.length)]] satisfies [string, string][])),
  ]
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, agent, headers: all.flat() }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        const whole = Buffer.concat(parts)
        const type = String(answer.headers['content-type'] ?? '')
        resolve({ status: answer.statusCode ?? 0, type, headers: answer.headers, body: whole, json: parsed(whole) })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** The request as a command that repeats it; what is long or no text is only named. */
export function asCommand({ method, path, headers, body }: Sent): string {
  const short = (text: string) => (text.length > 400 ? `${text.slice(0, 400)}… (${text.length})` : text)
  const quoted = (text: string) => `'${short(text).replaceAll("'", String.raw`'\''`)}'`
  const given = headers.map(([name, value]) => ` -H ${quoted(`${name}: ${value}`)}`).join('')
  const data = body === undefined ? '' : ` --data-binary ${quoted(body.toString('utf8'))}`
  return `curl -X ${method} ${quoted(`$URL${path}`)}${given}${data}`
}
