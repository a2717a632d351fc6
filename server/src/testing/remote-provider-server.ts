// A fake provider behind HTTP. It executes each reference once, and fails as instructed.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'

/** How it handles a request: how it fails, and whether before or after executing it. */
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

export interface RemoteProviderServer {
  url: string
  /** Behaviours for the next requests, in order; afterwards everything is answered. `query` is for outcome queries. */
  next(how: 'ask' | 'query', ...behaviours: Behaviour[]): void
  /** The same for requests about one address or domain. */
  misbehave(about: string, how: { ask: Behaviour[]; query: Behaviour[] }): void
  /** How often something was executed for an address or domain. */
  done(what: string, about: string): number
  /** Sends the late answers. */
  release(): void
  close(): Promise<void>
}

/** Starts it on a free loopback port. `askAgainAt` is sent with pending answers. */
export async function startRemoteProvider(options: { askAgainAt: () => Date }): Promise<RemoteProviderServer> {
  const executed = new Map<string, { what: string; about: string }>()
  const abandoned = new Set<string>()
  const byAddress = new Map<string, { ask: Behaviour[]; query: Behaviour[] }>()
  const queues: Record<'ask' | 'query', Behaviour[]> = { ask: [], query: [] }
  const late: (() => void)[] = []

  const server = createServer((request, response) => {
    void readAll(request).then((text) => {
      const [, how = '', reference = ''] = (request.url ?? '').split('/')
      const kind = how === 'query' ? 'query' : 'ask'
      const { what, about }: { what: string; about: string } = JSON.parse(text)
      const behaviour = byAddress.get(about)?.[kind].shift() ?? queues[kind].shift() ?? 'answer'
      const execute = () => {
        const before = executed.get(reference)
        if (before === undefined && kind === 'ask' && !abandoned.has(reference))
          executed.set(reference, { what, about })
        // An outcome query is final: what was not executed by now never will be.
        if (before === undefined && kind === 'query') abandoned.add(reference)
        return executed.has(reference)
      }
      respond(behaviour, execute, response)
    })
  })

  function respond(behaviour: Behaviour, execute: () => boolean, response: ServerResponse): void {
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const html = (status: number) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html><h1>Manutenzione</h1></html>')
    const pending = () => json(202, { askAgainAt: options.askAgainAt().toISOString() })
    const answer = () => (execute() ? json(200, {}) : json(409, {}))
    const responses: Record<Behaviour, () => unknown> = {
      answer: answer,
      refuse: () => json(409, {}),
      'drop the connection before executing': () => response.destroy(),
      'drop the connection after executing': () => execute() && response.destroy(),
      'answer HTML': () => html(200),
      'answer HTML after executing': () => execute() && html(200),
      'fail with 500': () => html(500),
      'fail with 500 after executing': () => execute() && json(500, {}),
      'answer garbage after executing': () =>
        execute() && response.writeHead(200, { 'content-type': 'application/json' }).end('{"is'),
      'answer twice': () => {
        const body = execute() ? '{}' : '{"no":1}'
        const whole = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
        response.socket?.end(whole + whole)
      },
      'answer late': () => void late.push(answer),
      'answer pending': pending,
      'answer pending after executing': () => execute() && pending(),
    }
    responses[behaviour]()
    // Closes the connection of a request that got no complete answer.
    if (!response.writableEnded && behaviour !== 'answer late' && behaviour !== 'answer twice') response.destroy()
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    next: (how, ...behaviours) => void queues[how].push(...behaviours),
    misbehave: (about, { ask, query }) => void byAddress.set(about, { ask: [...ask], query: [...query] }),
    done: (what, about) => [...executed.values()].filter((one) => one.what === what && one.about === about).length,
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
