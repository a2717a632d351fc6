import { EventEmitter, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { callbackBody } from './body.ts'
import { fakeReceiver, fakeSecureReceiver, fakeTcpServer } from './fake-server.ts'
import type { FakeServer, Received } from './fake-server.ts'
import type { AddressLookup } from '../network/guarded-connector.ts'
import { startProxy } from '../testing/proxy.ts'
import { callbackSender } from './sender.ts'
import { newSigningSecret, signatureHeaders } from '../model/message-signature.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function opened<Server extends FakeServer>(starting: Promise<Server>): Promise<Server> {
  const server = await starting
  open.push({ close: () => server[Symbol.asyncDispose]() })
  return server
}

function sending(options: Partial<Parameters<typeof callbackSender>[0]> = {}) {
  const sender = callbackSender({ privateAddresses: 'allow', version: '1.2.3', ...options })
  open.push(sender)
  return (url: string) => sender.send({ url, contentType: 'application/json', body: '{}', headers: {} })
}

function signal() {
  const emitter = new EventEmitter()
  return { given: once(emitter, 'given'), give: () => emitter.emit('given') }
}

const receiver = (answer: (request: Received, response: ServerResponse) => void) => opened(fakeReceiver(answer))
const ok = (_request: Received, response: ServerResponse) => response.end('ok')
const delivered = { is: 'delivered', status: 200, elapsedMs: expect.any(Number) as number }
const failed = (why: string) => ({ is: 'failed', why, elapsedMs: expect.any(Number) as number })

describe('a delivery', () => {
  it('arrives unchanged, with headers that a receiver can verify', async () => {
    const server = await receiver(ok)
    const sender = callbackSender({ privateAddresses: 'allow', version: '1.2.3' })
    open.push(sender)
    const secrets = [newSigningSecret(), newSigningSecret()]
    const callback = { url: `${server.url}callback.php?ref=1`, method: 'POST' as const, field: 'data', data: {} }
    const { contentType, body } = callbackBody(callback, { denominazione_titolare: 'Però & C. + figli' })
    const headers = signatureHeaders({ id: 'msg_1', timestamp: new Date(), body, secrets })
    expect(await sender.send({ url: callback.url, contentType, body, headers })).toEqual(delivered)

    const [got] = server.received
    expect(got).toMatchObject({
      method: 'POST',
      path: '/callback.php?ref=1',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(body.length),
        'user-agent': 'Ceralacca/1.2.3',
        accept: '*/*',
        host: `127.0.0.1:${server.port}`,
        'webhook-id': 'msg_1',
      },
    })
    const gotHeaders = Object.fromEntries(
      Object.entries(got?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    )
    for (const secret of secrets) {
      expect(() => new Webhook(secret).verify(got?.body ?? '', gotHeaders, { jsonParse: false })).not.toThrow()
    }
  })

  it.each([200, 201, 204])('is delivered with %i', async (status) => {
    const server = await receiver((_request, response) => response.writeHead(status).end())
    expect(await sending()(server.url)).toEqual({ ...delivered, status })
  })

  it('does not follow a redirect', async () => {
    const target = await receiver(ok)
    const server = await receiver((_request, response) => response.writeHead(302, { location: target.url }).end())
    expect(await sending()(server.url)).toMatchObject({ is: 'refused', status: 302, gone: false })
    expect(target.received).toHaveLength(0)
  })

  it.each([
    [410, {}, { gone: true }],
    [500, {}, { gone: false }],
    [429, { 'retry-after': '120' }, { gone: false, retryAfterSeconds: 120 }],
    [503, { 'retry-after': ['7', '9'] }, { gone: false, retryAfterSeconds: 7 }],
    [503, { 'retry-after': 'whenever' }, { gone: false }],
    [
      503,
      { date: 'Mon, 01 Mar 2027 10:00:00 GMT', 'retry-after': 'Mon, 01 Mar 2027 10:02:00 GMT' },
      { gone: false, retryAfterSeconds: 120 },
    ],
    [503, { date: 'today', 'retry-after': 'Mon, 01 Mar 2027 10:02:00 GMT' }, { gone: false }],
  ])('is refused with %i %j', async (status, headers, rest) => {
    const server = await receiver((_request, response) =>
      response
        .setHeaders(new Map(Object.entries(headers)))
        .writeHead(status)
        .end(),
    )
    expect(await sending()(server.url)).toEqual({
      is: 'refused',
      status,
      elapsedMs: expect.any(Number) as number,
      ...rest,
    })
  })

  it('skips early hints and waits for the final status', async () => {
    const server = await receiver((_request, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' }, () => response.writeHead(500).end())
    })
    expect(await sending()(server.url)).toMatchObject({ is: 'refused', status: 500 })
  })
})

describe('interim replies', () => {
  const answering = (text: string, pieces = 1) =>
    opened(
      fakeTcpServer((socket) =>
        socket.on('data', () => {
          const size = Math.ceil(text.length / pieces)
          for (let n = 0; n < pieces; n += 1)
            setTimeout(() => socket.write(text.slice(n * size, (n + 1) * size)), n * 5)
        }),
      ),
    )
  const ended = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

  it.each([
    ['100 Continue', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['100 Continue with headers', 'HTTP/1.1 100 Continue\r\ndate: now\r\nx: y\r\n\r\n'],
    ['102 Processing', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['103 Early Hints', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'],
    ['several', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 X\r\n\r\n'],
  ])('%s: the next answer counts, also in pieces and over the same connection', async (_, interim) => {
    for (const pieces of [1, 4]) {
      const server = await answering(interim + ended, pieces)
      const send = sending()
      expect(await send(server.url)).toEqual(delivered)
      expect(await send(server.url)).toEqual(delivered)
      expect(server.connections()).toBe(1)
    }
  })
})

describe('a hostile reply', () => {
  it('of 1 MB is dropped, but its status counts', async () => {
    const server = await receiver((_request, response) => response.end('x'.repeat(1e6)))
    expect(await sending()(server.url)).toEqual(delivered)
  })

  it('that never ends is cut at the size limit', async () => {
    const cut = signal()
    const server = await receiver((_request, response) => {
      const more = () => {
        while (response.write('x'.repeat(16_384)));
      }
      response.on('drain', more).on('close', () => cut.give())
      more()
    })
    expect(await sending({ timeoutMs: 600_000 })(server.url)).toEqual(delivered)
    await cut.given
  })

  it('that trickles forever is cut at the time limit', async () => {
    const cut = signal()
    const server = await receiver((_request, response) => {
      const drip = setInterval(() => response.write('x'), 10)
      response.on('close', () => {
        clearInterval(drip)
        cut.give()
      })
    })
    expect(await sending({ timeoutMs: 150 })(server.url)).toEqual(delivered)
    await cut.given
  })

  it('that never begins is a timeout', async () => {
    const server = await receiver(() => undefined)
    expect(await sending({ timeoutMs: 150 })(server.url)).toEqual(failed('timeout'))
  })

  it('broken off in the middle counts by its status', async () => {
    const server = await receiver((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy())
    })
    expect(await sending()(server.url)).toEqual(delivered)
  })

  it.each([
    ['one huge header', { 'x-a': 'a'.repeat(20_000) }],
    ['a thousand headers', Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`x-header-${n}`, 'value']))],
  ])('with %s is not read', async (_name, headers) => {
    const server = await receiver((_request, response) => response.writeHead(200, headers).end())
    expect(await sending()(server.url)).toEqual(failed('not http'))
  })

  it.each([
    ['no http at all', 'SSH-2.0-OpenSSH_9.2\r\n', 'not http'],
    ['an impossible length', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n', 'not http'],
    ['nothing', '', 'connection closed'],
    ['half a status line', 'HTTP/1.1 20', 'connection closed'],
    ['a protocol switch', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', 'connection closed'],
    ['endless interim replies', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100), 'connection closed'],
  ])('of %s is a failure', async (_name, bytes, why) => {
    const server = await opened(fakeTcpServer((socket) => socket.once('data', () => socket.end(bytes))))
    expect(await sending()(server.url)).toEqual(failed(why))
  })
})

describe('no connection', () => {
  it('when nobody listens', async () => {
    const server = await fakeReceiver(ok)
    await server[Symbol.asyncDispose]()
    expect(await sending()(server.url)).toEqual(failed('connection refused'))
  })

  it('when the certificate is not trusted, and nothing is sent', async () => {
    const server = await opened(fakeSecureReceiver())
    expect(await sending()(server.url)).toEqual(failed('tls'))
    expect(server.connections()).toBe(1)
    expect(server.received).toHaveLength(0)
  })

  it('over https names the host it wants, as servers with many certificates need', async () => {
    const server = await opened(fakeSecureReceiver())
    await sending()(server.url.replace('127.0.0.1', 'localhost'))
    expect(server.names).toEqual(['localhost'])
  })

  it('when a plain server is called over https', async () => {
    const server = await receiver(ok)
    expect(await sending()(server.url.replace('http:', 'https:'))).toEqual(failed('tls'))
  })

  it('when the name is unknown, has no address, or is never resolved', async () => {
    const unknown: AddressLookup = (_name, _options, callback) =>
      callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])
    const empty: AddressLookup = (_name, _options, callback) => callback(null, [])
    expect(await sending({ lookup: unknown })('http://example.it/')).toEqual(failed('name not found'))
    expect(await sending({ lookup: empty })('http://example.it/')).toEqual(failed('name not found'))
    const silent = sending({ lookup: () => undefined, timeoutMs: 150 })
    expect(await silent('http://example.it/')).toEqual(failed('timeout'))
  })

  it.each(['', 'example.it', 'ftp://example.it/', 'http://a:b@example.it/', 'http://[fe80::1%25eth0]/', 'http://a b/'])(
    'to %j',
    async (url) => {
      expect(await sending()(url)).toEqual(failed('malformed url'))
    },
  )
})

describe('with private addresses allowed', () => {
  it('reaches them, but neither cloud metadata nor the networks that are denied', async () => {
    const server = await receiver(ok)
    const url = `http://127.0.0.1:${server.port}/`
    expect(await sending({ privateAddresses: 'allow' })(url)).toMatchObject({ is: 'delivered' })
    expect(server.connections()).toBe(1)
    expect(await sending({ privateAddresses: 'allow', deniedNetworks: ['127.0.0.0/8'] })(url)).toEqual(
      failed('private address'),
    )
    const named = `http://localhost:${server.port}/`
    expect(await sending({ privateAddresses: 'allow', deniedNetworks: ['127.0.0.0/8', '::1'] })(named)).toEqual(
      failed('private address'),
    )
    expect(await sending({ privateAddresses: 'allow' })('http://169.254.169.254/latest')).toEqual(
      failed('private address'),
    )
    expect(server.connections()).toBe(1)
  })
})

describe('with private addresses denied', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://169.254.169.254/latest',
    'http://10.0.0.1/',
    'http://0.0.0.0:PORT/',
    'http://[64:ff9b::7f00:1]/',
    'http://[::127.0.0.1]:PORT/',
    'https://127.0.0.1:PORT/',
  ])('%s is not reached', async (form) => {
    const server = await receiver(ok)
    const url = form.replace('PORT', String(server.port))
    expect(await sending({ privateAddresses: 'deny' })(url)).toEqual(failed('private address'))
    expect(server.connections()).toBe(0)
  })

  it('one private address among those of a name is enough to refuse it', async () => {
    const server = await receiver(ok)
    const lookup: AddressLookup = (_name, _options, callback) =>
      callback(null, [
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ])
    const send = sending({ privateAddresses: 'deny', lookup })
    expect(await send(`http://example.it:${server.port}/`)).toEqual(failed('private address'))
    expect(server.connections()).toBe(0)
  })

  it('a name whose addresses change is resolved once per connection, and never reaches a private address', async () => {
    const server = await receiver(ok)
    let asked = 0
    const rebinding: AddressLookup = (_name, _options, callback) => {
      asked += 1
      callback(null, [{ address: asked === 1 ? '93.184.216.34' : '127.0.0.1', family: 4 }])
    }
    const send = sending({ privateAddresses: 'deny', lookup: rebinding, timeoutMs: 150 })
    expect(await send(`http://example.it:${server.port}/`)).toMatchObject({ is: 'failed' })
    expect(asked).toBe(1)
    expect(await send(`http://example.it:${server.port}/`)).toEqual(failed('private address'))
    expect(server.connections()).toBe(0)
  })
})

describe('through a proxy', () => {
  const through = async (server: FakeServer, options: Partial<Parameters<typeof callbackSender>[0]> = {}) => {
    const proxy = await startProxy({ user: 'us', password: 'p:w', leadsTo: () => server.port })
    open.push({ close: async () => proxy[Symbol.asyncDispose]() })
    const authorization = `Basic ${Buffer.from('us:p:w').toString('base64')}`
    const known = { host: '127.0.0.1', port: proxy.port, authorization }
    return { proxy, known, send: sending({ proxy: known, ...options }) }
  }

  it('a plain request arrives as without one, by a name that the proxy resolves', async () => {
    const server = await receiver(ok)
    const { proxy, send } = await through(server, { privateAddresses: 'deny', lookup: () => undefined })
    expect(await send('http://receiver.example:81/a?b=c#d')).toEqual(delivered)
    expect(proxy.asked).toEqual(['POST http://receiver.example:81/a?b=c'])
    const [got] = server.received
    expect(got).toMatchObject({ path: '/a?b=c', headers: { host: 'receiver.example:81', accept: '*/*' } })
    expect(got?.headers).not.toHaveProperty('proxy-authorization')
  })

  it('a tunnel leads to the receiver, whose certificate is verified', async () => {
    const server = await opened(fakeSecureReceiver())
    const { proxy, send } = await through(server, { privateAddresses: 'deny' })
    expect(await send('https://receiver.example/')).toEqual(failed('tls'))
    expect(proxy.asked).toEqual(['CONNECT receiver.example:443'])
    expect(server.names).toEqual(['receiver.example'])
    expect(server.received).toEqual([])
  })

  it.each(['http://127.0.0.1/', 'https://[::1]/', 'https://10.0.0.1/', 'http://localhost/', 'https://a.localhost:1/'])(
    'what is private for all to see is refused before it: %s',
    async (url) => {
      const { proxy, send } = await through(await receiver(ok), { privateAddresses: 'deny' })
      expect(await send(url)).toEqual(failed('private address'))
      expect(proxy.asked).toEqual([])
    },
  )

  it.each(['http://receiver.example/', 'https://receiver.example/'])(
    'its own failure has a reason of its own: %s',
    async (url) => {
      const server = await receiver(ok)
      const { proxy, known } = await through(server)
      const stranger = { host: known.host, port: known.port }
      expect(await sending({ proxy: stranger })(url)).toEqual(failed('proxy'))
      expect(await sending({ proxy: { ...known, authorization: 'Basic eDp5' } })(url)).toEqual(failed('proxy'))
      await proxy[Symbol.asyncDispose]()
      open.pop()
      expect(await sending({ proxy: known })(url)).toEqual(failed('proxy'))
      expect(server.received).toEqual([])
    },
  )

  it('one that does not answer is a timeout, one that talks nonsense has failed', async () => {
    const silent = await opened(fakeTcpServer(() => undefined))
    const patient = sending({ proxy: { host: '127.0.0.1', port: silent.port }, timeoutMs: 150 })
    for (const scheme of ['http', 'https'])
      expect(await patient(`${scheme}://receiver.example/`)).toEqual(failed('timeout'))
    const odd = await opened(fakeTcpServer((socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n'))))
    const send = sending({ proxy: { host: '127.0.0.1', port: odd.port } })
    expect(await send('https://receiver.example/')).toEqual(failed('proxy'))
    expect(await send('http://receiver.example/')).toEqual(failed('not http'))
  })
})

describe('many deliveries', () => {
  it('to a dead host do not delay others, use ten connections, and are sent at most once', async () => {
    const dead = await receiver(() => undefined)
    const living = await receiver(ok)
    const send = sending({ timeoutMs: 400 })
    const waiting = Array.from({ length: 40 }, () => send(dead.url))
    expect(await send(living.url)).toEqual(delivered)
    expect(dead.connections()).toBeLessThanOrEqual(10)
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => failed('timeout')))
    await open.pop()?.close()
    // Some came to their turn in the last instant; none is sent twice.
    expect(dead.received.length).toBeLessThanOrEqual(40)
  })

  it('to one name share a lookup', async () => {
    const server = await receiver(ok)
    const asked: string[] = []
    const lookup: AddressLookup = (name, _options, callback) => {
      asked.push(name)
      setImmediate(() => callback(null, [{ address: '127.0.0.1', family: 4 }]))
    }
    const send = sending({ lookup })
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => send(`http://example.it:${server.port}/`)))
    expect(outcomes).toEqual(outcomes.map(() => delivered))
    expect(asked).toEqual(['example.it'])
  })

  it('in sequence share connections', async () => {
    const server = await receiver(ok)
    const send = sending()
    for (let n = 0; n < 20; n += 1) expect(await send(server.url)).toEqual(delivered)
    expect(server.connections()).toBeLessThanOrEqual(2)
  })

  it('end when the sender is closed', async () => {
    const server = await receiver(ok)
    const sender = callbackSender({ privateAddresses: 'allow', version: '1.2.3' })
    await sender.close()
    await expect(sender.send({ url: server.url, contentType: 'a/b', body: '', headers: {} })).rejects.toThrow()
  })
})
