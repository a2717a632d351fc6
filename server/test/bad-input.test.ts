// Hostile input: every request is answered in the envelope with a number of the catalogue, never 500, changes nothing and
// delays nobody else.
import { request } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../src/api/routes.ts'
import { registerMailbox } from '../src/api/pec/create.ts'
import { parseMailboxAddress } from '../src/model/mailbox-address.ts'
import { rowIn } from '../src/errors/spaces.ts'
import { memberOf } from '../src/testing/caller.ts'
import type { Caller, Reply } from '../src/testing/caller.ts'
import { pdf, registration } from '../src/testing/fixtures.ts'
import { startServer } from '../src/testing/world.ts'
import type { GivenMailbox } from '../src/testing/world.ts'

const MB = 1024 * 1024
const key = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString('base64')
const modes = [
  ['sandbox', {}, 'testcert.legalmail.it'],
  ['production', { MODE: 'production', ENCRYPTION_KEY: key, RATE_LIMIT: 'off' }, 'legalmail.it'],
] as const

const bomb = inflateBomb()
const textFields = Object.keys(registerMailbox.body).filter((name) => !['callback', 'autorinnovo'].includes(name))
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64')

/** A PDF whose only stream decompresses to 64 MB. */
function inflateBomb(): Buffer {
  const packed = deflateSync(Buffer.alloc(64 * MB))
  return Buffer.concat([
    Buffer.from(`%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length ${packed.length}>>\nstream\n`),
    packed,
    Buffer.from('\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n'),
  ])
}

describe.each(modes)('bad input in %s', (mode, settings, domain) => {
  const world = startServer(settings)
  const loop = monitorEventLoopDelay({ resolution: 5 })
  let mailbox: GivenMailbox
  let operator: Caller

  const registered = (changes: Record<string, unknown> = {}) =>
    registration({ casella_pec: `m.${process.hrtime.bigint()}@${domain}`, ...changes })

  beforeAll(async () => {
    operator = await world.operator()
    mailbox = await world.given.registeredMailbox({ casella_pec: `mario.rossi.bad@${domain}` })
    await mailbox.customer.patch(`/pec/${mailbox.id}/attivazione`, { documenti: 'warm-up' })
    loop.enable()
  })
  afterAll(() => {
    loop.disable()
    const worstMs = loop.max / 1e6
    console.info(`event loop, caller included, held at most ${worstMs.toFixed(0)} ms in ${mode}`)
    // A loose bound: the caller shares this process and its 10 MB bodies count too.
    expect(worstMs).toBeLessThan(5_000)
  })

  /** The current rows of every table, and the mailbox; but what operators tried is noted, also what was refused. */
  // What was asked is noted whatever comes of it.
  const logs = ['operator_actions', 'requests', 'request_counts', 'request_sources']
  const house = async () => {
    const { kysely } = world.context.database
    const tables = await sql<{ name: string }>`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and not relname = any(${logs}::text[])`.execute(
      kysely,
    )
    const counts: Record<string, unknown> = {}
    for (const { name } of tables.rows) {
      const found = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(kysely)
      counts[name] = found.rows[0]?.n
    }
    const rows = await sql`select id, version, stato from mailboxes order by id`.execute(kysely)
    return { counts, rows: rows.rows, credit: await mailbox.customer.credit() }
  }

  function expectRefusal(reply: Reply, number?: number): void {
    const answer = `${reply.status} ${reply.text.slice(0, 300)}`
    const known = (['contract', 'own', 'oauth'] as const).map((space) => rowIn(space, reply.error ?? 0)?.http)
    expect(reply.success, answer).toBe(false)
    expect(known, answer).toContain(reply.status)
    expect(reply.status, answer).not.toBe(500)
    expect(reply.data, answer).toBeNull()
    if (number !== undefined) expect(reply.error, answer).toBe(number)
  }

  /** Makes the call and expects it to be refused without effect. */
  async function harmless(act: () => Promise<Reply>, number?: number): Promise<void> {
    const before = await house()
    expectRefusal(await act(), number)
    expect(await house()).toEqual(before)
  }

  const bodies: [string, string | Uint8Array, number][] = [
    ['truncated JSON', '{"casella_pec":"a@b.it"', 100],
    ['null', 'null', 100],
    ['an array', '[]', 100],
    ['an array of bodies', '[{}]', 100],
    ['a string', '"x"', 100],
    ['a number', '1', 100],
    ['two objects', '{}{}', 100],
    ['900 kB of brackets', '['.repeat(900_000), 100],
    ['900 kB of nested members', '{"a":'.repeat(180_000), 100],
    ['60,000 members', `{${Array.from({ length: 60_000 }, (_, n) => `"k${n}":1`).join(',')}}`, 100],
    ['2 MB of brackets', '['.repeat(2_000_000), 103],
    ['a member named twice', '{"tipo_casella":"GOLD","tipo_casella":"STANDARD"}', 100],
    ['a member named twice, spelt differently', '{"email":"a","\\u0065mail":"b"}', 100],
    ['a member of the callback named twice', '{"callback":{"url":"http://a","url":"http://b"}}', 100],
    ['a string of 10 MB', `{"email":"${'x'.repeat(10 * MB)}"}`, 103],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22]), 100],
    ['NUL bytes', new Uint8Array(1_000), 100],
    ['NaN', '{"a":NaN}', 100],
    ['a form', 'casella_pec=a%00b&tipo_casella=GOLD', 100],
  ]

  it.each(bodies)('POST /pec refuses %s', (_, body, number) =>
    harmless(() => mailbox.customer.post('/pec', body), number),
  )

  it.each(bodies.filter(([, body]) => body.length < MB))('PATCH …/attivazione refuses %s', (_, body) =>
    harmless(() => mailbox.customer.patch(`/pec/${mailbox.id}/attivazione`, body)),
  )

  it.each(['documenti', 'x'])('PATCH …/attivazione refuses %s named twice', (name) =>
    harmless(() => mailbox.customer.patch(`/pec/${mailbox.id}/attivazione`, `{"${name}":"a","${name}":"b"}`), 100),
  )

  it.each(textFields)('POST /pec refuses in %s what cannot be stored', { timeout: 60_000 }, async (name) => {
    const needed = name.includes('documento') ? { tipo_documento: 'PATENTE', numero_documento: '1' } : {}
    const others = { tipo_cliente: 'X', sottotipo_cliente: 'X', sottotipo_cliente_altro: 'x', ...needed }
    for (const value of ['a\0b', '\ud800', 'a\udc00b', '\u0001', 'x'.repeat(100_000), 7, true, {}, [1], [[]]]) {
      await harmless(() => mailbox.customer.post('/pec', registered({ ...others, [name]: value })))
    }
  })

  const callbacks: [string, unknown, number][] = [
    ['an array as data', { data: [] }, 377],
    ['20 kB of data', { data: { a: 'x'.repeat(20_000) } }, 376],
    ['NUL in its url', { url: 'http://example.com/\0' }, 374],
    ['a file', { url: 'file:///etc/passwd' }, 375],
    ['a lone surrogate in its url', { url: 'http://example.com/\ud800' }, 374],
  ]
  it.each(callbacks)('POST /pec refuses a callback with %s', (_, changes, number) => {
    const callback = { url: 'http://example.com/', ...Object(changes) }
    return harmless(() => mailbox.customer.post('/pec', registered({ callback })), number)
  })

  it.each([{ a: 'x\0y' }, { 'x\0y': 1 }, { a: '\ud800' }, { a: [{ b: '\udc00\0' }] }])(
    'POST /pec keeps a callback whose data is %j as it came',
    async (data) => {
      const callback = { url: 'http://example.com/', method: 'POST', field: 'data', data }
      const reply = await mailbox.customer.post('/pec', registered({ callback }))
      expect(reply.error, reply.text).toBeNull()
      const again = await mailbox.customer.get(`/pec/${String(memberOf(reply.data, 'id'))}`)
      expect(memberOf(again.data, 'callback')).toEqual(callback)
    },
  )

  const documents: [string, () => unknown][] = [
    ['nothing', () => ''],
    ['an empty list', () => []],
    ['a number', () => 7],
    ['an object', () => ({ 0: 'x' })],
    ['a list in a list', () => [['x']]],
    ['what is no base64', () => '*** not base64 ***'],
    ['a data URL of HTML', () => 'data:text/html;base64,PGh0bWw+'],
    ['a lone surrogate', () => '\ud800'],
    ['NUL', () => 'JVBE\0Ri0='],
    ['HTML', () => base64('<!doctype html><html><body>%PDF-1.7</body></html>')],
    ['a ZIP', () => base64('PK\u0003\u0004 and more')],
    ['51 documents', () => Array.from({ length: 51 }, () => base64('%PDF-1.7'))],
  ]
  it.each(documents)('PATCH …/attivazione refuses %s as documents', (_, documenti) =>
    harmless(() => mailbox.customer.patch(`/pec/${mailbox.id}/attivazione`, { documenti: documenti() })),
  )

  it.each([
    [
      'an encrypted PDF',
      async () => {
        const plain = Buffer.from(await pdf()).toString('latin1')
        return Buffer.from(plain.replace(/trailer\s*<</, '$&/Encrypt 1 0 R '), 'latin1')
      },
    ],
    ['an inflate bomb', async () => bomb],
    ['a cut PDF', async () => Buffer.from(await pdf()).subarray(0, 300)],
    ['a PDF of brackets', async () => Buffer.from(`%PDF-1.7\n1 0 obj ${'['.repeat(1_000_000)}`)],
  ])('PATCH …/attivazione survives %s', async (_, make) => {
    const fresh = await world.given.registeredMailbox({ casella_pec: `m.${process.hrtime.bigint()}@${domain}` })
    const reply = await fresh.customer.patch(`/pec/${fresh.id}/attivazione`, { documenti: base64(await make()) })
    if (mode === 'production') expectRefusal(reply)
    expect(reply.status).not.toBe(500)
    expect((await mailbox.customer.get(`/pec/${mailbox.id}`)).success).toBe(true)
  })

  const ids = [
    '%00',
    '%FF',
    '%zz',
    '%',
    '..%2f',
    '..%2f..%2fetc%2fpasswd',
    'A'.repeat(24),
    'z'.repeat(24),
    '0',
    '-1',
    'null',
  ]
  const longIds = [
    'x'.repeat(1_900),
    'x'.repeat(10_000),
    '%F0%9F%98%80',
    "'%20or%201=1--",
    '%C0%AE',
    '__proto__',
    '0'.repeat(25),
  ]
  it.each([...ids, ...longIds].map((id) => [id.slice(0, 30), id] as const))(
    'refuses the id %s everywhere',
    { timeout: 60_000 },
    async (_, id) => {
      const before = await house()
      for (const { method, path, access } of routes) {
        if (!path.includes('{')) continue
        const body = method === 'PATCH' || method === 'POST' ? '{}' : undefined
        const { customer } = mailbox
        const callers = { operator, key: customer.byKey, account: customer, either: customer, anybody: customer }
        const caller = callers[access]
        // The last of several, behind one that could exist.
        const named = path.replace(/\{owner\}/, 'f'.repeat(24)).replace(/\{\w+\}/g, id)
        expectRefusal(await caller.call(method, named, body))
      }
      expect(await house()).toEqual(before)
    },
  )

  it.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/pec/../../x',
    '/docs/..%2f..%2f..%2fetc%2fpasswd',
    '//evil.example',
    '/pec%00',
    '/PEC',
  ])('finds nothing at %s', (path) => harmless(() => raw('GET', path)))

  it.each([
    'skip=-1',
    'skip=1e3',
    'skip=x',
    'skip=1&skip=2',
    'skip[]=1',
    'skip[a]=1',
    'skip=99999999999999999999',
    'limit=0',
    'limit=-5',
    'limit=100000',
    'limit=%00',
    'limit=1&limit=1',
    '%FF=%FF',
    '__proto__=1',
  ])('GET /pec?%s never fails', async (query) => {
    const reply = await mailbox.customer.get(`/pec?${query}`)
    if (reply.success !== true) expectRefusal(reply)
  })

  it.each([
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/xml',
    'x',
    '',
    'application/json; charset=utf-16',
    'a/b; '.repeat(500),
  ])('does not fail on content type %j', async (type) => {
    const headers = { 'content-type': type, authorization: `Bearer ${mailbox.customer.token}` }
    await harmless(() => raw('POST', '/pec', { headers, body: '{"a":' }), 100)
  })

  it('does not fail on a missing content type', async () => {
    const headers = { authorization: `Bearer ${mailbox.customer.token}` }
    await harmless(() => raw('POST', '/pec', { headers, body: '{"a":' }), 100)
    await harmless(() => raw('POST', '/pec', { headers, body: '{}' }), 222)
  })

  it('ignores the body of a GET', async () => {
    const headers = { authorization: `Bearer ${mailbox.customer.token}`, 'content-type': 'application/json' }
    for (const body of ['{"a":', '[]', 'x'.repeat(2_000)]) {
      const reply = await raw('GET', `/pec/${mailbox.id}`, { headers, body })
      expect(reply.status).not.toBe(500)
    }
  })

  it('ends a chunked body over the limit', async () => {
    const headers = { authorization: `Bearer ${mailbox.customer.token}`, 'transfer-encoding': 'chunked' }
    await harmless(() => raw('POST', '/pec', { headers, body: 'x'.repeat(2 * MB) }), 103)
  })

  it('survives a header of 20 kB', async () => {
    const reply = await raw('GET', '/pec', { headers: { 'x-long': 'x'.repeat(20_000) } })
    expect(reply.status).toBe(431)
    expect((await mailbox.customer.get(`/pec/${mailbox.id}`)).success).toBe(true)
  })

  it('answers HEAD with 405 and runs nothing', async () => {
    const before = await house()
    for (const { path } of routes.filter(({ sandboxOnly }) => !sandboxOnly)) {
      const reply = await mailbox.customer.call('HEAD', path.replace(/\{id\}/g, mailbox.id).replace(/\{\w+\}/g, 'x.it'))
      expect(reply.status, path).toBe(405)
      expect(reply.headers.get('allow'), path).toMatch(/GET|POST|PUT|PATCH|DELETE/)
    }
    expect(await house()).toEqual(before)
  })

  it('never fails on any JSON for POST /pec', { timeout: 120_000 }, async () => {
    const members = Object.fromEntries(
      Object.entries(registered()).map(([name, value]) => [
        name,
        fc.oneof(fc.constant(value), fc.jsonValue(), fc.string({ unit: 'binary' })),
      ]),
    )
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(members),
      fc.record({ ...members, callback: fc.jsonValue() }, { requiredKeys: [] }),
    )
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const reply = await mailbox.customer.post('/pec', JSON.stringify(value))
        if (reply.success === true)
          expect(parseMailboxAddress(String(Reflect.get(Object(value), 'casella_pec')))).toBeDefined()
        else expectRefusal(reply)
      }),
      { numRuns: 150 },
    )
  })

  it('never fails on any bytes for PATCH …/attivazione', { timeout: 120_000 }, async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.string().map((text) => new Uint8Array(Buffer.from(`{"documenti":${text}}`))),
      fc
        .uint8Array({ maxLength: 200 })
        .map((inside) => new Uint8Array(Buffer.from(`{"documenti":"${base64(inside)}"}`))),
    )
    const before = await house()
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        expectRefusal(await mailbox.customer.patch(`/pec/${mailbox.id}/attivazione`, body))
      }),
      { numRuns: 120 },
    )
    expect(await house()).toEqual(before)
  })

  it('logged no internal error', () => {
    expect(world.logLines.filter((line) => line.includes('request failed'))).toEqual([])
  })

  /** A raw request: path and headers are sent unchanged. */
  function raw(
    method: string,
    path: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<Reply> {
    const { hostname, port } = new URL(world.baseUrl)
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          hostname,
          port,
          method,
          path,
          headers: {
            ...headers,
            ...(body !== undefined &&
              headers['transfer-encoding'] === undefined && { 'content-length': String(Buffer.byteLength(body)) }),
          },
        },
        (answer) => {
          const parts: Buffer[] = []
          answer.on('data', (part: Buffer) => parts.push(part))
          answer.on('end', () => resolve(replyOf(answer.statusCode ?? 0, Buffer.concat(parts).toString('utf8'))))
        },
      )
      asked.on('error', reject)
      asked.end(body)
    })
  }
})

function replyOf(status: number, text: string): Reply {
  const envelope: unknown = text.startsWith('{') ? JSON.parse(text) : {}
  const member = (name: string): unknown => Reflect.get(Object(envelope), name)
  const [success, message, error] = [member('success'), member('message'), member('error')]
  return {
    status,
    headers: new Headers(),
    bytes: new Uint8Array(),
    text,
    data: member('data'),
    success: typeof success === 'boolean' ? success : undefined,
    message: typeof message === 'string' ? message : undefined,
    error: typeof error === 'number' ? error : undefined,
  }
}
