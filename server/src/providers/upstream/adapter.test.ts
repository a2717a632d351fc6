// What an upstream may answer: the documented samples are understood, and everything else loses nothing.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { boundedExchange } from '../../network/bounded-exchange.ts'
import { filed, ordered, pdfHandle, placed } from '../../testing/orders.ts'
import type { Provider } from '../port/capabilities.ts'
import type { MailboxOrder } from '../port/mailboxes.ts'
import { upstreamProvider } from './adapter.ts'
import type { Trouble } from './client.ts'
import { startFakeServer } from './fake-server.ts'
import type { FakeServer, GivenAnswer } from './fake-server.ts'

const now = new Date('2026-03-01T10:00:00Z')
const seconds = (at: Date) => Math.floor(at.getTime() / 1_000)
const ask = { reference: `${seconds(now).toString(16)}0000000000000001`, now }
const later = { ...ask, now: new Date(now.getTime() + 600_000) }
const id = '6040e4613a716838dc4eee0e'
const expiresAt = new Date(1_646_391_493_000)

let fake: FakeServer
let provider: Provider
const troubles: Trouble['why'][] = []
const exchange = boundedExchange({ privateAddresses: 'allow', version: '0', timeoutMs: 1_000 })
beforeAll(async () => {
  fake = await startFakeServer()
  const onTrouble = ({ why }: Trouble) => void troubles.push(why)
  provider = upstreamProvider({
    name: 'vendor',
    baseUrl: fake.url,
    token: 'a-token',
    callsPerMinute: Infinity,
    exchange,
    onTrouble,
  })
})
afterAll(async () => {
  await exchange.close()
  await fake.close()
})
beforeEach(() => {
  troubles.length = 0
})

/** The mailbox of the samples, as we would have it. */
const sampled = (changes: Partial<MailboxOrder> = {}) =>
  placed('yourpec@testcert.legalmail.it', { providerRef: id, expiresAt, tipo_casella: 'BRONZE', ...changes })
const own = { id, casella_pec: 'yourpec@testcert.legalmail.it' }
const json = (status: number, body: unknown): GivenAnswer => ({ status, body: JSON.stringify(body) })

describe('the documented samples', () => {
  it('are a registration, an activation and what follows', async () => {
    fake.shows(own)
    const { mailboxes } = provider
    expect(await mailboxes.register?.(sampled({ providerRef: null }), ask)).toMatchObject({
      is: 'done',
      value: { providerRef: id, cod_attivazione: expect.stringMatching(/^\d{8}$/), uid: expect.stringMatching(/^MA/) },
    })
    expect(await mailboxes.submitDocuments?.(sampled(), [pdfHandle], ask)).toMatchObject({ is: 'done' })
    const facts = { expiresAt: expect.any(Date), spaces: { spazio_disco: expect.any(Number) } }
    fake.shows({ ...own, stato: 'evasa' })
    expect(await mailboxes.status?.(sampled(), now)).toMatchObject({ is: 'done', value: { is: 'activated', ...facts } })
    fake.shows(own)
    const spaces = { spazio_disco: 3072, spazio_storico: 14_336, spazio_conservazione: 1536 }
    expect(await mailboxes.resize?.(sampled(), spaces, ask)).toMatchObject({ is: 'done', value: { spaces } })
    expect(await mailboxes.upgrade?.(sampled(), 'GOLD', ask)).toMatchObject({ is: 'done' })
    expect(await mailboxes.preserve?.(sampled(), 1024, [pdfHandle], ask)).toMatchObject({ is: 'done' })
    expect(await mailboxes.revoke?.(sampled(), ask)).toMatchObject({ is: 'done' })
    expect(await mailboxes.checkAddress?.(own.casella_pec)).toMatchObject({ is: 'done' })
    expect(await mailboxes.activationForm?.(sampled(), now)).toMatchObject({ is: 'done' })
  })

  it('are a mailbox revoked there before we looked: the operator hears of it, and it is asked about once an hour', async () => {
    fake.shows({ ...own, stato: 'revocata' })
    const askAgainAt = new Date(now.getTime() + 3_600_000)
    expect(await provider.mailboxes.status?.(sampled(), now)).toEqual({ is: 'pending', askAgainAt })
    expect(troubles).toEqual(['revoked there'])
  })

  it('are a domain and a request, whose envelope may lack members', async () => {
    fake.shows({ id, dominio: 'testdominio.legalmail.it' })
    const domain = ordered('testdominio.legalmail.it', { providerRef: id })
    const { certifiedDomains, registryRequests } = provider
    expect(await certifiedDomains.order?.(domain, ask)).toMatchObject({ is: 'done', value: { providerRef: id } })
    expect(await certifiedDomains.status?.(domain, now)).toMatchObject({ is: 'done', value: { is: 'flags' } })
    expect(await certifiedDomains.revoke?.(domain, ask)).toMatchObject({ is: 'done' })
    fake.shows({ id, casella_pec: 'yourpec@pec.it' })
    const request = filed('yourpec@pec.it', { providerRef: id })
    expect(await registryRequests.open?.(request, ask)).toMatchObject({ is: 'done', value: { providerRef: id } })
    expect(await registryRequests.submitDocuments?.(request, [pdfHandle], ask)).toMatchObject({ is: 'done' })
  })

  it('are a renewal that is asked for once, from the expiry both know', async () => {
    const timestamp = (at: Date) => ({ ...own, stato: 'evasa', timestamp: { scadenza: seconds(at) } })
    const twoYearsLater = new Date('2024-03-04T10:58:13Z')
    fake.next(json(200, { data: timestamp(expiresAt), success: true, error: null }))
    fake.shows(timestamp(twoYearsLater))
    expect(await provider.mailboxes.renew?.(sampled(), 2, ask)).toMatchObject({
      is: 'done',
      value: { expiresAt: twoYearsLater },
    })
    const before = fake.asked.length
    // It is there by now: not bought again.
    expect(await provider.mailboxes.renew?.(sampled(), 2, ask)).toMatchObject({ is: 'done' })
    expect(fake.asked.slice(before).map(({ operation }) => operation)).toEqual(['GET /pec/{id}'])
    fake.shows(timestamp(new Date('2022-09-04T10:58:13Z')))
    expect(await provider.mailboxes.renew?.(sampled(), 1, ask)).toMatchObject({ is: 'not done' })
    expect(troubles).toEqual(['expiry differs'])
  })
})

const envelope = (error: number, message = 'no') => ({ success: false, message, error, data: null })

describe('what it refuses', () => {
  const revoke = () => provider.mailboxes.revoke?.(sampled(), ask)
  const active = json(200, { data: { ...own, stato: 'evasa' }, success: true, message: '', error: null })

  it.each<[string, GivenAnswer, Trouble['why']]>([
    ['a price', json(402, envelope(290, 'Insufficient Credit in Wallet: 64.00 > 3.20')), 'no credit'],
    ['our token', json(401, envelope(125.22, 'Wrong Token')), 'credentials refused'],
    ['our scopes', json(403, envelope(126, 'Wrong Scope')), 'credentials refused'],
    ['so many requests', json(429, envelope(105)), 'too many requests'],
  ])('%s was certainly not done, and the operator hears of it', async (_, answer, why) => {
    fake.next(answer)
    expect(await revoke()).toEqual({ is: 'not done', cause: why, about: 'every order' })
    expect(troubles).toEqual([why])
  })

  it.each(['activationForm', 'preservationForm'] as const)('%s is told to the operator too', async (form) => {
    fake.next(json(401, envelope(125.22, 'Wrong Token')))
    expect(await provider.mailboxes[form]?.(sampled(), now)).toMatchObject({ is: 'down' })
    expect(troubles).toEqual(['credentials refused'])
  })

  it('is a refusal once reading shows no effect, and done where the effect is there', async () => {
    fake.next(json(428, envelope(304, 'only if it is active')), active)
    expect(await revoke()).toMatchObject({ is: 'refused', refusal: { number: 304, text: 'only if it is active' } })
    fake.shows({ ...own, stato: 'revocata' })
    fake.next(json(406, envelope(303)))
    expect(await revoke()).toMatchObject({ is: 'done' })
  })
})

describe('what cannot be understood is silence', () => {
  const html = { status: 200, type: 'text/html', body: '<h1>Manutenzione</h1>' }
  const answers: [string, GivenAnswer][] = [
    ['HTML', html],
    ['HTML with 503', { ...html, status: 503 }],
    ['nothing', { status: 200, body: '' }],
    ['half an object', { status: 200, body: '{"data":{' }],
    ['null', { status: 200, body: 'null' }],
    ['a number instead of data', json(200, { data: 7, success: true, error: null })],
    [
      'another type',
      { status: 200, type: 'text/plain', body: JSON.stringify({ data: { ...own, stato: 'revocata' } }) },
    ],
    ['another mailbox', json(200, { data: { ...own, id: 'f'.repeat(24), stato: 'revocata' }, success: true })],
    ['another address', json(200, { data: { ...own, casella_pec: 'x@y.it', stato: 'revocata' }, success: true })],
    ['no effect', json(200, { data: { ...own, stato: 'evasa' }, success: true, error: null })],
    ['five megabytes', { status: 200, body: JSON.stringify({ data: 'x'.repeat(5 * 1024 ** 2) }) }],
    ['an unknown number', json(500, envelope(9999))],
    ['a number of the platform', json(406, envelope(107))],
    ['its own 503', json(503, envelope(329))],
    ['a redirect', { status: 302, body: '' }],
  ]
  it.each(answers)('%s, and the operator hears of it', async (_, answer) => {
    fake.next(answer, answer)
    expect(await provider.mailboxes.revoke?.(sampled(), ask)).toMatchObject({ is: 'down' })
    expect(troubles).toEqual(['no usable answer'])
    expect(await provider.mailboxes.status?.(sampled(), now)).toMatchObject({
      is: _ === 'no effect' ? 'pending' : 'down',
    })
  })

  it.each([
    ['a hundred megabytes', 100],
    ['an answer that never ends', Infinity],
  ])('%s', async (_, thenMib) => {
    const revoked = JSON.stringify({ data: { ...own, stato: 'revocata' }, success: true, error: null })
    const whole = { status: 200, body: revoked, thenMib }
    fake.next(whole, whole)
    expect(await provider.mailboxes.revoke?.(sampled(), ask)).toMatchObject({ is: 'down' })
    expect(await provider.mailboxes.status?.(sampled(), now)).toMatchObject({ is: 'down' })
    const form = { status: 200, type: 'application/pdf', body: '%PDF-1.7\n', thenMib: Math.min(thenMib, 50) }
    fake.next(form, form)
    for (const name of ['activationForm', 'preservationForm'] as const)
      expect(await provider.mailboxes[name]?.(sampled(), now)).toMatchObject({ is: 'down' })
    fake.next(json(200, { data: { ...own, stato: 'in_attesa_di_documenti', codice_registro_imprese: 'R-1' } }), form)
    const request = filed(own.casella_pec, { providerRef: id })
    expect(await provider.registryRequests.status?.(request, now)).toMatchObject({ is: 'down' })
  })

  it('an address there is not, and values of other types: what is left of them is what can be meant', async () => {
    const odd = {
      ...{ spazio_disco: '4096', spazio_storico: -1, spazio_conservazione: 1e300, uid: { a: 1 }, multiutenza: 'x' },
      ...{ cod_attivazione: 12345678, timestamp: { scadenza: 1_646_391_493.7, registrazione: null } },
    }
    fake.next(json(200, { data: { ...own, stato: 'evasa', ...odd }, success: 'yes', error: 'none' }))
    expect(await provider.mailboxes.status?.(sampled(), now)).toEqual({
      is: 'done',
      value: { is: 'activated', expiresAt, spaces: {} },
    })
    const user = { nome: 'a', cognome: 'b', descrizione: 'c', email_gestione_password: 'd@example.com' }
    fake.next(json(200, { data: { ...own, ...odd }, success: true }))
    expect(await provider.mailboxes.addUser?.(sampled(), user, ask)).toMatchObject({ is: 'down' })
    fake.next(json(200, { data: { ...own, ...odd, tipo_casella: 'BRONZE' }, success: true }))
    expect(await provider.mailboxes.register?.(sampled({ providerRef: null }), ask)).toMatchObject({ is: 'down' })
    fake.next(json(200, { data: { available: 'true' }, success: true }))
    expect(await provider.mailboxes.checkAddress?.('\ud800@x.it')).toMatchObject({ is: 'down' })
    const flags = { stato_fornitore: 'ok', dns: true, config: null, certif: 'OK', timestamp: 'domani' }
    fake.next(json(200, { data: { id, dominio: 'a.it', ...flags }, success: true }))
    expect(await provider.certifiedDomains.status?.(ordered('a.it', { providerRef: id }), now)).toMatchObject({
      value: { is: 'flags', flags: { certif: 'OK' } },
    })
  })

  it('a state that went back: nothing is decided, and it is asked about again', async () => {
    const back = (stato: string) => json(200, { data: { ...own, stato }, success: true, error: null })
    for (const stato of ['registrata', 'in_evasione', 'sospesa', '']) {
      fake.next(back(stato))
      expect(await provider.mailboxes.status?.(sampled({ submissions: 2 }), now)).toMatchObject({ is: 'pending' })
    }
    const request = filed(own.casella_pec, { providerRef: id, submissions: 1, submittedAt: now })
    for (const stato of ['codice_in_richiesta', 'documenti_caricati', 'sospesa']) {
      fake.next(back(stato))
      expect(await provider.registryRequests.status?.(request, now)).toMatchObject({ is: 'pending' })
    }
  })

  it('an expiry in the year 9999 at a renewal or an order: nothing is bought, or nothing is believed', async () => {
    const timestamp = { scadenza: 253_370_764_800 }
    const endless = json(200, { data: { ...own, stato: 'evasa', timestamp }, success: true, error: null })
    fake.next(endless)
    const before = fake.asked.length
    expect(await provider.mailboxes.renew?.(sampled(), 1, ask)).toMatchObject({ is: 'not done' })
    expect(fake.asked.slice(before).map(({ operation }) => operation)).toEqual(['GET /pec/{id}'])
    expect(troubles).toEqual(['expiry differs'])
    const domain = { id, dominio: 'a.it', fornitore: 'infocert', timestamp }
    fake.next(json(200, { data: domain, success: true, error: null }))
    expect(await provider.certifiedDomains.order?.(ordered('a.it'), ask)).toMatchObject({ is: 'down' })
  })

  it('an expiry in the year 9999, and a form that is none', async () => {
    const endless = { ...own, stato: 'evasa', timestamp: { scadenza: 253_370_764_800 } }
    fake.next(json(200, { data: endless, success: true, error: null }))
    expect(await provider.mailboxes.status?.(sampled(), now)).toMatchObject({ is: 'pending' })
    fake.next(html, { status: 200, type: 'application/pdf', body: '<h1>' })
    for (const form of ['activationForm', 'preservationForm'] as const)
      expect(await provider.mailboxes[form]?.(sampled(), now)).toMatchObject({ is: 'down' })
  })
})

describe('what became of a question', () => {
  const active = json(200, { data: { ...own, stato: 'evasa' }, success: true, message: '', error: null })
  const outcome = (at: typeof ask) => provider.outcomes?.mailboxes.revoke?.(sampled(), at)

  it('is a no only when it cannot be on its way any more', async () => {
    fake.next(active, active, { status: 500, body: '' })
    expect(await outcome(ask)).toMatchObject({ is: 'pending' })
    expect(await outcome(later)).toMatchObject({ is: 'refused' })
    expect(await outcome(later)).toMatchObject({ is: 'down' })
  })

  it('is no mailbox of somebody else with the same address', async () => {
    const item = { ...own, tipo_casella: 'BRONZE', stato: 'registrata', timestamp: {} }
    const other = { ...item, nome_richiedente: 'anna', cognome_richiedente: 'bianchi', cod_attivazione: '12345678' }
    fake.next(json(200, { data: [item], success: true }), json(200, { data: other, success: true }))
    const registered = provider.outcomes?.mailboxes.register
    expect(await registered?.(sampled({ providerRef: null }), later)).toMatchObject({ is: 'refused' })
    fake.next(json(200, { data: [item], success: true }))
    const known = { ...later, isKept: async () => true }
    expect(await registered?.(sampled({ providerRef: null }), known)).toMatchObject({ is: 'refused' })
  })
})

it('an upstream nobody reaches is not connected, and its health says so', async () => {
  const nobody = upstreamProvider({
    name: 'gone',
    baseUrl: 'http://127.0.0.1:1',
    token: 'a-token',
    callsPerMinute: 60,
    exchange,
    onTrouble: () => undefined,
  })
  expect(await nobody.mailboxes.revoke?.(sampled(), ask)).toEqual({
    is: 'not done',
    cause: 'not connected',
    about: 'the connection',
  })
  expect(await nobody.health?.()).toEqual({ reachable: false, credentials: 'unknown' })
  fake.next(json(402, envelope(290, 'Insufficient Credit in Wallet: 64.00 > 3.20')))
  expect(await provider.mailboxes.revoke?.(sampled(), ask)).toMatchObject({ cause: 'no credit' })
  expect(await provider.health?.()).toEqual({ reachable: true, credentials: 'accepted', credit: '3.20' })
  fake.shows({ ...own, stato: 'revocata' })
  expect(await provider.mailboxes.revoke?.(sampled(), ask)).toMatchObject({ is: 'done' })
  expect(await provider.health?.()).toEqual({ reachable: true, credentials: 'accepted' })
  fake.next(json(401, envelope(125.22)))
  expect(await provider.health?.()).toMatchObject({ reachable: true, credentials: 'refused' })
})
