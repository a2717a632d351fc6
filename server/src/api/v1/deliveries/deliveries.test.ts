import { describe, expect, it } from 'vitest'
import { noteDeliveries } from '../../../callbacks/deliveries.ts'
import { inTransaction } from '../../../store/transaction.ts'
import { itemsOf, memberOf } from '../../../testing/caller.ts'
import type { Caller } from '../../../testing/caller.ts'
import { startReceiver } from '../../../testing/receiver.ts'
import { startServer } from '../../../testing/world.ts'

describe('/v1/deliveries', () => {
  const world = startServer()
  const listed = async (caller: Caller, query = '') => {
    return itemsOf((await caller.get(`/v1/deliveries${query}`)).data)
  }

  it('lists the account’s callbacks, newest first, without their content', async () => {
    await using receiver = await startReceiver()
    const callback = { url: receiver.url, data: { secret: 'of the customer' } }
    const customer = await world.customer()
    const first = await world.given.workingMailbox({ callback }, customer)
    const second = await world.given.workingMailbox({ callback }, customer)
    await world.given.workingMailbox({ callback })
    const list = await customer.get('/v1/deliveries')
    expect(list.data).toMatchObject({ items: [{ subject: second.id }, { subject: first.id }], next: null })
    expect(list.text).not.toContain('of the customer')
    expect((await listed(customer))[0]).toEqual({
      id: expect.stringMatching(/^msg_[0-9a-f]{24}$/),
      subject: second.id,
      event: 'accept',
      url: receiver.url,
      state: 'delivered',
      attempts: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[0-9:.]+Z$/),
      nextAttemptAt: null,
      reasons: [],
      note: '',
    })
    const page = (await customer.get('/v1/deliveries?limit=1')).data
    expect(page).toMatchObject({ items: [{ subject: second.id }] })
    const rest = `?limit=1&cursor=${String(memberOf(page, 'next'))}`
    expect(await listed(customer, rest)).toMatchObject([{ subject: first.id }])
    expect(memberOf((await customer.get('/v1/deliveries?limit=2')).data, 'next')).not.toBeNull()
  })

  it('lists those of one second in the order in which they came to be, newest first', async () => {
    const { accountId, ...customer } = await world.customer()
    const { pool, kysely } = world.context.database
    const at = new Date('2026-11-01T00:00:00Z')
    const subjects = Array.from({ length: 50 }, (_, n) => n.toString(16).padStart(24, '6'))
    const notices = subjects.map((id, n) => ({
      accountId,
      subject: { kind: 'mailbox', id } as const,
      scope: 'POST:test.pec.openapi.it/pec',
      event: 'accept',
      callback: { url: `https://receiver.example/${n}`, method: 'JSON', field: 'data', data: {} } as const,
      resource: { id },
      at,
    }))
    await inTransaction(kysely, ({ db }) => noteDeliveries(db, notices))
    const found = (await listed(customer, '?limit=50')).map((one) => memberOf(one, 'subject'))
    expect(found).toEqual(subjects.toReversed())
    await pool.query(
      "update callback_deliveries set state = 'given_up', next_attempt_at = null where account_id = $1",
      [accountId],
    )
  })

  it('says why, where the callback tells of a no, whose body has no place for it', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await world.given.submittedMailbox({ callback: { url: receiver.url, method: 'JSON' } })
    const operator = await world.operator()
    const why = { reasons: ['id-expired', 'form-missing'], note: 'scaduto a maggio' }
    const path = `/v1/operator/mailboxes/${id}/decision`
    expect((await operator.post(path, { decision: 'SENT_BACK', reason: why.note })).error).toBeNull()
    expect((await operator.post(path, { decision: 'CALLED_OFF', reason: 'ritirata' })).error).toBeNull()
    await world.drain()
    const told = (await listed(customer)).map((one) => [memberOf(one, 'event'), memberOf(one, 'note')])
    expect(told.toSorted()).toEqual([
      ['cancel', 'ritirata'],
      ['sendBack', why.note],
    ])
    expect(receiver.received.map(({ body }) => body).join('')).not.toContain(why.note)
  })

  it('an account without a mailbox has an empty list', async () => {
    expect((await (await world.customer()).get('/v1/deliveries')).data).toEqual({ items: [], next: null })
  })

  it('delivers again on demand, also what was given up, and lifts the silence of a 410', async () => {
    await using receiver = await startReceiver()
    receiver.answers(410)
    const { customer } = await world.given.workingMailbox({ callback: { url: receiver.url } })
    const id = String(memberOf((await listed(customer))[0], 'id'))
    expect((await customer.get(`/v1/deliveries/${id}`)).data).toMatchObject({
      state: 'given_up',
      history: [{ attempt: 1, outcome: 'refused', status: 410 }],
    })
    expect(await listed(customer, '?failed=true')).toMatchObject([{ id, state: 'given_up' }])
    receiver.answers(200)
    const retried = await customer.post(`/v1/deliveries/${id}/retry`)
    expect(retried.data).toMatchObject({ id, state: 'due' })
    await world.drain()
    const after = await customer.get(`/v1/deliveries/${id}`)
    expect(after.data).toMatchObject({
      state: 'delivered',
      attempts: 2,
      history: [
        { attempt: 1, status: 410 },
        { attempt: 2, status: 200 },
      ],
    })
    expect(await listed(customer, '?failed=true')).toEqual([])
    expect(receiver.received.map((one) => one.headers['webhook-id'])).toEqual([id, id])
    await world.given.workingMailbox({ callback: { url: receiver.url } }, customer)
    expect(receiver.received).toHaveLength(3)
  })

  it('shows what is sent where one is read', async () => {
    await using receiver = await startReceiver()
    const { customer } = await world.given.workingMailbox({ callback: { url: receiver.url, method: 'JSON' } })
    const { data } = await customer.get(`/v1/deliveries/${String(memberOf((await listed(customer))[0], 'id'))}`)
    expect(data).toMatchObject({ contentType: 'application/json', body: receiver.received[0]?.body })
  })

  it('shows what the receiver answered to each attempt, without what is about people, and no more than 2 kB', async () => {
    await using receiver = await startReceiver()
    const told = `no such customer: ROSSI, RSSMRA80A01H501U, nuovo@esempio.it, 06 12345678, whsec_abc+/= ${'x'.repeat(3_000)}`
    receiver.answers(422, {}, told)
    const { customer } = await world.given.workingMailbox({ callback: { url: receiver.url } })
    const [one] = await listed(customer)
    expect(Object.keys(one ?? {})).not.toContain('history')
    receiver.answers(200, {}, Buffer.from([0, 0xff, 0x41]))
    const path = `/v1/deliveries/${String(memberOf(one, 'id'))}`
    await customer.post(`${path}/retry`)
    await world.drain()
    const { data } = await customer.get(path)
    expect(data).toMatchObject({
      history: [
        {
          attempt: 1,
          status: 422,
          elapsedMs: expect.any(Number),
          reply: expect.stringContaining('no such customer: {'),
        },
        { attempt: 2, status: 200, reply: '\ufffdA' },
      ],
    })
    const [first] = Object(data).history
    expect(first.reply).not.toMatch(/rossi|RSSMRA|esempio|1234|abc/i)
    expect(first.reply.length).toBeLessThanOrEqual(2_048)
    expect(world.logLines.join('')).not.toContain('no such customer')
  })

  it('delivers all again that was given up since a moment, and nothing of before or of others', async () => {
    await using receiver = await startReceiver()
    receiver.answers(410)
    const customer = await world.customer()
    const callback = (n: number) => ({ callback: { url: `${receiver.url}/${n}` } })
    const old = await world.given.workingMailbox(callback(0), customer)
    await world.pass(86_400_000)
    const since = world.context.clock.now().toISOString()
    for (const n of [1, 2]) await world.given.workingMailbox(callback(n), customer)
    await world.given.workingMailbox(callback(3))
    receiver.answers(200)
    const key = { 'idempotency-key': 'di-nuovo' }
    const again = await customer.post('/v1/deliveries/retry', { since }, key)
    expect(again.data).toEqual({ retried: 2, more: false })
    expect((await customer.post('/v1/deliveries/retry', { since }, key)).text).toBe(again.text)
    await world.drain()
    const states = (await listed(customer)).map((one) => [memberOf(one, 'subject') === old.id, memberOf(one, 'state')])
    expect(states).toEqual([
      [false, 'delivered'],
      [false, 'delivered'],
      [true, 'given_up'],
    ])
    expect((await customer.post('/v1/deliveries/retry', { since })).data).toEqual({ retried: 0, more: false })
  })

  it.each(['2026', 'ieri', '2026-13-01T00:00:00Z', '9999-01-01T00:00:00Z', 7, null])(
    '110 · %s is no moment',
    async (since) => {
      expect((await (await world.customer()).post('/v1/deliveries/retry', { since })).error).toBe(110)
    },
  )

  it('knows another account’s delivery as little as one that is not there', async () => {
    await using receiver = await startReceiver()
    const { customer } = await world.given.workingMailbox({ callback: { url: receiver.url } })
    const id = String(memberOf((await listed(customer))[0], 'id'))
    const other = await world.customer()
    for (const one of [id, 'msg_nothing', '%00']) {
      expect((await other.get(`/v1/deliveries/${one}`)).error).toBe(109)
      expect((await other.post(`/v1/deliveries/${one}/retry`)).error).toBe(109)
    }
    await world.drain()
    expect(receiver.received).toHaveLength(1)
  })

  world.refuses(160, 'a cursor of nobody’s', async ({ customer }) => (await customer()).get('/v1/deliveries?cursor=x'))
  world.refuses(110, 'limit over 1000', async ({ customer }) => (await customer()).get('/v1/deliveries?limit=1001'))
  world.refuses(125.22, 'nobody', async ({ stranger }) => stranger().get('/v1/deliveries'))
  world.refuses(126, 'an operator', async ({ operator }) => (await operator()).get('/v1/deliveries'))
})
