// Several providers at once, as an operator's file says: what is ordered goes to its route and stays there.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { doctor } from '../../src/commands/doctor.ts'
import { providersFrom } from '../../src/providers/routing.ts'
import { startServer } from '../../src/testing/world.ts'

const providers = { office: { kind: 'back-office' }, demo: { kind: 'sandbox' } }
const file = {
  providers,
  routes: [{ resource: 'mailbox', tipo_casella: ['GOLD'], provider: 'demo' }, { provider: 'office' }],
}

describe('a server with a file of providers', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ceralacca-providers-'))
    await writeFile(join(folder, 'providers.json'), JSON.stringify(file))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const world = startServer({
    get PROVIDERS_FILE() {
      return join(folder, 'providers.json')
    },
  })
  const providerOf = async (id: string) => {
    const found = await world.context.database.pool.query('select provider from mailboxes where id = $1', [id])
    return found.rows[0]
  }

  it('orders each resource where its route leads', async () => {
    const gold = await world.given.workingMailbox({ tipo_casella: 'GOLD' })
    const silver = await world.given.registeredMailbox({ tipo_casella: 'SILVER' })
    expect(await providerOf(gold.id)).toEqual({ provider: 'demo' })
    expect(await providerOf(silver.id)).toEqual({ provider: 'office' })
    expect((await gold.customer.get(`/pec/${gold.id}`)).data).toMatchObject({ stato: 'evasa' })
  })

  it('asks about an address whoever might register it', async () => {
    const customer = await world.customer()
    const verify = async (address: string) => (await customer.get(`/verifica_pec/${address}`)).data
    expect(await verify('occupata@testcert.legalmail.it')).toEqual({ available: false })
    expect(await verify('occupata@test.domiciliodigitale.com')).toEqual({ available: true })
  })

  it('leaves a resource where it was ordered when the routes change', async () => {
    const { customer, id } = await world.given.workingMailbox({ tipo_casella: 'GOLD' })
    const known = world.context.providers
    world.context.providers = providersFrom([known.named('office'), known.named('demo'), known.named('sandbox')])
    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBeNull()
    const other = await world.given.registeredMailbox({ tipo_casella: 'GOLD' })
    world.context.providers = known
    expect([await providerOf(id), await providerOf(other.id)]).toEqual([{ provider: 'demo' }, { provider: 'office' }])
  })

  it('shows its operator every provider, the built-in one for older orders included', async () => {
    const health = { reachable: null, credentials: null, credit: null, problem: null }
    const waiting = { pending_operations: 0, oldest_pending_at: null, differences: 0 }
    const inProcess = { ...health, ...waiting, paused: null, budget: null, operations: [] }
    expect((await (await world.operator()).get('/v1/operator/providers')).data).toEqual([
      { name: 'office', kind: 'back-office', label: 'A person in the back office', ...inProcess },
      { name: 'demo', kind: 'sandbox', label: 'Simulated provider', ...inProcess },
      { name: 'sandbox', kind: 'sandbox', label: 'Simulated provider', ...inProcess },
    ])
  })
})

describe('doctor', () => {
  it('names the place in a file that cannot be used', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ceralacca-providers-'))
    const path = join(folder, 'providers.json')
    await writeFile(path, JSON.stringify({ ...file, routes: [{ provider: 'nobody' }] }))
    const { data, failed } = await doctor([], { PROVIDERS_FILE: path, DATA_DIR: folder })
    await rm(folder, { recursive: true, force: true })
    expect(failed).toBe(true)
    expect(data).toMatchObject({
      findings: expect.arrayContaining([
        { what: 'start', is: 'fail', says: 'PROVIDERS_FILE: routes[0].provider must be one of office, demo' },
      ]),
    })
  })
})
