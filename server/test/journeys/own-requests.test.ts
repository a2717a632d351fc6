// What an account sees of its own requests: each of them, those that were refused, and how many there were.
import { describe, expect, it } from 'vitest'
import { boxTypes } from '../../src/model/box-types.ts'
import { memberOf } from '../../src/testing/caller.ts'
import { registration } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer } from '../../src/testing/world.ts'

const world = startServer({ SCOPE_HOST: 'test.pec.openapi.it' })
const HOST = 'test.pec.openapi.it'
const DAY_MS = 86_400_000

const today = () => world.context.clock.now().toISOString().slice(0, 10)
const logged = async (customer: Customer, query = '') => (await customer.get(`/v1/requests${query}`)).data

const [domain = ''] = boxTypes.STANDARD.addressDomains.sandbox
const order = ({ accountId }: Customer, name: string) =>
  registration({ casella_pec: `${name}.${accountId}@${domain}`, tipo_casella: 'STANDARD' })

/** One mailbox paid for, one refused, one read, one that does not exist. */
async function someRequests(): Promise<{ customer: Customer; id: string; refusedId: string }> {
  const customer = await world.customer({ creditCents: 2_000 })
  const first = await customer.post('/pec', order(customer, 'uno'))
  const id = String(memberOf(first.data, 'id'))
  const second = await customer.post('/pec', order(customer, 'due'))
  expect([first.error, second.error]).toEqual([null, 262])
  await customer.get(`/pec/${id}`)
  await customer.get(`/pec/${'0'.repeat(24)}`)
  return { customer, id, refusedId: second.headers.get('x-request-id') ?? '' }
}

describe("an account's own requests", () => {
  it('are listed newest first, with what was paid and why one was refused', async () => {
    const { customer, id, refusedId } = await someRequests()
    const requests = memberOf(await logged(customer), 'items')
    expect(requests).toMatchObject([
      { method: 'GET', path: `/pec/${'0'.repeat(24)}`, status: 404, error: 202, scope: `GET:${HOST}/pec` },
      { method: 'GET', path: `/pec/${id}`, status: 200, error: null, paid: '0.00' },
      { method: 'POST', path: '/pec', status: 402, error: 262, id: refusedId, paid: '0.00' },
      { method: 'POST', path: '/pec', status: 200, error: null, paid: '11.00', ip: '127.0.0.1' },
    ])
    const one = memberOf(await logged(customer, `?id=${refusedId}`), 'items')
    expect(one).toMatchObject([{ id: refusedId }])
  })

  it('show no address anybody asked about', async () => {
    const customer = await world.customer()
    await customer.get('/verifica_pec/mario.rossi@pec.it')
    const { text } = await customer.get('/v1/requests')
    expect(text).not.toContain('mario.rossi')
    expect(text).toContain('/verifica_pec/{')
  })

  it('come in pages without a gap, also while new ones are made', async () => {
    const { customer } = await someRequests()
    const seen: unknown[] = []
    let next: unknown = ''
    while (next !== null) {
      const cursor = next === '' ? '' : `&cursor=${String(next)}`
      const page = await logged(customer, `?limit=2${cursor}`)
      const requests = memberOf(page, 'items')
      if (!Array.isArray(requests)) throw new Error('no requests')
      seen.push(...requests.map((request) => memberOf(request, 'path')))
      next = memberOf(page, 'next')
    }
    expect(seen.filter((path) => path !== '/v1/requests')).toHaveLength(4)
    expect(seen).toHaveLength(4)
  })

  it("are nobody else's", async () => {
    const { refusedId } = await someRequests()
    const other = await world.customer()
    expect(memberOf(await logged(other, `?id=${refusedId}`), 'items')).toEqual([])
    expect((await other.byKey.get('/errors')).data).toEqual([])
  })

  it('are forgotten after thirty days, their counts are not', async () => {
    const { customer } = await someRequests()
    const [before, day] = [(await customer.byKey.get('/stats')).data, today()]
    await world.context.requests.settled()
    await world.pass(31 * DAY_MS)
    expect(memberOf(await logged(customer), 'items')).toEqual([])
    expect((await customer.byKey.get(`/stats?date=${day}`)).data).toEqual(before)
  })

  it.each(['!', '-1', '0x', 'zzzzzzzzzzz', '00'])('refuse the cursor %j', async (cursor) => {
    const customer = await world.customer()
    expect((await customer.get(`/v1/requests?cursor=${cursor}`)).error).toBe(160)
  })
})

describe('platform calls about requests', () => {
  it('GET /errors lists what was refused, by scope', async () => {
    const { customer, refusedId } = await someRequests()
    const { data } = await customer.byKey.get('/errors')
    expect(data).toMatchObject([
      { scope: `GET:${HOST}/pec`, domain: HOST, httpResponseCode: 404, errorCode: 202 },
      { id: refusedId, scope: `POST:${HOST}/pec`, httpResponseCode: 402, errorCode: 262, ip: '127.0.0.1' },
    ])
    expect(memberOf(Array.isArray(data) ? data[1] : undefined, 'errorAt')).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/,
    )
    expect((await customer.byKey.get(`/errors?scopes=POST:${HOST}/pec&limit=1`)).data).toMatchObject([
      { errorCode: 262 },
    ])
    expect((await customer.byKey.get('/errors?skip=2')).data).toEqual([])
  })

  it('statistics count requests, what was paid and what was refused', async () => {
    const { customer } = await someRequests()
    const counts = { totalRequests: 4, walletRequests: 1, subscriptionRequests: 0, errorRequests: 2, walletAmount: 11 }
    const { byKey } = customer
    expect((await byKey.get('/stats')).data).toEqual({ ...counts, totalIps: 1, totalApis: 1 })
    expect((await byKey.get('/stats/ips')).data).toEqual([{ ip: '127.0.0.1', ...counts }])
    expect((await byKey.get('/stats/apis')).data).toEqual([{ domain: HOST, ...counts, totalScopes: 2 }])
    expect((await byKey.get(`/stats/apis/${HOST}?date=${today()}`)).data).toMatchObject({
      domain: HOST,
      ...counts,
      scopes: {
        [`POST:${HOST}/pec`]: { totalRequests: 2, walletAmount: 11 },
        [`GET:${HOST}/pec`]: { errorRequests: 1 },
      },
    })
    expect((await byKey.get('/stats/apis/elsewhere.example')).error).toBe(10)
    for (const date of [today(), today().slice(0, 7), today().slice(0, 4)])
      expect((await byKey.get(`/stats?date=${date}`)).data).toMatchObject(counts)
    expect((await byKey.get('/stats?date=2001')).data).toMatchObject({ totalRequests: 0, totalIps: 0 })
  })

  it('counters of the first version say the same', async () => {
    const { customer } = await someRequests()
    const counters = { [`GET:${HOST}/pec`]: 2, [`POST:${HOST}/pec`]: 2 }
    for (const path of ['total', `day/${today()}`, `month/${today().slice(0, 7)}`, `year/${today().slice(0, 4)}`])
      expect((await customer.byKey.get(`/counters/${path}`)).data).toEqual(counters)
  })

  it('a repeated request counts, but is not paid twice', async () => {
    const customer = await world.customer()
    const body = order(customer, 'chiave')
    for (const _ of [1, 2]) await customer.post('/pec', body, { 'idempotency-key': 'una' })
    expect((await customer.byKey.get('/stats')).data).toMatchObject({
      totalRequests: 2,
      walletRequests: 1,
      walletAmount: 11,
    })
  })

  it.each(['2026-13', 'ieri', '2026-02-30'])('refuses the date %j', async (date) => {
    const { byKey } = await world.customer()
    for (const path of ['/stats', '/stats/ips', '/stats/apis', `/stats/apis/${HOST}`])
      expect((await byKey.get(`${path}?date=${date}`)).error).toBe(240)
    expect((await byKey.get(`/counters/day/${date}`)).error).toBe(240)
  })

  world.refuses(240, 'a period that is none', async ({ customer }) => {
    const { byKey } = await customer()
    return byKey.get('/counters/week/2026-11-30')
  })

  world.refuses(110, 'a limit of none', async ({ customer }) => (await customer()).get('/v1/requests?limit=0'))
  world.refuses(190, 'a query that cannot be', async ({ customer }) => {
    const { byKey } = await customer()
    return byKey.get('/errors?limit=101')
  })
})
