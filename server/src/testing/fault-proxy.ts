// A proxy before a server of the contract that treats the calls that change something as it is told to.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { onLoopback } from './loopback.ts'

/** What happens to a call: whether the server sees it, and what comes back. */
export const proxyFaults = [
  'drop before',
  'drop after',
  'HTML before',
  'HTML after',
  '500 before',
  '500 after',
  'duplicate',
  'delay',
  'slow bytes',
  'endless',
] as const
export type ProxyFault = (typeof proxyFaults)[number]

export interface FaultProxy {
  url: string
  /** Faults of the next calls that change something, in order, in place of those before; afterwards all pass. */
  next(...faults: (ProxyFault | 'pass')[]): void
  /** Drops what is only read, too, until told otherwise. */
  blind(isBlind: boolean): void
  /** Lets the delayed calls through, to answers nobody waits for, and resolves when they are done. */
  release(): Promise<void>
  /** Calls seen, e.g. `GET /pec/…`, without their query. */
  seen: string[]
  /** The faults that happened, in order. */
  happened: ProxyFault[]
  close(): Promise<void>
}

interface Answer {
  status: number
  type: string
  bytes: Buffer
}

/** Starts it before `target` on a free loopback port. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let faults: (ProxyFault | 'pass')[] = []
  const delayed: (() => Promise<unknown>)[] = []
  const seen: string[] = []
  const happened: ProxyFault[] = []
  let isBlind = false

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request
    const body = Buffer.concat(await request.toArray())
    const forward = async (): Promise<Answer> => {
      const { authorization = '', 'idempotency-key': key } = headers
      const reply = await fetch(target + url, {
        method,
        headers: {
          authorization,
          ...(typeof key === 'string' && { 'idempotency-key': key }),
          ...(body.length > 0 && { 'content-type': 'application/json' }),
        },
        ...(body.length > 0 && { body }),
      })
      const bytes = Buffer.from(await reply.arrayBuffer())
      return { status: reply.status, type: reply.headers.get('content-type') ?? '', bytes }
    }
    seen.push(`${method} ${url.split('?')[0]}`)
    const changes = method !== 'GET' || url.includes('/rinnovo')
    if (!changes && isBlind) response.destroy()
    else await treat(changes ? (faults.shift() ?? 'pass') : 'pass', forward, response)
  }

  async function treat(fault: ProxyFault | 'pass', forward: () => Promise<Answer>, response: ServerResponse) {
    const pass = ({ status, type, bytes }: Answer) => response.writeHead(status, { 'content-type': type }).end(bytes)
    const html = (status: number) => response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>No</h1>')
    const endless = (status: number, type: string, bytes: Buffer) => {
      response.writeHead(status, { 'content-type': type })
      response.write(bytes.subarray(0, 1))
    }
    const treatments: Record<ProxyFault | 'pass', () => unknown> = {
      pass: async () => pass(await forward()),
      'drop before': () => response.destroy(),
      'drop after': async () => void (await forward(), response.destroy()),
      'HTML before': () => html(200),
      'HTML after': async () => void (await forward(), html(200)),
      '500 before': () => html(500),
      '500 after': async () => void (await forward(), html(500)),
      duplicate: async () => void (await forward(), pass(await forward())),
      delay: () => {
        delayed.push(forward)
        response.destroy()
      },
      'slow bytes': async () => {
        const { status, type, bytes } = await forward()
        endless(status, type, bytes)
      },
      endless: async () => {
        const { status } = await forward()
        response.writeHead(status, { 'content-type': 'application/json' })
        const more = () => {
          while (!response.destroyed && response.write(' '.repeat(65_536)));
          response.once('drain', more)
        }
        more()
      },
    }
    if (fault !== 'pass') happened.push(fault)
    await treatments[fault]()
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  return {
    ...(await onLoopback(server)),
    next: (...wanted) => void (faults = wanted),
    blind: (is) => (isBlind = is),
    seen,
    happened,
    async release() {
      await Promise.all(delayed.splice(0).map((one) => one()))
    },
  }
}
