import { describe, expect, it } from 'vitest'
import { memberOf } from '../testing/caller.ts'
import { startReceiver } from '../testing/receiver.ts'
import { startServer } from '../testing/world.ts'
import { followActivation } from './follow-activation.ts'

describe('following an activation', () => {
  const world = startServer({ SANDBOX_PROVIDER_DELAY_MS: '60000' })
  const run = () => followActivation.run(world.context, new Date(0))
  const later = (ms: number) => {
    const { clock } = world.context
    clock.setOffsetMs(clock.offsetMs() + ms)
  }

  it('moves what is due once; run again, it changes nothing', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await world.given.submittedMailbox({ callback: { url: receiver.url } })
    expect(await run()).toBe(0)
    later(60_000)
    expect(await run()).toBe(1)
    const after = await customer.get(`/pec/${id}`)
    expect(after.data).toMatchObject({ stato: 'evasa' })
    later(5_000)
    expect(await run()).toBe(0)
    expect((await customer.get(`/pec/${id}`)).text).toBe(after.text)
    await world.drain()
    expect(receiver.received).toHaveLength(1)
  })

  it('processes a mailbox once, however many runs find it', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await world.given.submittedMailbox({ callback: { url: receiver.url } })
    later(60_000)
    const moved = await Promise.all([run(), run(), run(), run()])
    expect(moved.reduce((sum, one) => sum + one)).toBe(1)
    expect((await customer.get('/v1/deliveries')).data).toMatchObject({ items: [{ subject: id, event: 'accept' }] })
  })

  it('cancels and refunds even when documents were submitted meanwhile', async () => {
    await using receiver = await startReceiver()
    const customer = await world.customer({ creditCents: 6400 })
    const changes = { casella_pec: 'annullata.tardi@testcert.legalmail.it', callback: { url: receiver.url } }
    const { id } = await world.given.submittedMailbox(changes, customer)
    expect(await customer.credit()).toBe('0.00')
    await world.pass(70_000)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'registrazione_annullata' })
    expect(await customer.credit()).toBe('64.00')
    expect(receiver.received).toHaveLength(2)
    await world.pass(70_000)
    expect(await customer.credit()).toBe('64.00')
  })

  it('refunds a cancelled registration once', async () => {
    const { customer } = await world.given.registeredMailbox({ casella_pec: 'annullata@testcert.legalmail.it' })
    later(60_000)
    expect(await run()).toBe(1)
    expect(await run()).toBe(0)
    expect(await customer.credit()).toBe('1000.00')
    const { rows } = await world.context.database.pool.query<{ kind: string }>(
      'select kind from ledger_entries where account_id = $1 order by id',
      [customer.accountId],
    )
    expect(rows.map((row) => row.kind)).toEqual(['top-up', 'hold', 'capture', 'refund'])
  })

  it('asks again when the provider needs longer, and knows when it is next due', async () => {
    const { customer, id } = await world.given.submittedMailbox({ casella_pec: 'lenta@testcert.legalmail.it' })
    const due = await followActivation.nextDue(world.context)
    const submitted = Number(
      memberOf(memberOf((await customer.get(`/pec/${id}`)).data, 'timestamp'), 'ultima_modifica'),
    )
    expect(due?.getTime()).toBe((submitted + 600) * 1000)
    later(600_000)
    expect(await run()).toBe(1)
    expect(await followActivation.nextDue(world.context)).toBeUndefined()
  })
})
