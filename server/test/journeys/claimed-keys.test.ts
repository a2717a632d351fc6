// A key whose request is still running: 107 however far the product's clock leaps, and free again when its process died.
import { expect, it } from 'vitest'
import { claimKey } from '../../src/pipeline/idempotency.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer } from '../../src/testing/world.ts'
import { unitOfWork } from '../../src/unit-of-work.ts'

const world = startServer()
const A_DAY_MS = 86_400_000
const advance = (customer: Customer, key: string) =>
  customer.post('/v1/sandbox/clock', { advance: 'P1D' }, { 'idempotency-key': key })
const repeatable = ({ accountId: ownerId }: Customer, key: string) => {
  return { space: 'own', ownerId, key, requestHash: Buffer.alloc(32) } as const
}

it('is held until its answer is kept, also after a year by the product’s clock', async () => {
  const customer = await world.customer()
  await unitOfWork(world.context, (unit) => claimKey(unit, repeatable(customer, 'lungo')))
  // Another request under it, as far as anybody can tell.
  expect((await advance(customer, 'lungo')).error).toBe(106)
  await world.pass(400 * A_DAY_MS)
  expect((await advance(customer, 'lungo')).error).toBe(106)
})

it('is free again an hour after its process died', async () => {
  const customer = await world.customer()
  await unitOfWork(world.context, (unit) => claimKey(unit, repeatable(customer, 'morto')))
  await world.context.database.pool.query("update kept_answers set claimed_at = now() - interval '61 minutes'")
  const first = await advance(customer, 'morto')
  expect([first.error, first.headers.get('idempotent-replayed')]).toEqual([null, null])
  const again = await advance(customer, 'morto')
  expect([again.error, again.headers.get('idempotent-replayed')]).toEqual([null, 'true'])
})
