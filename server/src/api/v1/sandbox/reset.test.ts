// A reset that also sets the clock back.
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../../testing/caller.ts'
import { registration } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'

describe('POST /v1/sandbox/reset', () => {
  const world = startServer()
  const offset = async (caller: Awaited<ReturnType<typeof world.customer>>) =>
    Number(memberOf((await caller.get('/v1/sandbox/clock')).data, 'offset_seconds'))

  it('leaves the clock, and with clock: true sets it back to real time, again and again', async () => {
    const customer = await world.customer()
    for (const duration of ['P400D', 'P1Y']) {
      await customer.post('/v1/sandbox/clock', { advance: duration })
      await customer.post('/v1/sandbox/reset')
      expect(await offset(customer)).toBeGreaterThan(360 * 86_400)
      const reset = await customer.post('/v1/sandbox/reset', { clock: true })
      expect(reset.data).toEqual({ mailboxes: 0, credit: '10000.00' })
      expect(await offset(customer)).toBe(0)
      expect(Math.abs(Date.parse(reset.headers.get('date') ?? '') - world.context.clock.now().getTime())).toBeLessThan(
        60_000,
      )
    }
  })

  it('leaves tokens that were made meanwhile valid, and work goes on', async () => {
    const customer = await world.customer()
    await customer.post('/v1/sandbox/clock', { advance: 'P30D' })
    const { SCOPE_HOST } = world.context.settings
    const made = await customer.byKey.post('/tokens', { scopes: [`GET:${SCOPE_HOST}/pec`] })
    const token = JSON.parse(made.text) as unknown
    await customer.post('/v1/sandbox/reset', { clock: true })
    const { id } = await world.given.workingMailbox({}, customer)
    const found = /[0-9A-Za-z_]{20,}/.exec(String(memberOf(memberOf(token, 'data'), 'token')))?.[0] ?? ''
    const reply = await fetch(`${world.baseUrl}/pec/${id}`, { headers: { authorization: `Bearer ${found}` } })
    expect(reply.status).toBe(200)
    await customer.post('/v1/sandbox/clock', { advance: 'P366D' })
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'revocata' })
  })

  it('is done once under one Idempotency-Key', async () => {
    const customer = await world.customer()
    const key = { 'idempotency-key': 'once' }
    const first = await customer.post('/v1/sandbox/reset', {}, key)
    await customer.post('/pec', registration())
    expect((await customer.post('/v1/sandbox/reset', {}, key)).text).toBe(first.text)
    expect((await customer.get('/pec')).error).toBeNull()
  })

  world.refuses(110, 'a clock that is neither', async () =>
    (await world.customer()).post('/v1/sandbox/reset', { clock: 'maybe' }),
  )
})

describe('a sandbox with the checks of production', () => {
  const world = startServer({ STRICT: 'production' })

  it('refuses what production refuses, and takes the addresses of a sandbox', async () => {
    const customer = await world.customer()
    expect((await customer.post('/pec', registration())).error).toBeNull()
    expect((await customer.post('/pec', registration({ codice_fiscale_richiedente: 'X' }))).error).toBe(239)
  })
})
