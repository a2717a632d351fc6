// Jobs in the background of whole processes: told of work they begin at once, share it, and take over from one that died.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContext } from '../context.ts'
import type { Context } from '../context.ts'
import { openLog } from '../log.ts'
import { holdDeliveries } from '../callbacks/claims.ts'
import { startReceiver } from '../testing/receiver.ts'
import type { Receiver } from '../testing/receiver.ts'
import { startServer } from '../testing/world.ts'
import type { Customer } from '../testing/world.ts'
import { startJobs } from './dispatcher.ts'
import type { Dispatcher } from './dispatcher.ts'

describe('a process that takes requests and two that run jobs', () => {
  const world = startServer({ SANDBOX_PROVIDER_DELAY_MS: '0' })
  const processes: { context: Context; jobs: Dispatcher }[] = []

  beforeAll(async () => {
    for (let n = 0; n < 2; n += 1) {
      const { settings, database } = world.context
      const { user, host, port, database: name } = database.pool.options
      const connection = { user: String(user), host: String(host), port: Number(port), database: String(name) }
      const context = await openContext(settings, { log: openLog('silent'), purpose: 'server', connection })
      processes.push({ context, jobs: await startJobs(context) })
    }
  })
  afterAll(async () => {
    for (const { context, jobs } of processes) {
      await jobs.stop()
      await context[Symbol.asyncDispose]()
    }
  })

  /** Resolves when the receiver has that many callbacks. */
  async function has(receiver: Receiver, count: number): Promise<void> {
    while (receiver.received.length < count) await receiver.next()
  }
  const stateOf = async (customer: Customer, id: string) => Object((await customer.get(`/pec/${id}`)).data).stato

  it('activate a mailbox and call back without anybody looking for it', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await world.given.submittedMailbox({ callback: { url: receiver.url } })
    await has(receiver, 1)
    expect(receiver.resourceOf(receiver.received[0])).toMatchObject({ id, stato: 'evasa' })
    expect(await stateOf(customer, id)).toBe('evasa')
  })

  it('activate each of fifty once, and call back once for each', async () => {
    await using receiver = await startReceiver()
    const customer = await world.customer({ creditCents: 10_000_000 })
    const given = Array.from({ length: 50 }, () =>
      world.given.submittedMailbox({ callback: { url: receiver.url } }, customer),
    )
    const ids = (await Promise.all(given)).map(({ id }) => id)
    await has(receiver, 50)
    await Promise.all(processes.map(({ context }) => context.outbox.settled()))
    const seen = receiver.received.map((one) => Object(receiver.resourceOf(one)).id)
    expect([...seen].sort()).toEqual([...ids].sort())
    const { rows } = await world.context.database.pool.query<{ moves: number }>(
      "select count(*)::int as moves from history where subject_id = any($1) and move = 'accept'",
      [ids],
    )
    expect(rows[0]?.moves).toBe(50)
  })

  it('repeat what a killed one was sending, once its claim has ended', async () => {
    await using receiver = await startReceiver()
    receiver.answers(500)
    const { customer } = await world.given.submittedMailbox({ callback: { url: receiver.url } })
    await has(receiver, 1)
    receiver.answers(200)
    const { pool, kysely } = world.context.database
    const { rows } = await pool.query<{ id: string }>(
      "update callback_deliveries set next_attempt_at = now() where account_id = $1 and state = 'due' returning id",
      [customer.accountId],
    )
    // As if held by a process that died: a claim that ends in a second.
    await holdDeliveries(kysely, [rows[0]?.id ?? ''], 1_000)
    await has(receiver, 2)
    expect(receiver.received).toHaveLength(2)
  })

  it('call everybody else back while a receiver with eighty callbacks hangs', async () => {
    await using receiver = await startReceiver()
    let isReached: () => void = () => undefined
    const reached = new Promise<void>((resolve) => (isReached = resolve))
    const hanging = createServer(() => isReached())
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve))
    const silent = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/`
    const customer = await world.customer({ creditCents: 100_000_000 })
    for (let n = 0; n < 80; n += 1) await world.given.registeredMailbox({ callback: { url: silent } }, customer)
    const { pool } = world.context.database
    await pool.query(
      `update mailboxes set stato = 'in_evasione', check_at = now(), submissions = 1, submitted_at = now()
      where account_id = $1`,
      [customer.accountId],
    )
    world.context.wakeUps.wake('follow-activation')
    await reached
    const given = Array.from({ length: 10 }, () =>
      world.given.submittedMailbox({ callback: { url: receiver.url } }, customer),
    )
    await Promise.all(given)
    await has(receiver, 10)
    const { rows } = await pool.query<{ waiting: number }>(
      "select count(*)::int as waiting from callback_deliveries where url = $1 and attempts = 0 and state = 'due'",
      [silent],
    )
    expect(rows[0]?.waiting).toBe(80)
    expect(receiver.received).toHaveLength(10)
    hanging.closeAllConnections()
    hanging.close()
  })
})
