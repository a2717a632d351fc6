// Price lists with dates: what is shown, quoted and charged is the same, whoever has which list when.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openServer } from '../../../../http/serve.ts'
import { builtInPrices, isPricedItem } from '../../../../ledger/prices.ts'
import { formatCents } from '../../../../model/money.ts'
import { nextDay } from '../../../../model/italian-date.ts'
import { anotherProcess } from '../../../../testing/another-process.ts'
import { callerAt, memberOf, noticesTo } from '../../../../testing/caller.ts'
import type { Caller } from '../../../../testing/caller.ts'
import { communication, domainOrder, pdfText, registration, romeDayAt } from '../../../../testing/fixtures.ts'
import { propertySeed } from '../../../../testing/property-seed.ts'
import { startServer } from '../../../../testing/world.ts'
import type { Customer } from '../../../../testing/world.ts'

const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS

describe('price lists', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
  const now = () => world.context.clock.now()
  const inDays = (days: number) => romeDayAt(new Date(now().getTime() + days * DAY_MS))
  async function write(body: Record<string, unknown>): Promise<string> {
    const reply = await (await world.operator()).post('/v1/operator/price-lists', { name: 'listino', ...body })
    expect(reply.error, reply.text).toBeNull()
    return String(memberOf(reply.data, 'id'))
  }
  const give = async ({ accountId }: Customer, price_list: string) =>
    (await world.operator()).call('PUT', `/v1/operator/accounts/${accountId}/price-list`, { price_list })
  const priceOf = async (caller: Caller, item: string, query = '') => {
    const { data } = await caller.get(`/v1/prices${query}`)
    const found = Array.isArray(data) ? data.find((one: unknown) => memberOf(one, 'item') === item) : undefined
    return memberOf(found, 'price')
  }
  /** To the first moment of the Roman day after that many days. */
  const passTo = (days: number) =>
    world.pass(nextDay(new Date(now().getTime() + (days - 1) * DAY_MS)).getTime() - now().getTime())

  it('one for everybody is in force from its day on, and one of the account over it', async () => {
    const [customer, other] = [await world.customer(), await world.customer()]
    const general = { from: inDays(2), everybody: true, prices: { 'extra user': '6.00', 'domain check': '0.07' } }
    await write(general)
    const own = await write({ from: inDays(4), prices: { 'extra user': '1.00' } })
    expect((await give(customer, own)).error).toBeNull()
    expect(await priceOf(customer, 'extra user')).toBe('5.00')
    expect(await priceOf(customer, 'extra user', `?at=${inDays(2)}`)).toBe('6.00')
    expect(await priceOf(customer, 'extra user', `?at=${inDays(4)}`)).toBe('1.00')
    await passTo(2)
    expect(await priceOf(customer, 'extra user')).toBe('6.00')
    await passTo(2)
    expect(await priceOf(customer, 'extra user')).toBe('1.00')
    expect(await priceOf(customer, 'domain check')).toBe('0.07')
    expect(await priceOf(other, 'extra user')).toBe('6.00')
    await give(customer, 'none')
    expect(await priceOf(customer, 'extra user')).toBe('6.00')
    await write({ from: inDays(0), everybody: true, prices: { 'extra user': '5', 'domain check': '0.05' } })
    expect(await priceOf(other, 'extra user')).toBe('5.00')
  })

  it('of two from the same day, the one written later counts; a list given keeps the prices it has', async () => {
    const customer = await world.customer()
    const first = await write({ from: inDays(1), everybody: true, prices: { 'extra user': '7' } })
    await write({ from: inDays(1), everybody: true, prices: { 'extra user': '8' } })
    await passTo(1)
    expect(await priceOf(customer, 'extra user')).toBe('8.00')
    await give(customer, first)
    expect(await priceOf(customer, 'extra user')).toBe('7.00')
    await write({ from: inDays(0), everybody: true, prices: { 'extra user': '5' } })
    expect(await priceOf(customer, 'extra user')).toBe('7.00')
  })

  it('the account hears that its prices change, and when', async () => {
    const customer = await world.customer()
    const list = await write({ from: inDays(10), prices: { 'extra user': '1' } })
    const { data } = await give(customer, list)
    await world.pass(2_000)
    expect((await give(customer, list)).data).toEqual(data)
    expect((await noticesTo(customer)).filter(({ kind }) => kind === 'prices-changed')).toHaveLength(1)
    expect(data).toMatchObject({ id: customer.accountId, price_list: list })
    expect(Object((await customer.get('/v1/events?limit=1')).data).items).toMatchObject([
      { kind: 'prices-changed', subject: null, detail: { from: memberOf(data, 'from') } },
    ])
  })

  it('a renewal next week is paid by the list that starts then, an automatic one too', async () => {
    const customer = await world.customer()
    const { id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD', autorinnovo: true }, customer)
    const own = await write({ from: inDays(7), prices: { 'mailbox STANDARD': '20.00' } })
    await give(customer, own)
    const credit = async () => Number(await customer.credit())
    const before = await credit()
    await customer.get(`/pec/${id}/rinnovo`)
    expect(await credit()).toBeCloseTo(before - 11, 2)
    await passTo(7)
    await customer.get(`/pec/${id}/rinnovo`)
    expect(await credit()).toBeCloseTo(before - 31, 2)
    await world.pass(3 * YEAR_MS)
    expect(await credit()).toBeCloseTo(before - 51, 2)
  })

  it('a mailbox that waits for credit is renewed once a new list makes it affordable, in a clock advance too', async () => {
    const customer = await world.customer({ creditCents: 1_100 + 500 })
    const { id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD', autorinnovo: true }, customer)
    await world.pass(YEAR_MS + 2 * DAY_MS)
    const stato = async () => memberOf((await customer.get(`/pec/${id}`)).data, 'stato')
    expect(await stato()).toBe('revocata')
    const cheap = await write({ from: inDays(3), prices: { 'mailbox STANDARD': '4.50' } })
    await give(customer, cheap)
    await world.drain()
    expect(await stato()).toBe('revocata')
    expect((await customer.post('/v1/sandbox/clock', { advance: 'P5D' })).error).toBeNull()
    expect(await stato()).toBe('evasa')
    expect(await customer.credit()).toBe('0.50')
    const found = await world.context.database.pool.query<{ at: Date }>(
      "select at from history where subject_id = $1 and move = 'renewAutomatically'",
      [id],
    )
    expect(found.rows.map(({ at }) => romeDayAt(at))).toEqual([romeDayAt(new Date(now().getTime() - 2 * DAY_MS))])
  })

  it('two processes charge the same at the moment of change', async () => {
    const customer = await world.customer()
    await using other = await anotherProcess(world.context)
    const app = await openServer(other)
    try {
      const there = callerAt(await app.listen({ host: '127.0.0.1', port: 0 }), customer.token)
      expect(await priceOf(there, 'extra user')).toBe(await priceOf(customer, 'extra user'))
      await give(customer, await write({ from: inDays(0), prices: { 'extra user': '3.33' } }))
      expect([await priceOf(there, 'extra user'), await priceOf(customer, 'extra user')]).toEqual(['3.33', '3.33'])
    } finally {
      await app.close()
    }
  })

  it('lists are read as they were written', async () => {
    const operator = await world.operator()
    const id = await write({ name: 'listino 2099', from: '2099-01-01', prices: { 'mailbox GOLD': 59.9 } })
    const head = { id, name: 'listino 2099', everybody: false, starts_at: '2098-12-31T23:00:00.000Z' }
    expect((await operator.get(`/v1/operator/price-lists/${id}`)).data).toMatchObject({
      ...head,
      prices: { 'mailbox GOLD': '59.90' },
    })
    const page = Object((await operator.get('/v1/operator/price-lists?limit=1')).data)
    expect(page.items).toMatchObject([head])
    const rest = Object((await operator.get(`/v1/operator/price-lists?cursor=${page.next}`)).data)
    expect(rest.items.map((one: unknown) => memberOf(one, 'id'))).not.toContain(id)
  })

  const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'x', email_gestione_password: 'luca@example.com' }

  it('quote, price and charge are one, for every paid call under random lists', { timeout: 120_000 }, async () => {
    const items = Object.keys(builtInPrices).filter(isPricedItem)
    const some = fc.dictionary(fc.constantFrom(...items), fc.integer({ min: 0, max: 900 }).map(formatCents))
    const plan = fc.record({ general: some, own: fc.option(some), later: some, days: fc.integer({ min: 0, max: 3 }) })
    await fc.assert(
      fc.asyncProperty(plan, async ({ general, own, later, days }) => {
        const customer = await world.customer()
        await write({ from: inDays(0), everybody: true, prices: general })
        await write({ from: inDays(2), everybody: true, prices: later })
        if (own !== null) await give(customer, await write({ from: inDays(days % 2), prices: own }))
        const { id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' }, customer)
        const domain = await world.given.certifiedDomain({}, customer)
        await world.pass(days * DAY_MS)
        const pec = `/pec/${id}`
        const calls: [string, object, () => Promise<{ error: number | null | undefined; text: string }>][] = [
          ...(['STANDARD', 'GOLD'] as const).map((tipo_casella): (typeof calls)[number] => {
            const body = registration({ tipo_casella })
            return ['registerMailbox', body, () => customer.post('/pec', body)]
          }),
          [
            'resizeMailbox',
            { id, spazio_disco: '+1024' },
            () => customer.patch(`${pec}/modifica`, { spazio_disco: '+1024' }),
          ],
          ['addMailboxUser', { id, ...user }, () => customer.post(`${pec}/multiutenza`, user)],
          ['renewMailbox', { id, anni: 2 }, () => customer.get(`${pec}/rinnovo?anni=2`)],
          [
            'upgradeMailbox',
            { id, tipo_casella: 'GOLD' },
            () => customer.patch(`${pec}/trasformazione`, { tipo_casella: 'GOLD' }),
          ],
          [
            'preserveMailbox',
            { id, spazio_conservazione: 1024 },
            async () =>
              customer.patch(`${pec}/conservazione`, { spazio_conservazione: 1024, documenti: await pdfText() }),
          ],
          ['renewCertifiedDomain', { id: domain.id }, () => customer.get(`/dominio/${domain.id}/rinnovo`)],
          ...[domainOrder()].map((body): (typeof calls)[number] => [
            'orderCertifiedDomain',
            body,
            () => customer.post('/dominio', body),
          ]),
          ['createRegistryRequest', communication(), () => customer.post('/comunica_pec', communication())],
          ['checkDomain', { dominio: 'legalmail.it' }, () => customer.get('/domini_pec/legalmail.it')],
        ]
        for (const [operation, body, make] of calls) {
          const quoted = Object((await customer.post('/v1/quote', { operation, ...body })).data)
          expect([operation, quoted.refused]).toEqual([operation, null])
          const reply = await make()
          expect(reply.error, reply.text).toBeNull()
          expect([operation, await customer.credit()]).toEqual([operation, quoted.credit_after])
        }
        const yearly = Number(await priceOf(customer, 'mailbox GOLD'))
        const renewal = await customer.post('/v1/quote', { operation: 'renewMailbox', id })
        expect(Number(memberOf(renewal.data, 'price'))).toBe(yearly)
      }),
      { seed: propertySeed('price lists'), numRuns: 12 },
    )
  })

  const list = (body: Record<string, unknown>) => async () =>
    (await world.operator()).post('/v1/operator/price-lists', { name: 'x', from: inDays(1), prices: {}, ...body })
  const one = { 'extra user': '1' }
  world.refuses(175, 'an item that is none', list({ prices: { 'mailbox PLATINUM': '1' } }))
  world.refuses(175, 'an item of objects', list({ prices: { toString: '1' } }))
  world.refuses(175, 'a negative price', list({ prices: { 'extra user': '-1' } }))
  world.refuses(175, 'a price that is an object', list({ prices: { 'extra user': {} } }))
  world.refuses(176, 'a list from yesterday', list({ prices: one, from: '2020-01-01' }))
  world.refuses(110, 'prices that are a list', list({ prices: ['1'] }))
  world.refuses(110, 'no prices', list({ prices: undefined }))
  world.refuses(110, 'a day that is none', list({ prices: one, from: '2027-02-30' }))
  world.refuses(110, 'no name', list({ prices: one, name: '' }))
  world.refuses(110, 'a limit of nothing', async () => (await world.operator()).get('/v1/operator/price-lists?limit=0'))
  world.refuses(109, 'a list there is not', async () =>
    (await world.operator()).get(`/v1/operator/price-lists/${'f'.repeat(24)}`),
  )
  world.refuses(109, 'to give a list there is not', async () => give(await world.customer(), 'f'.repeat(24)))
  world.refuses(109, 'to give a list of no id', async () => give(await world.customer(), 'zz'))
  world.refuses(109, 'to give nobody a list', async () =>
    (await world.operator()).call('PUT', `/v1/operator/accounts/${'f'.repeat(24)}/price-list`, { price_list: 'none' }),
  )
  world.refuses(110, 'no word of which list', async () => {
    const { accountId } = await world.customer()
    return (await world.operator()).call('PUT', `/v1/operator/accounts/${accountId}/price-list`, { id: 'f' })
  })
  world.refuses(110, 'an id that is no text', async () => {
    const { accountId } = await world.customer()
    return (await world.operator()).call('PUT', `/v1/operator/accounts/${accountId}/price-list`, { price_list: 1 })
  })
  world.refuses(110, 'prices of a day that is none', async () => (await world.customer()).get('/v1/prices?at=x'))
  world.refuses(160, 'a cursor that is none', async () =>
    (await world.operator()).get('/v1/operator/price-lists?cursor=x'),
  )
  world.refuses(126, 'a customer', async () => (await world.customer()).get('/v1/operator/price-lists'))
})
