// A server whose operator attached a partner by a connector: the life of a mailbox there, forms of the partner's, news, and
// answers nobody can trust, which lose nothing and cost nothing twice.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { capabilities } from '../../src/providers/port/capabilities.ts'
import { isCapability } from '../../src/providers/connector/manifest.ts'
import { startFakeConnector } from '../../src/providers/connector/fake-server.ts'
import type { FakeConnector, GivenAnswer } from '../../src/providers/connector/fake-server.ts'
import { pdfText } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'

describe('a partner behind a connector', () => {
  let folder = ''
  let fake: FakeConnector
  beforeAll(async () => {
    fake = await startFakeConnector({ askAgainAt: () => world.context.clock.now() })
    fake.offers(...Object.keys(capabilities).filter(isCapability))
    folder = await mkdtemp(join(tmpdir(), 'ceralacca-connector-'))
    const providers = { partner: { kind: 'connector', baseUrl: fake.url, secret: { env: 'PARTNER_SECRET' } } }
    await writeFile(join(folder, 'providers.json'), JSON.stringify({ providers, routes: [{ provider: 'partner' }] }))
  })
  const world = startServer({
    RENEWAL_GUARD_SECONDS: '0',
    PUBLIC_URL: 'https://casella.example.it',
    get PROVIDERS_FILE() {
      return join(folder, 'providers.json')
    },
    get PARTNER_SECRET() {
      return fake.secret
    },
  })
  afterAll(async () => {
    await fake.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('provides a mailbox from its order to its renewal, with its own form and at its own dates', async () => {
    const { customer, id, casella_pec } = await world.given.registeredMailbox()
    const ordered = fake.asked.find(({ operation }) => operation === 'mailboxes.register')
    const newsUrl = String(ordered?.body.news_url)
    expect(newsUrl).toMatch(/^https:\/\/casella\.example\.it\/v1\/provider-callbacks\/partner\/.{40}/)
    const form = await fetch(`${world.baseUrl}/pec/${id}/modulo_attivazione`, {
      headers: { authorization: `Bearer ${customer.token}` },
    })
    expect(await form.text()).toBe('%PDF-1.7 of the partner')

    const pending = { is: 'pending', ask_again_after_seconds: 3_600 }
    const activated = { state: 'activated', expires_at: '2028-05-01T00:00:00Z', spaces: { spazio_disco: 7_000 } }
    fake.next('read', { body: pending }, { body: { is: 'done', value: activated } })
    expect((await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })).error).toBeNull()
    await world.drain()
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'in_evasione' })
    // Its news are only a hint to ask at once.
    expect((await fetch(newsUrl.replace('https://casella.example.it', world.baseUrl), { method: 'POST' })).status).toBe(
      200,
    )
    await world.drain()
    const scadenza = Date.parse(activated.expires_at) / 1_000
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({
      stato: 'evasa',
      spazio_disco: 7_000,
      timestamp: { scadenza },
    })

    const before = Number(await customer.credit())
    fake.next('ask', { body: { is: 'done', value: { expires_at: '2029-06-01T00:00:00Z' } } })
    expect((await customer.get(`/pec/${id}/rinnovo`)).data).toMatchObject({
      timestamp: { scadenza: Date.parse('2029-06-01T00:00:00Z') / 1_000 },
    })
    expect(before - Number(await customer.credit())).toBe(64)
    expect(casella_pec).not.toBe('')
  })

  const done = { is: 'done', value: {} }
  it.each<[string, GivenAnswer]>([
    ['unsigned', { body: done, signed: 'not' }],
    ['stale', { body: done, signed: 'long ago' }],
    ['replayed', { body: done, signed: 'as the last answer' }],
    ['of another type', { body: { is: 'done', value: { expires_at: 7 } } }],
    ['of the year 9999', { body: { is: 'done', value: { expires_at: '9999-01-01T00:00:00Z' } } }],
    ['of a megabyte', { body: { ...done, more: 'x'.repeat(1_000_000) } }],
  ])('whose answer is %s did nothing until it says so, and is paid once', async (_, answer) => {
    const { customer, id, casella_pec } = await world.given.workingMailbox()
    const before = Number(await customer.credit())
    fake.next('ask', answer)
    fake.next('query', answer)
    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBe(206)
    expect(before - Number(await customer.credit())).toBe(64)
    await world.pass(600_000)
    // It never did it, and says so when it is asked again.
    expect(fake.done('mailboxes.renew', casella_pec)).toBe(0)
    expect(Number(await customer.credit())).toBe(before)
    const told = world.logLines.filter((line) => line.includes('a provider needs its operator'))
    expect(told.join()).toContain('"provider":"partner"')
    for (const secret of [fake.secret, casella_pec, id]) expect(told.join()).not.toContain(secret)
  })

  it('is shown to its operator with what is wrong with it', async () => {
    const shown = async () => Object((await (await world.operator()).get('/v1/operator/providers')).data)[0]
    expect(await shown()).toMatchObject({
      name: 'partner',
      kind: 'connector',
      reachable: true,
      credentials: 'accepted',
    })
    fake.next('manifest', { body: { protocol: 9, name: 'Later', capabilities: [] } })
    expect(await shown()).toMatchObject({ reachable: true, problem: 'another version of the protocol' })
  })
})
