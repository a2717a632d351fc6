// Limits of size, time and rate, and the headers of every answer.
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { limits } from '../src/http/receive-body.ts'
import { rowIn } from '../src/errors/spaces.ts'
import { routes } from '../src/api/routes.ts'
import { pdfText, registration } from '../src/testing/fixtures.ts'
import { headOf, sendRaw } from '../src/testing/raw-http.ts'
import { startServer } from '../src/testing/world.ts'

const MB = 1024 * 1024
const key = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString('base64')
const nowhere = '/pec/65a000000000000000000001'

const isAnswered = (text: string) => text.includes('"error":')

describe('the size of a request', () => {
  const world = startServer({ MAX_REQUEST_MB: '2', MAX_DOCUMENT_MB: '1' })

  it('103 · a body without documents over 1 MB', async () => {
    const customer = await world.customer()
    expect(await customer.post('/pec', 'x'.repeat(MB + 1))).toMatchObject({ status: 413, error: 103 })
    expect((await customer.post('/pec', ' '.repeat(MB - 2) + '{}')).error).toBe(222)
  })

  it.each(['POST /pec', `PATCH ${nowhere}/attivazione`])(
    '103 · by its length alone, before a byte of it: %s',
    async (route) => {
      const { token } = await world.customer()
      const [method = '', path = ''] = route.split(' ')
      const headers = { authorization: `Bearer ${token}`, 'content-length': 99_999_999_999 }
      const answer = await sendRaw(world, [headOf(method, path, headers)], isAnswered)
      expect(answer).toMatch(/^HTTP\/1\.1 413 /)
      expect(answer).toContain('"error":103')
    },
  )

  it('103 · an endless chunked upload', async () => {
    const { token } = await world.customer()
    const headers = { authorization: `Bearer ${token}`, 'transfer-encoding': 'chunked' }
    const piece = `100000\r\n${'x'.repeat(MB)}\r\n`
    const answer = await sendRaw(
      world,
      [headOf('PATCH', `${nowhere}/attivazione`, headers), piece, piece, piece],
      isAnswered,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('"error":103')
  })

  it('103 · a document over its own limit', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const documenti = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(MB)]).toString('base64')
    expect(await customer.patch(`/pec/${id}/attivazione`, { documenti })).toMatchObject({ status: 413, error: 103 })
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'registrata' })
  })

  const uploads = routes.filter((one) => one.uploads || one.file !== undefined)
  const strangers = uploads.flatMap(({ method, path }) =>
    [1_000, 1_900_000].flatMap((length) => [
      { method, path, length, who: 'nobody', error: 125.22 },
      { method, path, length, who: 'an unknown token', error: 125.22 },
      { method, path, length, who: 'a token without the scope', error: 126 },
    ]),
  )

  it.each(strangers)(
    '$error · an upload of $length bytes by $who, before its body: $method $path',
    async ({ method, path, length, who, error }) => {
      const token = who === 'an unknown token' ? 'unknown' : (await world.customer({ scopes: [] })).token
      const headers = { ...(who === 'nobody' ? {} : { authorization: `Bearer ${token}` }), 'content-length': length }
      const asked = headOf(method, path.replace('{id}', '65a000000000000000000001'), headers)
      expect(await sendRaw(world, [asked], isAnswered)).toContain(`"error":${error},`)
    },
  )

  it('refuses a chunked upload without a token before its body', async () => {
    const asked = headOf('PATCH', `${nowhere}/attivazione`, { 'transfer-encoding': 'chunked' })
    expect(await sendRaw(world, [asked], isAnswered)).toContain('"error":125.22')
  })

  it('looks at no document of a caller whose token ended while it came', async () => {
    const read = vi.spyOn(world.context.uploads, 'read')
    const body = Buffer.from(JSON.stringify({ documenti: await pdfText() }))
    const asked = { authorization: 'Bearer ended', params: {}, query: {}, body, contentType: undefined }
    const call = {
      ...asked,
      requestId: 'x',
      ip: '127.0.0.1',
      host: 'localhost',
      idempotencyKey: undefined,
      prefetch: false,
    }
    for (const one of uploads) await expect(one.run(call, world.context)).rejects.toMatchObject({ number: 125.22 })
    expect(read).not.toHaveBeenCalled()
  })
})

describe('a slow request', () => {
  const usual = { ...limits }
  beforeAll(() => {
    Object.assign(limits, { headersWithinMs: 150, requestWithinMs: 300, checkConnectionsEveryMs: 30, pauseMs: 200 })
  })
  afterAll(() => {
    Object.assign(limits, usual)
  })
  const world = startServer()

  it('has reasonable time limits', () => {
    expect(usual.headersWithinMs).toBeLessThanOrEqual(30_000)
    expect(usual.requestWithinMs).toBeGreaterThanOrEqual(usual.headersWithinMs)
    expect(usual.requestWithinMs).toBeLessThanOrEqual(120_000)
    expect(usual.checkConnectionsEveryMs).toBeLessThanOrEqual(5_000)
    expect(usual.pauseMs).toBeLessThanOrEqual(30_000)
    // 6 MB at 1 Mbit/s.
    expect(world.context.settings.UPLOAD_MIN_KB_PER_SECOND).toBeLessThan(1_000_000 / 8 / 1024)
  })

  it.each([
    ['in its headers', ['POST /pec HTTP/1.1\r\nhost: x\r\nx-slow: ']],
    ['in its body', [headOf('POST', '/pec', { 'content-length': 100 }), '{"a":']],
  ])('is cut %s', async (_, parts) => {
    const answer = await sendRaw(world, parts)
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"error":119/)
    expect((await (await world.customer()).get('/healthz')).status).toBe(200)
  })
})

describe('a body that was answered before its end', () => {
  const world = startServer()

  it.each([
    ['an upload with a wrong token', 'PATCH', `${nowhere}/attivazione`, 125.22],
    ['one for a path that is not there', 'GET', '/nothing', 101],
  ])('is read on for a little only: %s', async (_, method, path, number) => {
    const { hostname, port } = new URL(world.baseUrl)
    const socket = connect(Number(port), hostname)
    let [sent, text] = [0, '']
    socket.on('error', () => undefined).on('data', (part) => (text += part.toString()))
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    const headers = { authorization: 'Bearer nobody', 'content-length': 100_000_000_000 }
    socket.write(headOf(method, path, headers))
    const piece = Buffer.alloc(256 * 1024, ' ')
    for (; !socket.destroyed && sent < 1_000 * MB; sent += piece.length)
      await new Promise<void>((resolve) => socket.write(piece, () => resolve()))
    await closed
    expect(text).toContain(`"error":${number}`)
    expect(sent).toBeLessThan(1_000 * MB)
  })
})

describe('an upload over a slow line', () => {
  const usual = { ...limits }
  beforeAll(() => {
    Object.assign(limits, { requestWithinMs: 100, pauseMs: 300 })
  })
  afterAll(() => {
    Object.assign(limits, usual)
  })
  const world = startServer({ UPLOAD_MIN_KB_PER_SECOND: '1' })
  const fast = startServer({ UPLOAD_MIN_KB_PER_SECOND: '1000000' })
  const pathOf = (id: string) => `/pec/${id}/attivazione`
  const inPieces = (text: string, count: number) => {
    const size = Math.ceil(text.length / count)
    return Array.from({ length: count }, (_, n) => text.slice(n * size, (n + 1) * size))
  }

  it('may take its time, as long as it keeps coming', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const body = JSON.stringify({ documenti: await pdfText() }).padEnd(20_000)
    const headers = { authorization: `Bearer ${customer.token}`, 'content-length': body.length }
    const answer = await sendRaw(world, [headOf('PATCH', pathOf(id), headers), ...inPieces(body, 120)], isAnswered)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('119 · is cut when nothing comes any more', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const headers = { authorization: `Bearer ${customer.token}`, 'content-length': 900 }
    const answer = await sendRaw(world, [headOf('PATCH', pathOf(id), headers), '{"documenti":'])
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*connection: close[^]*"error":119/i)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'registrata' })
  })

  it('119 · is cut when it falls behind, however fast its beginning came', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const headers = { authorization: `Bearer ${customer.token}`, 'content-length': 500_000 }
    const pieces = Array.from({ length: 1_000 }, () => 'x')
    const answer = await sendRaw(
      world,
      [headOf('PATCH', pathOf(id), headers), 'x'.repeat(400_000), ...pieces],
      isAnswered,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"error":119/)
  })

  it('119 · is cut when it is slower than it must be on the whole', async () => {
    const { customer, id } = await fast.given.registeredMailbox()
    const headers = { authorization: `Bearer ${customer.token}`, 'content-length': 9_000 }
    const pieces = Array.from({ length: 1_000 }, () => 'x')
    const answer = await sendRaw(fast, [headOf('PATCH', pathOf(id), headers), ...pieces], isAnswered)
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"error":119/)
  })
})

describe.each([
  ['sandbox', {}, 'testcert.legalmail.it'],
  ['production', { MODE: 'production', ENCRYPTION_KEY: key }, 'legalmail.it'],
])('the rate of requests in %s', (_, settings, domain) => {
  const world = startServer({ ...settings, RATE_LIMIT: '3/min' })

  it('105 · the fourth of three, and only for that token', async () => {
    const [busy, other] = [await world.customer(), await world.customer()]
    for (let n = 0; n < 3; n += 1) expect((await busy.get(nowhere)).status).not.toBe(429)
    const fourth = await busy.post('/pec', registration({ casella_pec: `mario.rossi@${domain}` }))
    expect(fourth).toMatchObject({
      status: 429,
      error: 105,
      success: false,
      data: null,
      message: rowIn('contract', 105)?.text,
    })
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(fourth.headers.get('ratelimit')).toMatch(/^"token";r=0;t=[1-9]\d?$/)
    expect(await busy.credit()).toBe('1000.00')
    expect((await other.get(nowhere)).status).not.toBe(429)
  })
})

describe('every answer', () => {
  const world = startServer()

  it('has its own id, is never cached and is what it says', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const replies = [
      await customer.get(`/pec/${id}`),
      await customer.get('/pec'),
      await customer.get(`/pec/${id}/modulo_attivazione`),
      await customer.get('/nowhere'),
      await customer.call('PUT', '/pec', '{}'),
      await customer.post('/pec', '{'),
      await customer.post('/pec', 'x'.repeat(2 * MB)),
      await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() }),
      await world.stranger().get('/pec'),
      await customer.get('/healthz'),
      await customer.get('/openapi.json'),
      await customer.get('/pec/%zz'),
    ]
    const ids = replies.map((reply) => reply.headers.get('x-request-id'))
    for (const one of ids) expect(one).toMatch(/^[0-9a-f]{24}$/)
    expect(new Set(ids).size).toBe(replies.length)
    expect(replies.map((reply) => reply.headers.get('cache-control'))).toEqual(replies.map(() => 'no-store'))
    expect(replies.map((reply) => reply.headers.get('x-content-type-options'))).toEqual(replies.map(() => 'nosniff'))
  })

  it('is nothing for pages of other origins: not to read, to frame, to load from or to learn addresses by', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const from = { origin: 'https://elsewhere.example.it' }
    const asked = { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization' }
    const answers = await Promise.all([
      customer.get(`/pec/${id}`, from),
      customer.get(`/pec/${id}/modulo_attivazione`, from),
      customer.call('OPTIONS', `/pec/${id}/attivazione`, undefined, { ...from, ...asked }),
      customer.get('/nowhere', from),
      customer.post('/pec', '{', from),
      world.stranger().get('/v1/session', from),
      customer.get('/healthz', from),
      customer.get('/metrics', from),
      customer.get('/openapi.json', from),
      customer.get('/docs', { ...from, accept: 'text/html' }),
      customer.get('/docs/nowhere', { ...from, accept: 'text/html' }),
      customer.get('/console', { ...from, accept: 'text/html' }),
      customer.get('/console/seal.svg', from),
      customer.get('/pec/%zz', from),
    ])
    for (const { headers } of answers) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
      const policy = headers.get('content-security-policy') ?? ''
      for (const denied of ['default-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors'])
        expect(policy).toContain(`${denied} 'none'`)
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      // By http a browser would have to ignore it (RFC 6797, 7.2).
      expect(headers.get('strict-transport-security')).toBeNull()
    }
  })
})
