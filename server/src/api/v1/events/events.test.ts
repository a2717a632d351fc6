import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../testing/caller.ts'
import type { Caller } from '../../../testing/caller.ts'
import { pdfText, registration } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'

describe('/v1/events', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
  const read = async (caller: Caller, query = '') => {
    const reply = await caller.get(`/v1/events${query}`)
    expect(reply.error, reply.text).toBeNull()
    return itemsOf(reply.data)
  }
  const numbers = (items: object[]) => items.map((item) => Number(memberOf(item, 'number')))
  const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1)

  it('tells the whole life of a mailbox in its order: money, changes, reasons, reminders, each with its cause', async () => {
    const { customer, id } = await world.given.submittedMailbox({ tipo_casella: 'STANDARD', autorinnovo: true })
    const operator = await world.operator()
    const sentBack = { decision: 'SENT_BACK', reason: 'retro' }
    expect((await operator.post(`/v1/operator/mailboxes/${id}/decision`, sentBack)).error).toBeNull()
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    await world.pass(10_000)
    await world.pass(366 * 86_400_000)
    const life = await read(customer, '?after=0')
    expect(numbers(life)).toEqual(upTo(life.length))
    const token = { account: customer.accountId, token: expect.any(String) }
    expect(life.slice(0, 6)).toMatchObject([
      { kind: 'credited', subject: null, detail: { amount: '1000.00', reason: 'test' } },
      {
        kind: 'debited',
        subject: id,
        detail: { amount: '11.00', cause: `POST /pec ${id}` },
        by: 'customer',
        author: token,
      },
      { kind: 'state-changed', subject: id, detail: { move: 'register', from: null, to: 'registrata' }, author: token },
      { kind: 'state-changed', subject: id, detail: { to: 'in_evasione' }, by: 'customer' },
      { kind: 'documents-sent-back', detail: { note: 'retro' }, by: 'operator', author: null },
      {
        kind: 'state-changed',
        detail: { to: 'documenti_errati', reason: 'retro', reasons: [] },
        by: 'operator',
        author: null,
      },
    ])
    const renewal = life.slice(-2)
    expect(renewal).toMatchObject([
      { kind: 'debited', subject: id, detail: { amount: '11.00' } },
      { kind: 'changed', subject: id, detail: { move: 'renewAutomatically' }, by: 'clock' },
    ])
    expect(life.filter((one) => memberOf(one, 'kind') === 'expiry-reminder').length).toBeGreaterThan(2)
    expect(JSON.stringify(life)).not.toMatch(/legalmail|mario|@/i)
    expect(numbers(await read(customer))).toEqual(upTo(life.length).toReversed())
  })

  it('is followed by page, forwards and backwards, without a gap and nothing twice', async () => {
    const customer = await world.customer()
    for (let n = 0; n < 3; n += 1) await customer.post('/pec', registration())
    for (const start of ['?after=0&', '?']) {
      const seen: number[] = []
      for (let next: unknown = ''; next !== null;) {
        const query = `${start}limit=2${next === '' ? '' : `&cursor=${String(next)}`}`
        const page = (await customer.get(`/v1/events${query}`)).data
        seen.push(...numbers(itemsOf(page)))
        next = memberOf(page, 'next')
      }
      expect(seen).toEqual(start === '?' ? upTo(7).toReversed() : upTo(7))
    }
    expect(await read(customer, '?after=7')).toEqual([])
  })

  it('has no gap and no change of order for a reader beside many writers, some of whom fail', async () => {
    const customer = await world.customer({ creditCents: 10_000_000 })
    const operator = await world.operator()
    const seen: number[] = []
    let writing = true
    const follow = async () => {
      while (writing) {
        seen.push(...numbers(await read(customer, `?after=${seen.at(-1) ?? 0}`)))
      }
      seen.push(...numbers(await read(customer, `?after=${seen.at(-1) ?? 0}`)))
    }
    const write = async (writer: number) => {
      for (let n = 0; n < 6; n += 1) {
        const { data } = await customer.post('/pec', registration())
        const id = String(memberOf(data, 'id'))
        await Promise.all([
          customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() }),
          // Taken, and so undone with everything the transaction had written.
          customer.post('/pec', registration({ casella_pec: String(memberOf(data, 'casella_pec')) })),
          operator.post(`/v1/operator/accounts/${customer.accountId}/credit`, { amount: '1.00', reason: `${writer}` }),
        ])
      }
    }
    const following = follow()
    await Promise.all(Array.from({ length: 8 }, (_, n) => write(n)))
    writing = false
    await following
    // The first credit; then a debit, two changes and a credit each.
    expect(seen).toEqual(upTo(1 + 8 * 6 * 4))
  })

  it('keeps 400 days, and what is left has no gap', async () => {
    const { customer } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' })
    await world.pass(366 * 86_400_000)
    const before = numbers(await read(customer, '?after=0'))
    await world.pass(40 * 86_400_000)
    const left = numbers(await read(customer, '?after=0'))
    expect(left.length).toBeLessThan(before.length)
    expect(left).toEqual(upTo(left.at(-1) ?? 0).slice(-left.length))
  })

  it('begins after what a reset has emptied', async () => {
    const { customer } = await world.given.registeredMailbox()
    const [last = 0] = numbers(await read(customer))
    await customer.post('/v1/sandbox/reset')
    const items = await read(customer, `?after=0`)
    expect(numbers(items)[0]).toBe(last + 1)
    expect(items).toMatchObject([{ kind: 'credited' }])
  })

  it('names no resource for money that is about none', async () => {
    const customer = await world.customer()
    const operator = await world.operator()
    await operator.post(`/v1/operator/accounts/${customer.accountId}/credit`, { amount: '1.00', reason: 'bonifico' })
    expect((await customer.get('/domini_pec/pec.it')).error).toBeNull()
    expect(await read(customer)).toMatchObject([
      {
        kind: 'debited',
        subject: null,
        detail: { amount: '0.05', cause: expect.stringMatching(/^domini_pec pec\.it /) },
      },
      { kind: 'credited', subject: null, by: 'operator', author: null, detail: { reason: 'bonifico' } },
      { kind: 'credited', subject: null },
    ])
  })

  it('is of one account', async () => {
    const { customer } = await world.given.registeredMailbox()
    const other = await world.customer()
    expect(await read(other)).toMatchObject([{ number: 1, kind: 'credited' }])
    expect((await read(customer)).length).toBeGreaterThan(1)
  })

  it('leaves no draft behind', async () => {
    const drafts = await sql`select from feed_drafts`.execute(world.context.database.kysely)
    expect(drafts.rows).toEqual([])
  })

  const cursor = (text: string) => Buffer.from(text).toString('base64url')
  it.each([
    'x',
    '%00',
    cursor('-1'),
    cursor('1 2'),
    cursor('9'.repeat(16)),
    `${cursor('1')}=`,
    'A'.repeat(201),
    cursor("1'"),
  ])('160 · %s is no cursor', async (hostile) => {
    const reply = await (await world.customer()).get(`/v1/events?cursor=${hostile}`)
    expect([reply.error, reply.status]).toEqual([160, 406])
  })
  world.refuses(160, 'a cursor of another list', async ({ customer }) =>
    (await customer()).get(`/v1/events?cursor=${cursor('2026-01-01T00:00:00.000Z 0123456789abcdef01234567')}`),
  )
  world.refuses(110, 'after no number', async ({ customer }) => (await customer()).get('/v1/events?after=x'))
})
