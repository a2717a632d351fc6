// Whatever reaches the port is answered with the four members and a number, or is no HTTP at all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowIn } from '../src/errors/spaces.ts'
import { limits } from '../src/http/receive-body.ts'
import { memberOf } from '../src/testing/caller.ts'
import { answersIn, headOf, sendRaw } from '../src/testing/raw-http.ts'
import type { RawAnswer } from '../src/testing/raw-http.ts'
import { startServer } from '../src/testing/world.ts'

const usual = { ...limits }
beforeAll(() => {
  Object.assign(limits, { headersWithinMs: 300, requestWithinMs: 400, checkConnectionsEveryMs: 30 })
})
afterAll(() => {
  Object.assign(limits, usual)
})
const world = startServer()
const host = 'host: x\r\n'
const get = headOf('GET', '/pec', {})

function expectRefusal(answer: RawAnswer | undefined, number: number): void {
  expect(answer?.body).toEqual({ success: false, message: rowIn('contract', number)?.text, error: number, data: null })
  expect(answer?.status).toBe(rowIn('contract', number)?.http)
  expect(answer?.headers['content-type']).toMatch(/^application\/json/)
  expect(answer?.headers['x-content-type-options']).toBe('nosniff')
  expect(answer?.headers['cache-control']).toBe('no-store')
  expect(answer?.headers['content-security-policy']).toContain("default-src 'none'")
  expect(answer?.headers['referrer-policy']).toBe('no-referrer')
  expect(answer?.headers['x-request-id']).toMatch(/^[0-9a-f]{24}$/)
}

describe('what is no request', () => {
  it.each([
    ['a raw blank in the path', `GET /verifica_pec/mario rossi@pec.it HTTP/1.1\r\n${host}\r\n`, 117],
    ['raw UTF-8 in the path', headOf('GET', '/verifica_pec/nicolò@pec.it', {}), 117],
    ['raw Latin-1 in the path', Buffer.from(headOf('GET', '/verifica_pec/nicolò@pec.it', {}), 'latin1'), 117],
    ['an unknown method', `FOO /pec HTTP/1.1\r\n${host}\r\n`, 117],
    ['no path', `GET\r\n${host}\r\n`, 117],
    ['a protocol that is not HTTP', `GET /pec FTP/1.1\r\n${host}\r\n`, 117],
    ['an unknown version', `GET /pec HTTP/7.3\r\n${host}\r\n`, 117],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 117],
    ['TLS', Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03), 117],
    ['text', 'hello\r\n\r\n', 117],
    ['a header without a colon', `GET /pec HTTP/1.1\r\n${host}nonsense\r\n\r\n`, 117],
    ['a header with NUL', `GET /pec HTTP/1.1\r\n${host}a: b\0c\r\n\r\n`, 117],
    ['no host', 'GET /pec HTTP/1.1\r\nconnection: close\r\n\r\n', 117],
    ['a length that is no number', `POST /pec HTTP/1.1\r\n${host}content-length: many\r\n\r\n{}`, 117],
    ['a negative length', `POST /pec HTTP/1.1\r\n${host}content-length: -1\r\n\r\n{}`, 117],
    ['two lengths', `POST /pec HTTP/1.1\r\n${host}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 117],
    [
      'a length and chunks',
      `POST /pec HTTP/1.1\r\n${host}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      117,
    ],
    [
      'a chunk that is none',
      `POST /pec HTTP/1.1\r\n${host}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
      117,
    ],
    ['17 kB of headers', headOf('GET', '/pec', { 'x-long': 'a'.repeat(17_000) }), 118],
    ['17 kB of path', headOf('GET', `/${'a'.repeat(17_000)}`, {}), 118],
    ['headers that never end', `GET /pec HTTP/1.1\r\n${host}x-slow: `, 119],
    ['a body that never ends', `${headOf('POST', '/pec', { 'content-length': 100 })}{"a":`, 119],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n', 102],
  ])('%s', async (_, sent, number) => {
    const answers = answersIn(await sendRaw(world, [sent]))
    expect(answers).toHaveLength(1)
    expectRefusal(answers[0], number)
    expect(answers[0]?.headers.connection).toBe('close')
    expect(world.logLines.at(-1)).toContain(`"error":${number}`)
  })

  it.each([
    ['an answered request', [get, 'nonsense\r\n\r\n'], [125.22, 117]],
    ['a request in the same packet', [`${get}nonsense\r\n\r\n`], [125.22, 117]],
    ['two requests', [`${get}${headOf('GET', '/nowhere', {})}nonsense\r\n\r\n`], [125.22, 101, 117]],
    ['a body longer than it said', [`${headOf('POST', '/pec', { 'content-length': 2 })}{}{"a":1}`], [125.22, 117]],
  ])('is answered after %s', async (_, parts, numbers) => {
    const answers = answersIn(await sendRaw(world, parts))
    expect(answers.map(({ body }) => body.error)).toEqual(numbers)
  })

  it('is dropped where nothing was said', async () => {
    expect(await sendRaw(world, [])).toBe('')
  })
})

describe('a request that is odd and right', () => {
  const ended = { connection: 'close' }
  it.each([
    ['escaped UTF-8 in the path', 'GET', '/verifica_pec/nicol%C3%B2@testcert.legalmail.it', 125.22],
    ['broken UTF-8 in the path', 'GET', '/verifica_pec/nicol%F2@testcert.legalmail.it', 125.22],
    ['a method that nobody implements', 'PROPFIND', '/pec', 102],
    ['another', 'QUERY', '/pec', 102],
    ['TRACE', 'TRACE', '/pec', 102],
    ['OPTIONS', 'OPTIONS', '/pec', 102],
    ['a method for an unknown path', 'MKCOL', '/nowhere', 101],
  ])('%s', async (_, method, path, number) => {
    const [answer] = answersIn(await sendRaw(world, [headOf(method, path, ended)]))
    expectRefusal(answer, number)
  })

  it.each(['100-continue', '200-ok'])('Expect: %s', async (expectation) => {
    const headers = { expect: expectation, 'content-length': 2, ...ended }
    const text = await sendRaw(world, [headOf('POST', '/pec', headers), '{}'])
    const [answer] = answersIn(text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, ''))
    expectRefusal(answer, 125.22)
  })

  it('a body shorter than it said, and nobody there any more', async () => {
    const sent = `${headOf('POST', '/pec', { 'content-length': 100 })}{}`
    expect(answersIn(await sendRaw(world, [sent]))[0]?.body).toMatchObject({ error: 119 })
    expect((await world.stranger().get('/healthz')).status).toBe(200)
  })
})

describe('who is calling', () => {
  it('is nobody with two Authorization headers', async () => {
    const { token } = await world.customer()
    const one = `authorization: Bearer ${token}\r\n`
    const call = async (lines: string) => {
      const head = `GET /pec HTTP/1.1\r\n${host}connection: close\r\n${lines}\r\n`
      return answersIn(await sendRaw(world, [head]))[0]
    }
    expect((await call(one))?.body).toMatchObject({ error: 200 })
    for (const lines of [one + one, `${one}Authorization: Bearer other\r\n`, `AUTHORIZATION: x\r\n${one}`]) {
      const answer = await call(lines)
      expectRefusal(answer, 125.22)
      expect(answer?.headers['www-authenticate']).toBe('Bearer realm="ceralacca", error="invalid_token"')
    }
  })

  it('may say only once which request this is', async () => {
    const { token } = await world.customer()
    const call = async (...keys: string[]) => {
      const lines = [`authorization: Bearer ${token}`, 'content-length: 0', 'connection: close', ...keys].join('\r\n')
      const head = `POST /v1/signing-secret/rotate HTTP/1.1\r\n${host}${lines}\r\n\r\n`
      return answersIn(await sendRaw(world, [head]))[0]
    }
    for (const keys of [
      ['idempotency-key: a', 'idempotency-key: b'],
      ['idempotency-key: a', 'Idempotency-Key: a'],
      ['idempotency-key: a', 'IDEMPOTENCY-KEY:'],
    ])
      expectRefusal(await call(...keys), 108)
    expect((await call('idempotency-key: a, b'))?.body).toMatchObject({ success: true })
  })

  it('is asked for', async () => {
    const stranger = world.stranger()
    expect((await stranger.get('/pec')).headers.get('www-authenticate')).toBe('Bearer realm="ceralacca"')
    const wrong = await stranger.get('/pec', { authorization: 'Bearer wrong' })
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer realm="ceralacca", error="invalid_token"')
    expect((await (await world.customer()).get('/pec')).headers.has('www-authenticate')).toBe(false)
  })

  const withEnd = { connection: 'close' }
  it.each([
    '/domini_pec/../pec',
    '/domini_pec/..%2fpec',
    '/domini_pec/%2e%2e/pec',
    '/domini_pec/..%5cpec',
    '/domini_pec/..;/pec',
    '/domini_pec/%252e%252e/pec',
    '/domini_pec//../pec',
    '//pec',
    '/./pec',
    '/PEC',
    '/%70ec',
    '/%70%65%63/',
    '/pec/',
    '/pec//',
    '/pec%2f',
    '/pec%00',
    '/pec;scope=domini_pec',
    '/pec?scope=domini_pec',
    '/pec#/domini_pec/pec.it',
    'http://x/pec',
    'http://x/domini_pec/../pec',
    '/v1/../pec',
    '/docs/../pec',
    '/console/..%2fpec',
  ])('gets no further with a scope less, whatever the path looks like: %s', async (path) => {
    const { customer, casella_pec } = await world.given.registeredMailbox()
    const scopes = ['GET:test.pec.openapi.it/domini_pec']
    const { data } = await customer.byKey.post('/tokens', { scopes })
    const authorization = `Bearer ${String(memberOf(data, 'token'))}`
    const text = await sendRaw(world, [headOf('GET', path, { authorization, ...withEnd })])
    expect(text).not.toContain(casella_pec)
    expect(answersIn(text)[0]?.body).toMatchObject({ success: false, data: null })
  })

  it('is nobody by a token in the address, the body, a cookie or another header, and the log has none of it', async () => {
    const { token } = await world.customer()
    const stranger = world.stranger()
    const names = ['token', 'access_token', 'bearer_token', 'authorization', 'Authorization', 'apikey']
    for (const name of names) {
      for (const value of [token, `Bearer%20${token}`])
        expect((await stranger.get(`/pec?${name}=${value}`)).error).toBe(125.22)
      expect((await stranger.post('/pec', { [name]: token })).error).toBe(125.22)
    }
    const others = { cookie: `token=${token}`, 'x-authorization': `Bearer ${token}`, 'x-api-key': token }
    const replies = [await stranger.get('/pec', others), await stranger.get('/pec', { 'proxy-authorization': token })]
    expect(replies.map(({ error }) => error)).toEqual([125.22, 125.22])
    expect((await stranger.get(`/nowhere/${token}?token=${token}`)).error).toBe(101)
    await sendRaw(world, [headOf('GET', `/pec/${token}%zz?token=${token}`, withEnd)])
    expect(world.logLines.join('')).not.toContain(token)
  })

  it('is by the owner’s token what it is by, whatever the address says beside it', async () => {
    const { customer, casella_pec } = await world.given.registeredMailbox()
    const other = await world.customer()
    const reply = await other.get(`/pec?token=${customer.token}&owner=${customer.email}&account=${customer.accountId}`)
    expect(reply.text).not.toContain(casella_pec)
    await world.context.requests.settled()
    const kept = await world.context.database.pool.query('select * from requests')
    expect(JSON.stringify(kept.rows)).not.toContain(customer.token)
  })

  it('is nobody by an e-mail and key that are not exactly those', async () => {
    const { email, apiKey } = await world.customer()
    const basic = (pair: string | Uint8Array) => `Basic ${Buffer.from(pair).toString('base64')}`
    const call = async (authorization: string) => {
      const head = headOf('GET', '/scopes', { authorization, ...withEnd })
      return answersIn(await sendRaw(world, [Buffer.from(head, 'latin1')]))[0]
    }
    expect((await call(basic(`${email}:${apiKey}`)))?.body).toMatchObject({ success: true })
    const wrong = [
      `${email}:${apiKey}:`,
      `${email}::${apiKey}`,
      `${email}:x:${apiKey}`,
      `:${email}:${apiKey}`,
      `:${apiKey}`,
      `${email}:`,
      ':',
      '::::',
      email,
      apiKey,
      `${email}:${apiKey}\0`,
      `${email}\0:${apiKey}`,
      `${email}:${apiKey}\n`,
      ` ${email}:${apiKey} `,
      `${email}:${apiKey.toUpperCase()}`,
      `${email}:pàròla è 密码 🔑`,
      `nicolò@esempio.it:${apiKey}`,
      Buffer.from(`${email}:pàrola`, 'latin1'),
      Uint8Array.of(0xff, 0xfe, 0x3a, 0x00),
      `${email}:${'k'.repeat(10_240)}`,
      `${'e'.repeat(10_240)}@example.com:${apiKey}`,
    ]
    for (const pair of wrong) expect((await call(basic(pair)))?.body, String(pair)).toMatchObject({ error: 130 })
    const right = Buffer.from(`${email}:${apiKey}`).toString('base64')
    const odd = [
      `Basic ${right}!`,
      `Basic ${right} x`,
      `Basic${right}`,
      `Basic ${email}:${apiKey}`,
      'Basic',
      'Basic é',
      `Digest ${right}`,
    ]
    for (const header of odd) expect((await call(header))?.body, header).toMatchObject({ error: 130 })
    for (const header of [`Bearer ${right}`, `Bearer ${email}:${apiKey}`, `Bearer ${apiKey}`])
      expect((await call(header))?.body, header).toMatchObject({ error: 130 })
    const told = world.logLines.join('')
    for (const secret of [apiKey, right, email]) expect(told).not.toContain(secret)
  })

  it.each([1_000, 15_000])('is nobody by a token of %i characters', async (length) => {
    const head = headOf('GET', '/pec', { authorization: `Bearer ${'t'.repeat(length)}`, ...withEnd })
    expectRefusal(answersIn(await sendRaw(world, [head]))[0], 125.22)
  })

  it('may send many headers, or one too large, and is answered', async () => {
    const { token } = await world.customer()
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x-h${n}`, 'a']))
    const authorization = `Bearer ${token}`
    const answers = answersIn(await sendRaw(world, [headOf('GET', '/pec', { authorization, ...many, ...withEnd })]))
    expect(answers.map(({ body }) => body.error)).toEqual([200])
    const large = headOf('GET', '/pec', { authorization, 'x-large': 'a'.repeat(20_000), ...withEnd })
    expectRefusal(answersIn(await sendRaw(world, [large]))[0], 118)
  })
})
