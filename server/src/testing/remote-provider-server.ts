// A fake provider behind HTTP. It does what it is asked once per reference, and misbehaves on the line as told.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'

/** What it does with the next question: how it fails, and whether before or after doing the work. */
export type Behaviour =
  | 'answer'
  | 'refuse'
  | 'break the line before the work'
  | 'break the line after the work'
  | 'answer HTML'
  | 'answer HTML after the work'
  | 'fail with 500'
  | 'fail with 500 after the work'
  | 'answer nonsense after the work'
  | 'answer twice'
  | 'answer too late'
  | 'say nothing yet'
  | 'say nothing yet after the work'

export interface RemoteProviderServer {
  url: string
  /** How the next questions are met, first to last; after them everything is answered. `recall` for questions about the past. */
  next(how: 'ask' | 'recall', ...behaviours: Behaviour[]): void
  /** The same for questions about one address alone. */
  misbehave(about: string, how: { ask: Behaviour[]; recall: Behaviour[] }): void
  /** How often a thing was done for an address. */
  done(what: string, about: string): number
  /** Lets answers that are late go out. */
  release(): void
  close(): Promise<void>
}

/** Starts it on a free loopback port. `askAgainAt` is what it says when it has nothing to say yet. */
export async function startRemoteProvider(options: { askAgainAt: () => Date }): Promise<RemoteProviderServer> {
  const works = new Map<string, { what: string; about: string }>()
  const given = new Set<string>()
  const own = new Map<string, { ask: Behaviour[]; recall: Behaviour[] }>()
  const queues: Record<'ask' | 'recall', Behaviour[]> = { ask: [], recall: [] }
  const late: (() => void)[] = []

  const server = createServer((request, response) => {
    void readAll(request).then((text) => {
      const [, how = '', reference = ''] = (request.url ?? '').split('/')
      const kind = how === 'recall' ? 'recall' : 'ask'
      const { what, about }: { what: string; about: string } = JSON.parse(text)
      const behaviour = own.get(about)?.[kind].shift() ?? queues[kind].shift() ?? 'answer'
      const work = () => {
        const before = works.get(reference)
        if (before === undefined && kind === 'ask' && !given.has(reference)) works.set(reference, { what, about })
        // A question about the past settles it: what was not done by now never will be.
        if (before === undefined && kind === 'recall') given.add(reference)
        return works.has(reference)
      }
      meet(behaviour, work, response)
    })
  })

  function meet(behaviour: Behaviour, work: () => boolean, response: ServerResponse): void {
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const html = (status: number) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html><h1>Manutenzione</h1></html>')
    const pending = () => json(202, { askAgainAt: options.askAgainAt().toISOString() })
    const answer = () => (work() ? json(200, {}) : json(409, {}))
    const ways: Record<Behaviour, () => unknown> = {
      answer: answer,
      refuse: () => json(409, {}),
      'break the line before the work': () => response.destroy(),
      'break the line after the work': () => work() && response.destroy(),
      'answer HTML': () => html(200),
      'answer HTML after the work': () => work() && html(200),
      'fail with 500': () => html(500),
      'fail with 500 after the work': () => work() && json(500, {}),
      'answer nonsense after the work': () =>
        work() && response.writeHead(200, { 'content-type': 'application/json' }).end('{"is'),
      'answer twice': () => {
        const body = work() ? '{}' : '{"no":1}'
        const whole = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
        response.socket?.end(whole + whole)
      },
      'answer too late': () => void late.push(answer),
      'say nothing yet': pending,
      'say nothing yet after the work': () => work() && pending(),
    }
    ways[behaviour]()
    // A refused or broken question leaves the line to nobody.
    if (!response.writableEnded && behaviour !== 'answer too late' && behaviour !== 'answer twice') response.destroy()
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    next: (how, ...behaviours) => void queues[how].push(...behaviours),
    misbehave: (about, { ask, recall }) => void own.set(about, { ask: [...ask], recall: [...recall] }),
    done: (what, about) => [...works.values()].filter((one) => one.what === what && one.about === about).length,
    release() {
      for (const answer of late.splice(0)) answer()
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request) text += String(piece)
  return text
}
