// The Business Register through a remote provider: paid exactly when the provider executed it, and reported by callback
// when the caller got no answer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providersFrom } from '../../src/providers/routing.ts'
import { memberOf } from '../../src/testing/caller.ts'
import { communication, pdfText } from '../../src/testing/fixtures.ts'
import { startReceiver } from '../../src/testing/receiver.ts'
import { remoteProvider } from '../../src/testing/remote-provider.ts'
import { startFakeConnector } from '../../src/providers/connector/fake-server.ts'
import type { Behaviour, FakeConnector } from '../../src/providers/connector/fake-server.ts'
import { startServer } from '../../src/testing/world.ts'

const faults: [string, Behaviour[], Behaviour[], boolean][] = [
  ['answers', ['answer'], [], true],
  ['refuses', ['refuse'], [], false],
  ['drops before executing', ['drop the connection before executing'], [], false],
  ['drops after executing', ['drop the connection after executing'], [], true],
  [
    'drops after executing, and again',
    ['drop the connection after executing'],
    ['drop the connection before executing'],
    true,
  ],
]

describe('a filing at a remote provider', () => {
  const world = startServer({ CALLBACK_PRIVATE_ADDRESSES: 'allow' })
  let provider: FakeConnector
  beforeAll(async () => {
    provider = await startFakeConnector({ askAgainAt: () => new Date(world.context.clock.now().getTime() + 30_000) })
    const sandbox = world.context.providers.all[0]
    if (sandbox === undefined) throw new Error('the sandbox has a provider')
    const { status } = sandbox.registryRequests
    // Decisions come from the sandbox; operations go to the remote provider.
    const remote = remoteProvider({ ...provider, timeoutMs: 500 })
    const registryRequests = { ...remote.registryRequests, ...(status && { status }) }
    world.context.providers = providersFrom([{ ...remote, registryRequests }])
  })
  afterAll(() => provider.close())

  const pendingOperations = async () =>
    (await world.context.database.pool.query("select id from provider_operations where state = 'pending'")).rowCount
  const finishPending = async () => {
    await world.pass(120_000)
    await world.pass(120_000)
    expect(await pendingOperations()).toBe(0)
  }

  it.each(faults)('is paid when it was opened: the connection %s', async (_, ask, query, executed) => {
    await using receiver = await startReceiver()
    const customer = await world.customer()
    provider.next('ask', ...ask)
    provider.next('query', ...query)
    const reply = await customer.post('/comunica_pec', communication({ callback: { url: receiver.url } }))
    expect([null, 352]).toContain(reply.error)
    await finishPending()
    expect(await customer.credit()).toBe(executed ? '984.30' : '1000.00')
    const listed = await customer.get('/comunica_pec')
    if (executed) expect(listed.data).toMatchObject([{ stato: 'codice_in_richiesta' }])
    else expect(listed.error).toBe(332)
    // A caller without an answer gets a callback.
    const reported = receiver.received.map((one) => memberOf(receiver.resourceOf(one), 'stato'))
    expect(reported).toEqual(executed && reply.error !== null ? ['codice_in_richiesta'] : [])
  })

  it.each(faults)('has the documents when they arrived: the connection %s', async (_, ask, query, executed) => {
    const customer = await world.customer()
    const { data } = await customer.post('/comunica_pec', communication())
    const path = `/comunica_pec/${String(memberOf(data, 'id'))}`
    const decision = { decision: 'CODE_OBTAINED', code: 'X1', attorney: 'Studio', attorney_code: '12345678903' }
    await (await world.operator()).post(`/v1/operator/registry-requests/${memberOf(data, 'id')}/decision`, decision)
    provider.next('ask', ...ask)
    provider.next('query', ...query)
    const reply = await customer.patch(path, { documenti: await pdfText() })
    expect([null, 358]).toContain(reply.error)
    await finishPending()
    const after = (await customer.get(path)).data
    const names = [`${memberOf(data, 'id')}_0_registro_imprese.p7m`]
    expect(memberOf(after, 'documenti_registro_imprese')).toEqual(executed ? names : [])
    expect(memberOf(after, 'stato')).toBe(executed ? 'comunicazione_evasa' : 'in_attesa_di_documenti')
  })
})
