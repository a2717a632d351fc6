// A provider that PROVIDERS_FILE no longer names: its mailboxes are shown, and what needs it is refused and costs nothing.
import { expect, it } from 'vitest'
import { providersFrom } from '../../src/providers/routing.ts'
import { sandboxProvider } from '../../src/providers/sandbox/adapter.ts'
import { remoteProvider } from '../../src/testing/remote-provider.ts'
import { startFakeConnector } from '../../src/providers/connector/fake-server.ts'
import { startServer } from '../../src/testing/world.ts'

const world = startServer()

it('shows what it had, and refuses what it would have to do', async () => {
  const remote = await startFakeConnector({ askAgainAt: () => world.context.clock.now() })
  try {
    world.context.providers = providersFrom([remoteProvider({ ...remote, timeoutMs: 500 })])
    const { customer, id } = await world.given.workingMailbox()
    const credit = await customer.credit()
    world.context.providers = providersFrom([sandboxProvider({ delayMs: 0 })])
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ id, stato: 'evasa' })
    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBe(206)
    expect((await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })).error).toBe(291)
    expect((await customer.delete(`/pec/${id}`)).error).toBe(329)
    expect((await customer.get(`/pec/${id}/modulo_attivazione`)).status).toBe(503)
    expect(await customer.credit()).toBe(credit)
    expect((await (await world.operator()).get(`/v1/operator/mailboxes/${id}`)).status).not.toBe(500)
  } finally {
    await remote.close()
  }
})
