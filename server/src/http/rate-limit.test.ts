import { describe, expect, it } from 'vitest'
import { startServer } from '../testing/world.ts'

const key = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString('base64')
const production = { MODE: 'production', ENCRYPTION_KEY: key, RATE_LIMIT: '3/min' }
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
        expect(reply.headers.has('ratelimit-limit')).toBe(false)
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
