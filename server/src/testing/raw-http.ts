// Requests as no client library writes them, over a bare socket.
import { connect } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import type { World } from './world.ts'

/** Sends the parts one after another and returns what came back once the server closes or `enough` holds. */
export function sendRaw(
  { baseUrl }: Pick<World, 'baseUrl'>,
  parts: readonly (string | Uint8Array)[],
  enough: (text: string) => boolean = () => false,
): Promise<string> {
  const { hostname, port } = new URL(baseUrl)
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => void writeAll())
    const writeAll = async () => {
      for (const part of parts) {
        socket.write(part)
        // A part of its own for whoever reads it.
        await after(5)
      }
    }
    socket.on('data', (part) => {
      text += part.toString('utf8')
      if (enough(text)) socket.destroy()
    })
    // After answering, the server may reset the connection while we still send.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
}

/** The head of a request. */
export const headOf = (method: string, path: string, headers: Record<string, string | number>): string =>
  [
    `${method} ${path} HTTP/1.1`,
    'host: x',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n')

/** An answer taken apart. */
export interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: Record<string, unknown>
}

/** The answers in what came back; each has a content-length. */
export function answersIn(text: string): RawAnswer[] {
  const answers: RawAnswer[] = []
  for (let rest = text; rest.startsWith('HTTP/1.1 ');) {
    const [head = ''] = rest.split('\r\n\r\n', 1)
    const [first = '', ...lines] = head.split('\r\n')
    const headers = Object.fromEntries(
      lines.map((line) => [line.split(':')[0]?.toLowerCase(), line.replace(/^.*?:\s*/, '')]),
    )
    const length = Number(headers['content-length'] ?? 0)
    const body = Buffer.from(rest.slice(head.length + 4))
    answers.push({
      status: Number(first.split(' ')[1]),
      headers,
      body: JSON.parse(body.subarray(0, length).toString()),
    })
    rest = body.subarray(length).toString()
  }
  return answers
}
