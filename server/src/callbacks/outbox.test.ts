import { beforeEach, expect, it } from 'vitest'
import { newResourceId } from '../model/resource-id.ts'
import { startServer } from '../testing/world.ts'
import type { Customer } from '../testing/world.ts'
import { noteDeliveries } from './deliveries.ts'
import { outbox } from './outbox.ts'
import { untraced } from '../tracing/tracer.ts'
import type { AttemptOutcome, CallbackMessage } from './sender.ts'

const world = startServer()
beforeEach(() => world.context.database.pool.query('delete from callback_deliveries'))

/** An outbox whose attempts end when the test says how. */
function testOutbox() {
  const { clock, database, sealer } = world.context
  const underWay: { message: CallbackMessage; end: (outcome: AttemptOutcome) => void }[] = []
  const made = outbox({
    database,
    clockOf: () => clock,
    tracer: untraced,
    sender: {
      send: (message) =>
        new Promise((resolve) => {
          const one = {
            message,
            end(outcome: AttemptOutcome) {
              underWay.splice(underWay.indexOf(one), 1)
              resolve(outcome)
            },
          }
          underWay.push(one)
        }),
      close: () => Promise.resolve(),
    },
    openSecret: (accountId, sealed) => sealer.openText(`account:${accountId}`, sealed),
    onTakenOver: () => undefined,
    onAttempt: () => undefined,
    onRoom: () => undefined,
    onProblem: (error) => expect.fail(String(error)),
  })
  const endAll = (outcome: AttemptOutcome) => {
    for (const one of [...underWay]) one.end(outcome)
  }
  const to = (host: string) => underWay.filter(({ message }) => new URL(message.url).hostname === host).length
  return {
    underWay,
    endAll,
    to,
    begin: (since?: Date) => made.begin('everybody', clock.now(), since),
    settled: made.settled,
  }
}

async function waiting(customer: Customer, host: string, count: number): Promise<void> {
  const { kysely } = world.context.database
  const at = world.context.clock.now()
  const url = `https://${host}/hook`
  const notice = {
    accountId: customer.accountId,
    subject: { kind: 'mailbox', id: newResourceId(at) },
    scope: 'x',
    event: 'accept',
    callback: { url, field: 'data', method: 'JSON', data: {} },
    resource: {},
    at,
  } as const
  await kysely.transaction().execute((tx) =>
    noteDeliveries(
      tx,
      Array.from({ length: count }, () => notice),
    ),
  )
}

it('a receiver gets ten places at first, one more for each answer, half for each failure, and never another’s', async () => {
  const box = testOutbox()
  const customer = await world.customer()
  await waiting(customer, 'lento.example', 100)
  await waiting(customer, 'svelto.example', 30)
  expect(await box.begin()).toBe(20)
  expect([box.to('lento.example'), box.to('svelto.example')]).toEqual([10, 10])
  for (const one of box.underWay.filter(({ message }) => message.url.includes('svelto')))
    one.end({ is: 'delivered', status: 200, elapsedMs: 1 })
  const begun = async () => (await box.begin()) >= 0 && box.to('svelto.example')
  await expect.poll(begun).toBe(20)
  expect(box.to('lento.example')).toBe(10)
  box.endAll({ is: 'failed', why: 'timeout', elapsedMs: 15_000 })
  await box.settled()
  expect(await box.begin()).toBe(1)
  expect([box.to('lento.example'), box.to('svelto.example')]).toEqual([1, 0])
  box.endAll({ is: 'delivered', status: 200, elapsedMs: 1 })
  await box.settled()
  expect(await box.begin()).toBe(2)
  box.endAll({ is: 'refused', status: 410, elapsedMs: 1, gone: true })
  await box.settled()
  expect(await box.begin()).toBe(0)
})

it('an account gets half of the places, however many receivers it names', async () => {
  const box = testOutbox()
  const [greedy, modest] = [await world.customer(), await world.customer()]
  for (let n = 0; n < 30; n += 1) await waiting(greedy, `r${n}.example`, 10)
  await waiting(modest, 'z.example', 10)
  await box.begin()
  await box.begin()
  expect(box.to('z.example')).toBe(10)
  expect(box.underWay.length).toBe(210)
  box.endAll({ is: 'delivered', status: 200, elapsedMs: 1 })
  await box.settled()
  while ((await box.begin()) > 0) {
    box.endAll({ is: 'delivered', status: 200, elapsedMs: 1 })
    await box.settled()
  }
})

it('finds what is new beside hundreds of receivers with nothing due, and all of them in some rounds', async () => {
  const box = testOutbox()
  const customer = await world.customer()
  const since = world.context.clock.now()
  for (let n = 0; n < 450; n += 1) await waiting(customer, `tanti${n}.example`, 1)
  await world.context.database.pool.query(
    "update callback_deliveries set next_attempt_at = now() + interval '1 hour' where origin like '%tanti%'",
  )
  await waiting(customer, 'zz.example', 3)
  expect(await box.begin(since)).toBe(3)
  box.endAll({ is: 'delivered', status: 200, elapsedMs: 1 })
  await box.settled()
  await waiting(customer, 'zz.example', 2)
  expect(await box.begin()).toBe(2)
  box.endAll({ is: 'delivered', status: 200, elapsedMs: 1 })
  await box.settled()
})

it('goes on with a receiver that has more, however long ago it was due', async () => {
  const box = testOutbox()
  const customer = await world.customer()
  await waiting(customer, 'arretrato.example', 60)
  const anHourFromNow = new Date(world.context.clock.now().getTime() + 3_600_000)
  let taken = await box.begin()
  while (box.underWay.length > 0) {
    box.endAll({ is: 'delivered', status: 200, elapsedMs: 1 })
    await box.settled()
    taken += await box.begin(anHourFromNow)
  }
  expect(taken).toBe(60)
})

it('of two processes that are both told that an address is gone, each notes it, and neither holds the other up', async () => {
  const boxes = [testOutbox(), testOutbox()]
  for (let round = 0; round < 20; round += 1) {
    await waiting(await world.customer(), `andato${round}.example`, 60)
    for (const box of boxes) expect(await box.begin()).toBeGreaterThan(0)
    for (const box of boxes) box.endAll({ is: 'refused', status: 410, elapsedMs: 1, gone: true })
    await Promise.all(boxes.map((box) => box.settled()))
    const { rows } = await world.context.database.pool.query("select 1 from callback_deliveries where state = 'due'")
    expect(rows).toEqual([])
  }
})

it('an attempt whose account was emptied meanwhile is noted nowhere, and those of others are', async () => {
  const [emptied, other] = [await world.customer(), await world.customer()]
  await waiting(emptied, 'svuotato.example', 3)
  await waiting(other, 'altro.example', 3)
  const box = testOutbox()
  expect(await box.begin()).toBe(6)
  expect((await emptied.post('/v1/sandbox/reset')).error).toBeNull()
  box.endAll({ is: 'delivered', status: 200, elapsedMs: 1 })
  await box.settled()
  const { rows } = await world.context.database.pool.query(
    'select account_id, state, attempts from callback_deliveries order by id',
  )
  expect(rows).toEqual(
    Array.from({ length: 3 }, () => ({ account_id: other.accountId, state: 'delivered', attempts: 1 })),
  )
})
