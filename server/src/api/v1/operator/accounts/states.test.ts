// Accounts that are suspended, reopened and closed: who gets in, what is paid, what goes on.
import { describe, expect, it } from 'vitest'
import { unmatchedDebits } from '../../../../ledger/debits.ts'
import { memberOf, noticesTo } from '../../../../testing/caller.ts'
import { anotherProcess } from '../../../../testing/another-process.ts'
import { registration, romeDayAt } from '../../../../testing/fixtures.ts'
import { startReceiver } from '../../../../testing/receiver.ts'
import { startServer } from '../../../../testing/world.ts'
import type { Customer } from '../../../../testing/world.ts'

const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS

describe('the states of an account', () => {
  const world = startServer()
  const path = (id: string, what: string) => `/v1/operator/accounts/${id}/${what}`
  const act = async (id: string, what: string, body: Record<string, unknown> = {}) =>
    (await world.operator()).post(path(id, what), { reason: 'fatture non pagate', ...body })
  /** Caches of this process forget at once; a test waits for nothing. */
  const forget = () => world.context.authenticator.forget()
  async function done(customer: Customer, what: string, body?: Record<string, unknown>) {
    const reply = await act(customer.accountId, what, body)
    expect(reply.error, reply.text).toBeNull()
    forget()
    return reply.data
  }
  const eventsOf = async (customer: Customer) => Object((await customer.get('/v1/events')).data).items

  it('a suspended account opens nothing, by token, key or refresh token, until it is reopened', async () => {
    const customer = await world.customer()
    const { data: made } = await customer.byKey.post('/tokens', { scopes: [`*:*/*`] })
    const refresh = String(memberOf(made, 'refreshToken'))
    expect(await done(customer, 'suspend')).toMatchObject({ id: customer.accountId, state: 'suspended' })
    expect(await customer.get('/pec')).toMatchObject({ status: 401, error: 125.22 })
    expect(await customer.byKey.get('/wallet')).toMatchObject({ status: 401, error: 130 })
    const refreshing = { authorization: `Bearer ${refresh}` }
    const path = `/tokens/${String(memberOf(made, 'token'))}`
    expect((await world.stranger().call('PATCH', path, {}, refreshing)).error).toBe(140)

    expect(await done(customer, 'reopen', { reason: 'pagate' })).toMatchObject({ state: 'active' })
    expect((await customer.get('/pec')).error).toBe(200)
    const [reopened, suspended] = await eventsOf(customer)
    expect(suspended).toMatchObject({
      subject: null,
      kind: 'state-changed',
      by: 'operator',
      author: null,
      detail: { move: 'suspend', from: 'active', to: 'suspended', reason: 'fatture non pagate' },
    })
    expect(reopened).toMatchObject({ kind: 'state-changed', detail: { move: 'reopen', reason: 'pagate' } })
  })

  it('is suspended in every process within a second', async () => {
    const customer = await world.customer()
    await using other = await anotherProcess(world.context)
    const authorization = `Bearer ${customer.token}`
    expect(await other.authenticator.principalOf(authorization)).toMatchObject({ accountId: customer.accountId })
    await act(customer.accountId, 'suspend')
    await expect
      .poll(() => other.authenticator.principalOf(authorization), { timeout: 1_000, interval: 20 })
      .toBeUndefined()
  })

  it('a wallet pays nothing from the moment its account is suspended, also where a token is still known', async () => {
    const customer = await world.customer()
    expect((await customer.get('/pec')).error).toBe(200)
    await act(customer.accountId, 'suspend')
    // Known or not by then, the answer is the same.
    const reply = await customer.post('/pec', registration({ tipo_casella: 'STANDARD' }))
    expect(reply).toMatchObject({ status: 401, error: 125.22, message: 'Wrong Token' })
    expect(await customer.credit()).toBe('1000.00')
  })

  it('renewals wait as for an empty wallet, reminders and callbacks go on, and are made up for at the reopening', async () => {
    await using receiver = await startReceiver()
    const callback = { url: receiver.url, method: 'JSON' }
    const { customer, id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD', autorinnovo: true, callback })
    const before = await customer.credit()
    await done(customer, 'suspend')
    await world.pass(YEAR_MS + 2 * DAY_MS)
    expect(await customer.credit()).toBe(before)
    await done(customer, 'reopen')
    const kinds = (await noticesTo(customer)).filter(({ subject }) => subject === id).map(({ kind }) => kind)
    expect(kinds).toContain('expiry-reminder')
    expect(kinds).toContain('renewal-failed')
    expect(receiver.received.length).toBeGreaterThan(1)
    await world.drain()
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
    const renewed = (await customer.get(`/pec/${id}`)).data
    expect(Number(await customer.credit())).toBe(Number(before) - 11)
    await world.drain()
    expect((await customer.get(`/pec/${id}`)).data).toEqual(renewed)
    expect(await unmatchedDebits(world.context.database.kysely)).toEqual([])
  })

  it('closes an account that has nothing: its secrets end, and the credit left is told and taken', async () => {
    const customer = await world.customer({ creditCents: 12_345 })
    expect(await done(customer, 'close')).toMatchObject({ state: 'closed', paid_out: '123.45' })
    expect(await customer.credit()).toBe('0.00')
    expect((await customer.get('/pec')).error).toBe(125.22)
    expect((await customer.byKey.get('/wallet')).error).toBe(130)
    const { pool } = world.context.database
    const open = await pool.query(
      `select id from tokens where account_id = $1 and revoked_at is null
      union all select id from api_keys where account_id = $1 and (expires_at is null or expires_at > $2)`,
      [customer.accountId, world.context.clock.now()],
    )
    expect(open.rows).toEqual([])
    const { rows } = await pool.query('select reason from ledger_entries where account_id = $1 and kind = $2', [
      customer.accountId,
      'capture',
    ])
    expect(rows).toEqual([{ reason: 'paid out at closing: fatture non pagate' }])
    expect((await act(customer.accountId, 'reopen')).error).toBe(171)
  })

  it('closes one with a working mailbox only by force: it works until it expires, and is not renewed', async () => {
    const { customer, id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD', autorinnovo: true })
    await world.given.request({}, customer)
    expect(await act(customer.accountId, 'close')).toMatchObject({
      status: 428,
      error: 172,
      message: 'the account has 1 mailbox, 1 order or request under way: close it with force',
    })
    await done(customer, 'close', { force: true })
    const stateOf = async () =>
      memberOf(memberOf((await (await world.operator()).get(`/v1/operator/mailboxes/${id}`)).data, 'resource'), 'stato')
    expect(await stateOf()).toBe('evasa')
    await world.pass(YEAR_MS + 2 * DAY_MS)
    expect(await stateOf()).toBe('revocata')
    await world.pass(100 * DAY_MS)
    expect(await stateOf()).toBe('chiusa')
  })

  it('of a registration and a closing at once, one is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const customer = await world.customer({ creditCents: 1_100 })
      const [registered, closed] = await Promise.all([
        customer.post('/pec', registration({ tipo_casella: 'STANDARD' })),
        act(customer.accountId, 'close'),
      ])
      expect([registered.error, closed.error].filter((error) => error === null)).toHaveLength(1)
    }
  })

  it('of a free registration and a closing at once, one is refused too', async () => {
    const operator = await world.operator()
    const from = romeDayAt(world.context.clock.now())
    const free = { name: 'gratis', from, prices: { 'mailbox STANDARD': '0' } }
    const price_list = memberOf((await operator.post('/v1/operator/price-lists', free)).data, 'id')
    for (let round = 0; round < 5; round += 1) {
      const customer = await world.customer({ creditCents: 0 })
      expect((await operator.call('PUT', path(customer.accountId, 'price-list'), { price_list })).error).toBeNull()
      const [registered, closed] = await Promise.all([
        customer.post('/pec', registration({ tipo_casella: 'STANDARD' })),
        act(customer.accountId, 'close'),
      ])
      expect([registered.error, closed.error].filter((error) => error === null)).toHaveLength(1)
    }
  })

  it('takes credit and debits for a suspended account, and no credit for a closed one', async () => {
    const customer = await world.customer({ creditCents: 0 })
    await done(customer, 'suspend')
    const operator = await world.operator()
    expect((await operator.post(path(customer.accountId, 'credit'), { amount: '5', reason: 'x' })).data).toMatchObject({
      credit: '5.00',
    })
    expect((await operator.post(path(customer.accountId, 'debit'), { amount: '2', reason: 'x' })).data).toMatchObject({
      credit: '3.00',
    })
    await done(customer, 'close')
    expect((await operator.post(path(customer.accountId, 'credit'), { amount: '5', reason: 'x' })).error).toBe(171)
  })

  it('twenty suspensions at once are one', async () => {
    const customer = await world.customer()
    const replies = await Promise.all(Array.from({ length: 20 }, () => act(customer.accountId, 'suspend')))
    expect(replies.filter(({ error }) => error === null)).toHaveLength(1)
    expect(replies.filter(({ error }) => error === 171)).toHaveLength(19)
  })

  world.refuses(171, 'a suspension of a suspended account', async ({ customer }) => {
    const { accountId } = await customer()
    await act(accountId, 'suspend')
    return act(accountId, 'suspend')
  })
  world.refuses(171, 'a reopening of an account that works', async ({ customer }) =>
    act((await customer()).accountId, 'reopen'),
  )
  it('operators see where an account stands', async () => {
    const { accountId } = await world.customer()
    const stateOf = async () =>
      memberOf((await (await world.operator()).get(`/v1/operator/accounts/${accountId}`)).data, 'state')
    expect(await stateOf()).toBe('active')
    await act(accountId, 'suspend')
    expect(await stateOf()).toBe('suspended')
  })
  world.refuses(171, 'closing a closed account', async ({ customer }) => {
    const { accountId } = await customer()
    await act(accountId, 'close')
    return act(accountId, 'close')
  })
  world.refuses(172, 'closing an account with a registration', async ({ given }) => {
    const { customer } = await given.registeredMailbox()
    return act(customer.accountId, 'close')
  })
  for (const what of ['suspend', 'reopen', 'close']) {
    world.refuses(109, `to ${what} nobody`, () => act('f'.repeat(24), what))
    world.refuses(109, `to ${what} no id`, () => act('zz', what))
    world.refuses(110, `to ${what} without a reason`, async ({ customer }) =>
      act((await customer()).accountId, what, { reason: '' }),
    )
    world.refuses(126, `to ${what} as a customer`, async ({ customer }) => {
      const other = await customer()
      return other.post(path(other.accountId, what), { reason: 'x' })
    })
  }
})
