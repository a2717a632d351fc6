// listen: receives callbacks, says whether their signature is right, and passes them on.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { valueOf, verifyCallback } from '@ceralacca/client'
import type { VerifiedCallback } from '@ceralacca/client'
import { number, option, text, UsageError } from './fields.ts'
import type { OwnCommand } from './own-command.ts'

const LARGEST_BODY_BYTES = 40 * 1024 * 1024
const FORWARDED_WITHIN_MS = 10_000
/** About one connection, not about the callback. */
const ofTheConnection = ['connection', 'host', 'content-length', 'transfer-encoding', 'keep-alive', 'expect']

export const listen: OwnCommand = {
  words: 'listen',
  follows: true,
  means: 'receive callbacks on this machine, verify their signatures, and pass them on, until Ctrl-C',
  fields: {
    port: option(number),
    'forward-to': option(text('URL')),
    field: option(text('NAME')),
  },

  async run({ given, api, say, stopped }) {
    const { port = '0', field = 'data', 'forward-to': target } = given.options
    if (target !== undefined && !/^https?:\/\//.test(String(target)))
      throw new UsageError('--forward-to must be an http or https address')
    const { secret } = valueOf(await api.readSigningSecret({}))
    const server = createServer((request, response) => {
      void take(request, response).catch(() => response.destroy())
    })

    async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const body = await bodyOf(request)
      if (body === undefined) return void response.writeHead(413).end()
      const { headers } = request
      const verdict = await verifyCallback({
        headers,
        body,
        secret,
        field: String(field),
      })
      const status = target === undefined ? 200 : await forward(request, body, String(target))
      response.writeHead(status).end()
      const id = headers['webhook-id'] ?? ''
      const at = new Date().toISOString()
      const said = [at, status, id, resultOf(verdict)].join('  ')
      say(said, { at, id, status, ...verdict })
    }

    server.listen(Number(port), '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}/`
    say(`waiting at ${url}: give it as callback.url`, { url })
    if (!stopped.aborted) await once(stopped, 'abort')
    server.close()
    server.closeAllConnections()
  },
}

function resultOf(verdict: VerifiedCallback): string {
  if (!verdict.ok) return `NOT TO BE TRUSTED: ${verdict.problem}`
  const { id, stato } = Object(verdict.resource)
  return `signature right  ${[id, stato].filter(Boolean).join('  ')}`
}

/** Undefined for one that is larger than any callback. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = []
  let sizeBytes = 0
  for await (const part of request) {
    sizeBytes += part.length
    if (sizeBytes > LARGEST_BODY_BYTES) return undefined
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** The status of the receiver behind; 502 where there is none, so that the callback is repeated. */
async function forward(request: IncomingMessage, body: Uint8Array<ArrayBuffer>, target: string): Promise<number> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (!ofTheConnection.includes(name) && value !== undefined) headers.set(name, String(value))
  try {
    const reply = await fetch(target, {
      method: request.method ?? 'POST',
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(FORWARDED_WITHIN_MS),
      ...(body.length > 0 && { body }),
    })
    await reply.body?.cancel()
    return reply.status
  } catch {
    return 502
  }
}
