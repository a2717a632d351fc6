import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { boundedFetch } from './bounded-fetch.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function serverOf(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/crl?of=a`
}

function fetching(options: Partial<Parameters<typeof boundedFetch>[0]> = {}) {
  const fetcher = boundedFetch({ privateAddresses: 'allow', version: '1.2.3', ...options })
  closing.push(() => fetcher.close())
  return fetcher
}

describe('boundedFetch', () => {
  it('fetches bytes by GET, and by POST with a body', async () => {
    const url = await serverOf((request, response) => {
      const { method, url: path, headers } = request
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () =>
        response.end(JSON.stringify([method, path, headers['content-type'], Buffer.concat(chunks).toString('hex')])),
      )
    })
    const text = async (body?: { type: string; bytes: Uint8Array }) => {
      const answer = await fetching().fetch({ url, maxBytes: 100, ...(body && { body }) })
      return answer.is === 'fetched' ? JSON.parse(Buffer.from(answer.bytes).toString()) : answer
    }
    expect(await text()).toEqual(['GET', '/crl?of=a', null, ''])
    const body = { type: 'application/ocsp-request', bytes: Uint8Array.of(0x30, 0, 255) }
    expect(await text(body)).toEqual(['POST', '/crl?of=a', 'application/ocsp-request', '3000ff'])
  })

  it('accepts no more bytes than allowed', async () => {
    const url = await serverOf((_request, response) => {
      const more = () => response.write(Buffer.alloc(4_000), more)
      more()
    })
    expect(await fetching().fetch({ url, maxBytes: 10_000 })).toEqual({ is: 'too large' })
  })

  it('waits no longer than allowed, whether headers or body are missing', async () => {
    const silent = await serverOf(() => undefined)
    const slow = await serverOf((_request, response) => response.write('a'))
    const { fetch } = fetching({ timeoutMs: 100 })
    expect(await fetch({ url: silent, maxBytes: 10 })).toEqual({ is: 'no answer' })
    expect(await fetch({ url: slow, maxBytes: 10 })).toEqual({ is: 'no answer' })
  })

  it('follows no redirect and accepts no other status', async () => {
    let requests = 0
    const url = await serverOf((_request, response) => {
      requests += 1
      response.writeHead(302, { location: '/crl' }).end('moved')
    })
    expect(await fetching().fetch({ url, maxBytes: 10 })).toEqual({ is: 'no answer' })
    expect(requests).toBe(1)
  })

  it('connects to no private address where they are denied, even by name', async () => {
    let requests = 0
    const url = await serverOf((_request, response) => response.end(String((requests += 1))))
    const denied = fetching({
      privateAddresses: 'deny',
      lookup: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    expect(await denied.fetch({ url, maxBytes: 10 })).toEqual({ is: 'no answer' })
    const byName = url.replace('127.0.0.1', 'responder.example')
    expect(await denied.fetch({ url: byName, maxBytes: 10 })).toEqual({ is: 'no answer' })
    expect(requests).toBe(0)
  })

  it('fetches only over http, and nothing once closed', async () => {
    const url = await serverOf((_request, response) => response.end('ok'))
    const fetcher = boundedFetch({ privateAddresses: 'allow', version: '1.2.3' })
    for (const bad of ['ldap://host/cn=x', 'ftp://host/', 'http://user@host/', 'no address', 'http:///x']) {
      expect(await fetcher.fetch({ url: bad, maxBytes: 10 })).toEqual({ is: 'no answer' })
    }
    await fetcher.close()
    expect(await fetcher.fetch({ url, maxBytes: 10 })).toEqual({ is: 'no answer' })
  })
})
