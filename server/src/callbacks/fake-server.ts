import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import type { Server, Socket } from 'node:net'

export type Received = { method: string; path: string; headers: IncomingMessage['headers']; body: string }

export type FakeServer = {
  port: number
  url: string
  received: Received[]
  connections: () => number
  [Symbol.asyncDispose]: () => Promise<void>
}

/** A customer's server on 127.0.0.1 that records requests and then responds with `answer`. */
export function fakeReceiver(answer: (request: Received, response: ServerResponse) => void): Promise<FakeServer> {
  const received: Received[] = []
  return listening(createServer(collecting(received, answer)), 'http', received)
}

/** The same for `localhost` behind a self-signed certificate. `names` are what clients said they connect to (SNI). */
export async function fakeSecureReceiver(): Promise<FakeServer & { certificate: string; names: string[] }> {
  const received: Received[] = []
  const names: string[] = []
  const answer = collecting(received, (_request, response) => response.end('ok'))
  const signed = selfSigned()
  const noted = (name: string, done: (error: null) => void) => {
    names.push(name)
    done(null)
  }
  const server = await listening(createSecureServer({ ...signed, SNICallback: noted }, answer), 'https', received)
  return { ...server, certificate: signed.cert, names }
}

/** A server that passes the raw connection to `onSocket`. */
export function fakeTcpServer(onSocket: (socket: Socket) => void): Promise<FakeServer> {
  return listening(createTcpServer(onSocket), 'http', [])
}

function collecting(
  received: Received[],
  answer: (request: Received, response: ServerResponse) => void,
): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const complete = { method, path, headers, body: Buffer.concat(chunks).toString() }
      received.push(complete)
      answer(complete, response)
    })
  }
}

async function listening(server: Server, scheme: string, received: Received[]): Promise<FakeServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}/`,
    received,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

/** A fresh key and a minimal certificate for it (X.509 version 1, CN=localhost), encoded by hand. */
function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const algorithm = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'))
  const commonName = der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('localhost')))
  const name = der(0x30, der(0x31, commonName))
  const validity = der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')))
  const subjectKey = publicKey.export({ type: 'spki', format: 'der' })
  const contents = der(0x30, der(0x02, Buffer.of(1)), algorithm, name, validity, name, subjectKey)
  const signature = der(0x03, Buffer.of(0), sign('sha256', contents, privateKey))
  const certificate = der(0x30, contents, algorithm, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  }
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const header = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.of(tag, ...header), content])
}
