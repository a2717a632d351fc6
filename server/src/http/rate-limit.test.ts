import { describe, expect, it } from 'vitest'
import { giveOut } from '../store/rate-windows.ts'
import { startServer } from '../testing/world.ts'
import { permits } from './permits.ts'

const key = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString('base64')
const production = { MODE: 'production', ENCRYPTION_KEY: key, RATE_LIMIT: '3/min', ACCOUNT_RATE_LIMIT: 'off' }
const nowhere = '/pec/65a000000000000000000001'
let guesses = 0
const guess = (from?: string) => ({
  authorization: `Bearer guess${(guesses += 1)}`,
  ...(from !== undefined && { 'x-forwarded-for': from }),
})

describe('the rate of requests', () => {
  const world = startServer(production)

  it('does not count probes', async () => {
    for (let n = 0; n < 10; n += 1) {
      for (const path of ['/healthz', '/readyz', '/metrics']) {
        const reply = await world.stranger().get(path)
        expect(reply.status, path).toBe(200)
        expect(reply.headers.has('ratelimit')).toBe(false)
      }
    }
  })

  it('counts guesses at tokens by where they come from, whatever a stranger says of that', async () => {
    const customer = await world.customer()
    const statuses: number[] = []
    for (let n = 0; n < 5; n += 1) statuses.push((await world.stranger().get(nowhere, guess(`10.0.0.${n}`))).status)
    expect(statuses).toEqual([401, 401, 401, 429, 429])
    expect((await world.stranger().get(nowhere)).status).toBe(429)
    expect((await customer.get(nowhere)).status).toBe(404)
  })
})

describe('the budget of a token', () => {
  const world = startServer(production)

  it('is one, however the header is spelled', async () => {
    const { token } = await world.customer()
    const found: number[] = []
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token}`, `bEARER ${token} `])
      found.push((await world.stranger().get(nowhere, { authorization })).status)
    expect(found).toEqual([404, 404, 404, 429])
  })

  it('is told when it is used up, with when to come back', async () => {
    const customer = await world.customer()
    for (let n = 0; n < 3; n += 1) await customer.get(nowhere)
    const refused = await customer.get(nowhere)
    expect(refused).toMatchObject({ status: 429, error: 105, message: 'too many requests', data: null })
    expect(refused.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d|60)$/)
  })
})

describe('budgets of an account', () => {
  const world = startServer({
    ...production,
    RATE_LIMIT: '100/min',
    ACCOUNT_RATE_LIMIT: '12/min',
    LOOKUP_RATE_LIMIT: '2/min',
    UPLOAD_RATE_LIMIT: '3/min',
  })

  it('are those of all its tokens together, and nobody else pays for them', async () => {
    const [customer, other] = [await world.customer(), await world.customer()]
    const statuses: number[] = []
    for (let n = 0; n < 7; n += 1) {
      statuses.push((await customer.get(nowhere)).status, (await customer.byKey.get('/wallet')).status)
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(2)
    expect((await other.get(nowhere)).status).toBe(404)
  })

  it('are smaller for questions about addresses and for documents', async () => {
    const customer = await world.customer()
    const found: number[] = []
    for (let n = 0; n < 3; n += 1) found.push((await customer.get(`/verifica_pec/n${n}@legalmail.it`)).status)
    expect(found).toEqual([200, 200, 429])
    const sent: number[] = []
    for (let n = 0; n < 4; n += 1) sent.push((await customer.patch(`${nowhere}/attivazione`, {})).status)
    expect(sent).toEqual([404, 404, 404, 429])
    expect((await customer.get(nowhere)).status).toBe(404)
  })

  it('count quotes as questions about addresses, as they tell which are taken', async () => {
    const customer = await world.customer()
    const found: number[] = []
    for (let n = 0; n < 2; n += 1)
      found.push((await customer.post('/v1/quote', { operation: 'renewMailbox', id: 'none' })).status)
    expect(found).toEqual([200, 200])
    expect((await customer.get('/verifica_pec/uno@legalmail.it')).status).toBe(429)
  })

  it('are counted one by one where they are too many, and a row of the log stands for those alike', async () => {
    const customer = await world.customer()
    const replies = await Promise.all(Array.from({ length: 60 }, () => customer.get(nowhere)))
    const refused = replies.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(40)
    await world.context.requests.settled()
    const { pool } = world.context.database
    const counted = await pool.query('select requests, refused from request_counts where account_id = $1', [
      customer.accountId,
    ])
    expect(counted.rows).toEqual([{ requests: 60, refused: 60 }])
    const listed = await pool.query<{ id: string; error: number }>(
      'select id, error from requests where account_id = $1 and error = 105',
      [customer.accountId],
    )
    expect(listed.rows.length).toBeGreaterThan(0)
    expect(listed.rows.length).toBeLessThan(refused.length)
    const ids = refused.map(({ headers }) => headers.get('x-request-id'))
    for (const { id } of listed.rows) expect(ids).toContain(id)
  })

  it('stand in the headers of every answer', async () => {
    const customer = await world.customer()
    const { headers } = await customer.get('/verifica_pec/uno@legalmail.it')
    expect(headers.get('ratelimit-policy')).toBe('"token";q=100;w=60, "account";q=12;w=60, "lookups";q=2;w=60')
    expect(headers.get('ratelimit')).toMatch(/^"token";r=99;t=\d+, "account";r=11;t=\d+, "lookups";r=1;t=\d+$/)
  })
})

describe('a budget of two processes on one database', () => {
  const world = startServer()

  it('is one, also when all comes at once', async () => {
    const own = () => permits((budget) => giveOut(world.context.database.kysely, budget))
    const [first, second] = [own(), own()]
    const budget = { name: 'token shared', requests: 100, windowSeconds: 31_536_000 }
    const asked = Array.from({ length: 400 }, (_, n) => (n % 2 === 0 ? first : second).take(budget, 0))
    const granted = (await Promise.all(asked)).filter((one) => one.granted === true).length
    expect(granted).toBeLessThanOrEqual(100)
    expect(granted).toBeGreaterThanOrEqual(98)
  })
})

describe('the budget of guesses', () => {
  const world = startServer(production)

  it('counts those at calls that take files, too', async () => {
    const file = Buffer.alloc(2 * 1024 * 1024, ' ')
    const found: number[] = []
    for (const [method, path] of [
      ['POST', '/v1/operator/index'],
      ['PATCH', `${nowhere}/attivazione`],
      ['POST', '/v1/operator/index'],
      ['POST', '/v1/operator/index'],
      ['PATCH', `${nowhere}/attivazione`],
    ] as const)
      found.push((await world.stranger().call(method, path, file, guess())).status)
    expect(found).toEqual([401, 401, 401, 429, 429])
  })
})

describe('the rate of requests behind a proxy', () => {
  const world = startServer({ ...production, TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' })
  const statuses = async (...from: string[]) => {
    const found: number[] = []
    for (const one of from) found.push((await world.stranger().get(nowhere, guess(one))).status)
    return found
  }

  it.each([
    ['an address', ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2']],
    [
      'an address behind two proxies',
      ['192.0.2.3', '192.0.2.3, 10.1.2.3', '192.0.2.3, 10.9.9.9', '192.0.2.3', '192.0.2.4'],
    ],
    [
      'what the client itself added',
      ['198.51.100.1, 192.0.2.5', '198.51.100.2, 192.0.2.5', '192.0.2.5', '8.8.8.8, 192.0.2.5', '192.0.2.6'],
    ],
    ['a network of IPv6', ['2001:db8::1', '2001:db8::2', '2001:db8::ffff:1', '2001:db8:0:0:1::', '2001:db8:0:1::1']],
    ['what is no address', ['x', 'y', '192.0.2.7:80', '192.0.2.7:81', '192.0.2.7']],
  ])('counts by %s', async (_, from) => {
    expect(await statuses(...from)).toEqual([401, 401, 401, 429, 401])
  })

  it('counts a token wherever it is used', async () => {
    const customer = await world.customer()
    const found: number[] = []
    for (let n = 1; n <= 4; n += 1)
      found.push((await customer.get(nowhere, { 'x-forwarded-for': `203.0.113.${n}` })).status)
    expect(found).toEqual([404, 404, 404, 429])
  })
})
