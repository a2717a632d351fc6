// A file whose rows are orders at a provider that takes its time: no row is told to be refused that may still go through.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeConnector } from '../../src/providers/connector/fake-server.ts'
import type { FakeConnector } from '../../src/providers/connector/fake-server.ts'
import { providersFrom } from '../../src/providers/routing.ts'
import { itemsOf, memberOf } from '../../src/testing/caller.ts'
import { registration } from '../../src/testing/fixtures.ts'
import { remoteProvider } from '../../src/testing/remote-provider.ts'
import { startServer } from '../../src/testing/world.ts'

const A_DAY_MS = 86_400_000

describe('a file of orders at a remote provider', () => {
  const world = startServer()
  let provider: FakeConnector
  beforeAll(async () => {
    provider = await startFakeConnector({ askAgainAt: () => new Date(world.context.clock.now().getTime() + A_DAY_MS) })
    world.context.providers = providersFrom([remoteProvider({ ...provider, timeoutMs: 500 })])
  })
  afterAll(() => provider.close())

  it('waits for the answer to a row, whatever the others came to, and charges it once', async () => {
    const customer = await world.customer()
    const rows = [registration(), registration({ cap_titolare: '' }), registration()]
    const slow = String(rows[0]?.casella_pec)
    const pending = Array.from({ length: 100 }, () => 'answer pending' as const)
    provider.misbehave(slow, { ask: pending, query: [...pending] })
    const file = rows.map((row) => JSON.stringify(row)).join('\n')
    const id = String(memberOf((await customer.post('/v1/bulk?operation=registerMailbox', file)).data, 'id'))
    const told = async () => (await customer.get(`/v1/bulk/${id}`)).data
    await world.drain()
    await world.drain()
    expect(await told()).toMatchObject({ state: 'running', waiting: 1, succeeded: 1, refused: 1, price: '64.00' })
    expect((await customer.post(`/v1/bulk/${id}/cancel`)).data).toMatchObject({ state: 'canceling', waiting: 1 })
    provider.misbehave(slow, { ask: [], query: [] })
    await world.pass(2 * A_DAY_MS)
    await world.drain()
    expect(await told()).toMatchObject({ state: 'done', succeeded: 2, refused: 1, price: '128.00' })
    const [row] = itemsOf((await customer.get(`/v1/bulk/${id}/rows`)).data)
    expect(row).toMatchObject({ state: 'succeeded', price: '64.00', replayed: false })
    expect(await customer.credit()).toBe('872.00')
  })
})
