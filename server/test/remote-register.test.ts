// The Business Register through a provider that is not in process: paid exactly where the provider did it, and told later
// where nobody waited any more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providersFrom } from '../src/providers/routing.ts'
import { memberOf } from '../src/testing/caller.ts'
import { communication, pdfText } from '../src/testing/fixtures.ts'
import { startReceiver } from '../src/testing/receiver.ts'
import { remoteProvider } from '../src/testing/remote-provider.ts'
import { startRemoteProvider } from '../src/testing/remote-provider-server.ts'
import type { Behaviour, RemoteProviderServer } from '../src/testing/remote-provider-server.ts'
import { startServer } from '../src/testing/world.ts'

const lines: [string, Behaviour[], Behaviour[], boolean][] = [
  ['answers', ['answer'], [], true],
  ['refuses', ['refuse'], [], false],
  ['breaks before the work', ['break the line before the work'], [], false],
  ['breaks after the work', ['break the line after the work'], [], true],
  ['breaks after the work and again', ['break the line after the work'], ['break the line before the work'], true],
]

describe('a filing at a remote provider', () => {
  const world = startServer({ CALLBACK_PRIVATE_ADDRESSES: 'allow' })
  let provider: RemoteProviderServer
  beforeAll(async () => {
    provider = await startRemoteProvider({ askAgainAt: () => new Date(world.context.clock.now().getTime() + 30_000) })
    const sandbox = world.context.providers.all[0]
    if (sandbox === undefined) throw new Error('the sandbox has a provider')
    const { status } = sandbox.registryRequests
    // News come as in the sandbox; what is asked goes over the line.
    const remote = remoteProvider({ url: provider.url, timeoutMs: 500 })
    const registryRequests = { ...remote.registryRequests, ...(status && { status }) }
    world.context.providers = providersFrom([{ ...remote, registryRequests }])
  })
  afterAll(() => provider.close())

  const openOrders = async () =>
    (await world.context.database.pool.query("select id from provider_operations where state = 'pending'")).rowCount
  const settled = async () => {
    await world.pass(120_000)
    await world.pass(120_000)
    expect(await openOrders()).toBe(0)
  }

  it.each(lines)('is paid where it was opened: the line %s', async (_, ask, recall, doneThere) => {
    await using receiver = await startReceiver()
    const customer = await world.customer()
    provider.next('ask', ...ask)
    provider.next('recall', ...recall)
    const reply = await customer.post('/comunica_pec', communication({ callback: { url: receiver.url } }))
    expect([null, 352]).toContain(reply.error)
    await settled()
    expect(await customer.credit()).toBe(doneThere ? '984.30' : '1000.00')
    const listed = await customer.get('/comunica_pec')
    if (doneThere) expect(listed.data).toMatchObject([{ stato: 'codice_in_richiesta' }])
    else expect(listed.error).toBe(332)
    // Who got no answer hears of it by callback.
    const told = receiver.received.map((one) => memberOf(receiver.resourceOf(one), 'stato'))
    expect(told).toEqual(doneThere && reply.error !== null ? ['codice_in_richiesta'] : [])
  })

  it.each(lines)('has the documents where they arrived: the line %s', async (_, ask, recall, doneThere) => {
    const customer = await world.customer()
    const { data } = await customer.post('/comunica_pec', communication())
    const path = `/comunica_pec/${String(memberOf(data, 'id'))}`
    const decision = { decision: 'CODE_OBTAINED', code: 'X1', attorney: 'Studio', attorney_code: '12345678903' }
    await (await world.operator()).post(`/v1/operator/registry-requests/${memberOf(data, 'id')}/decision`, decision)
    provider.next('ask', ...ask)
    provider.next('recall', ...recall)
    const reply = await customer.patch(path, { documenti: await pdfText() })
    expect([null, 358]).toContain(reply.error)
    await settled()
    const after = (await customer.get(path)).data
    const names = [`${memberOf(data, 'id')}_0_registro_imprese.p7m`]
    expect(memberOf(after, 'documenti_registro_imprese')).toEqual(doneThere ? names : [])
    expect(memberOf(after, 'stato')).toBe(doneThere ? 'comunicazione_evasa' : 'in_attesa_di_documenti')
  })
})
