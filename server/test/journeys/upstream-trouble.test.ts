// What only the operator can mend at an upstream: the customer pays nothing, and the operator hears of it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeServer } from '../../src/providers/upstream/fake-server.ts'
import type { FakeServer } from '../../src/providers/upstream/fake-server.ts'
import { registration } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'

const TOKEN = 'upstream-token-geheim'

describe('an upstream declared in the file of providers', () => {
  let folder = ''
  let fake: FakeServer
  beforeAll(async () => {
    fake = await startFakeServer()
    folder = await mkdtemp(join(tmpdir(), 'ceralacca-upstream-'))
    const vendor = { kind: 'upstream', baseUrl: fake.url, token: { env: 'UPSTREAM_TOKEN' } }
    const file = { providers: { vendor }, routes: [{ provider: 'vendor' }] }
    await writeFile(join(folder, 'providers.json'), JSON.stringify(file))
  })
  afterAll(async () => {
    await fake.close()
    await rm(folder, { recursive: true, force: true })
  })
  const world = startServer({
    UPSTREAM_TOKEN: TOKEN,
    get PROVIDERS_FILE() {
      return join(folder, 'providers.json')
    },
  })
  const free = { status: 200, body: JSON.stringify({ data: { available: true }, success: true, error: null }) }
  const refusing = (status: number, error: number, message: string) => ({
    status,
    body: JSON.stringify({ success: false, message, error, data: null }),
  })

  it('without credit there costs the customer nothing and is said to the operator', async () => {
    const customer = await world.customer()
    fake.next(free, refusing(402, 262, 'Insufficient Credit in Wallet: 64.00 > 3.20'))
    const reply = await customer.post('/pec', registration())
    expect(reply).toMatchObject({ status: 503, error: 263 })
    expect(reply.text).not.toContain('3.20')
    expect(await customer.credit()).toBe('1000.00')
    expect((await customer.get('/pec')).error).toBe(200)

    const needed = world.logLines.filter((line) => line.includes('a provider needs its operator'))
    expect(needed.map((line): unknown => JSON.parse(line))).toMatchObject([{ provider: 'vendor', why: 'no credit' }])
    expect(await world.metric('ceralacca_provider_troubles_total{provider="vendor",why="no credit"}')).toBe(1)
    const shown = await (await world.operator()).get('/v1/operator/providers')
    expect(shown.data).toMatchObject([
      { name: 'vendor', kind: 'upstream', reachable: true, credentials: 'accepted', credit: '3.20' },
      { name: 'sandbox', reachable: null },
    ])
  })

  const resumed = async () => (await world.operator()).post('/v1/operator/providers/vendor/resume')

  it('that no longer takes our token is 503, and shows in the report', async () => {
    await resumed()
    const customer = await world.customer()
    const wrong = refusing(401, 125.22, 'Wrong Token')
    fake.next(free, wrong)
    expect(await customer.post('/pec', registration())).toMatchObject({ status: 503, error: 263 })
    expect(await customer.credit()).toBe('1000.00')
    fake.next(wrong)
    const shown = await (await world.operator()).get('/v1/operator/providers')
    expect(shown.data).toMatchObject([{ reachable: true, credentials: 'refused' }, { name: 'sandbox' }])
    expect(shown.text + world.logLines.join('')).not.toContain(TOKEN)
  })

  it('that refuses what we refuse too is refused with that number, filled in', async () => {
    await resumed()
    const customer = await world.customer()
    const unknown = 'the domain testcert.legalmail.it is non-existent in the system or belongs to someone else'
    const absent = refusing(404, 200, 'no pec linked to this account')
    fake.next(free, refusing(404, 326, unknown), absent)
    expect(await customer.post('/pec', registration())).toMatchObject({ status: 404, error: 326, message: unknown })
    fake.next(free, refusing(406, 299, 'something of another call'), absent)
    expect(await customer.post('/pec', registration())).toMatchObject({ status: 503, error: 263 })
    expect(await customer.credit()).toBe('1000.00')
  })
})
