// What every provider owes the port, run for each of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boundedExchange } from '../network/bounded-exchange.ts'
import { filed, ordered, pdfHandle, placed } from '../testing/orders.ts'
import { startFakeConnector } from '../providers/connector/fake-server.ts'
import type { FakeConnector } from '../providers/connector/fake-server.ts'
import { remoteProvider } from '../testing/remote-provider.ts'
import { backOfficeProvider } from './back-office/adapter.ts'
import type { Answer } from './port/answer.ts'
import { can, capabilities, contradictionsIn } from './port/capabilities.ts'
import type { Capability, Provider } from './port/capabilities.ts'
import type { RequestOrder } from './port/registry-requests.ts'
import { providersFrom, providersIn } from './routing.ts'
import { sandboxDomains } from './sandbox/domains.ts'
import { sandboxMailboxes } from './sandbox/mailboxes.ts'
import { sandboxRegister } from './sandbox/register.ts'
import { sandboxProvider } from './sandbox/adapter.ts'
import { upstreamProvider } from './upstream/adapter.ts'
import { startFakeServer } from './upstream/fake-server.ts'
import type { FakeServer } from './upstream/fake-server.ts'

const now = new Date('2026-03-01T10:00:00Z')
const later = new Date(now.getTime() + 600_000)
const names = (words: string) => `mario.${words}@testcert.legalmail.it`
const ask = { reference: '65a00000000000000000000f', now }

const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'prima', email_gestione_password: 'a@example.com' }
const domainAs = (casella_pec: string) => casella_pec.replace(/^mario\./, '').replace('@', '.')

/** One question for each capability, asked about an address; undefined where the provider lacks it. */
function questions(
  { mailboxes, certifiedDomains, registryRequests }: Provider,
  casella_pec: string,
  providerRef: string | null = null,
): Record<Capability, () => Promise<Answer<unknown>> | undefined> {
  const mailbox = placed(casella_pec, { providerRef })
  const domain = ordered(domainAs(casella_pec), { providerRef })
  const request = filed(casella_pec, { providerRef })
  const spaces = { spazio_disco: 2048, spazio_storico: 0, spazio_conservazione: 0 }
  return {
    'mailboxes.checkAddress': () => mailboxes.checkAddress?.(casella_pec),
    'mailboxes.register': () => mailboxes.register?.(mailbox, ask),
    'mailboxes.submitDocuments': () => mailboxes.submitDocuments?.(mailbox, [pdfHandle], ask),
    'mailboxes.status': () => mailboxes.status?.(mailbox, later),
    'mailboxes.activationForm': () => mailboxes.activationForm?.(mailbox, now),
    'mailboxes.preservationForm': () => mailboxes.preservationForm?.(mailbox, now),
    'mailboxes.revoke': () => mailboxes.revoke?.(mailbox, ask),
    'mailboxes.renew': () => mailboxes.renew?.(mailbox, 1, ask),
    'mailboxes.resize': () => mailboxes.resize?.(mailbox, spaces, ask),
    'mailboxes.upgrade': () => mailboxes.upgrade?.(mailbox, 'GOLD', ask),
    'mailboxes.preserve': () => mailboxes.preserve?.(mailbox, 512, [pdfHandle], ask),
    'mailboxes.addUser': () => mailboxes.addUser?.(mailbox, user, ask),
    'registryRequests.open': () => registryRequests.open?.(request, ask),
    'registryRequests.submitDocuments': () => registryRequests.submitDocuments?.(request, [pdfHandle], ask),
    'registryRequests.status': () => registryRequests.status?.(request, later),
    'certifiedDomains.order': () => certifiedDomains.order?.(domain, ask),
    'certifiedDomains.status': () => certifiedDomains.status?.(domain, later),
    'certifiedDomains.renew': () => certifiedDomains.renew?.(domain, 1, ask),
    'certifiedDomains.revoke': () => certifiedDomains.revoke?.(domain, ask),
  }
}

const isCapability = (name: string): name is Capability => Object.hasOwn(capabilities, name)
const asked = Object.keys(capabilities).filter(isCapability)
const hostile = [
  '',
  '@',
  'a@b',
  names('x'.repeat(10_000)),
  'mario\0@x.it',
  '\ud800@x.it',
  names('guasto.errati.occupata.annullata.lenta'),
]

let remoteServer: FakeConnector | undefined
beforeAll(async () => {
  remoteServer = await startFakeConnector({ askAgainAt: () => later })
  remoteServer.offers(...asked)
})
afterAll(() => remoteServer?.close())

/** What an upstream shows after it did what it was asked: beside names and ids, the effect of each capability. */
const upstreamRef = '6040e4613a716838dc4eee0e'
const inTwoYears = { timestamp: { scadenza: Date.UTC(2028, 2, 1) / 1_000 } }
const shownAfter: Partial<Record<Capability, Record<string, unknown>>> = {
  'mailboxes.submitDocuments': { stato: 'in_evasione' },
  'mailboxes.status': { stato: 'evasa', ...inTwoYears },
  'mailboxes.revoke': { stato: 'revocata' },
  'mailboxes.renew': { stato: 'evasa', ...inTwoYears },
  'mailboxes.resize': { spazio_disco: 2048 },
  'mailboxes.upgrade': { tipo_casella: 'GOLD' },
  'mailboxes.preserve': { conservazione: true },
  'mailboxes.addUser': { multiutenza: [{ ...user, userid: 'MA000001' }] },
  'registryRequests.submitDocuments': { stato: 'documenti_caricati' },
  'registryRequests.status': { stato: 'in_attesa_di_documenti', codice_registro_imprese: 'R-1' },
  'certifiedDomains.order': inTwoYears,
  'certifiedDomains.renew': { stato: 'evaso', ...inTwoYears },
  'certifiedDomains.revoke': { stato: 'revocato' },
}
const upstreamExchange = boundedExchange({ privateAddresses: 'allow', version: '0', timeoutMs: 2_000 })
let upstreamServer: FakeServer | undefined
beforeAll(async () => {
  upstreamServer = await startFakeServer()
})
afterAll(async () => {
  await upstreamExchange.close()
  await upstreamServer?.close()
})
const upstream = () =>
  upstreamProvider({
    name: 'upstream',
    baseUrl: upstreamServer?.url ?? '',
    token: 'a-token',
    callsPerMinute: Infinity,
    exchange: upstreamExchange,
    onTrouble: () => undefined,
  })

/** Asks a provider; what an upstream has there by then is what was asked. */
function asking(provider: Provider, casella_pec: string, capability: Capability) {
  if (provider.manifest.kind !== 'upstream') return questions(provider, casella_pec)[capability]()
  const { tipo_casella } = placed(casella_pec)
  const named = { id: upstreamRef, casella_pec, dominio: domainAs(casella_pec), fornitore: 'infocert', tipo_casella }
  upstreamServer?.shows({ ...named, ...shownAfter[capability] })
  return questions(provider, casella_pec, upstreamRef)[capability]()
}

describe.each([
  ['sandbox', () => sandboxProvider({ delayMs: 1_000 })],
  ['back-office', backOfficeProvider],
  ['remote', () => remoteProvider({ url: '', secret: '', ...remoteServer, timeoutMs: 2_000 })],
  ['upstream', upstream],
])('the provider %s', (name, build) => {
  let provider = backOfficeProvider()
  beforeAll(() => {
    provider = build()
  })

  it('can be asked about the past unless it answers in process', () => {
    expect(provider.outcomes === undefined).toBe(provider.manifest.inProcess)
    const { outcomes: _, ...forgetful } = provider
    const silent = provider.manifest.inProcess ? [] : [`${name} cannot be asked what became of what it was asked`]
    expect(contradictionsIn(forgetful)).toEqual(silent)
    if (silent.length > 0) expect(() => providersFrom([forgetful])).toThrow('cannot be asked what became')
  })

  it('is called by its name and says of every capability whether it has it, truly', () => {
    expect(provider.manifest.name).toBe(name)
    expect(Object.keys(provider.manifest.can).sort()).toEqual([...asked].sort())
    expect(contradictionsIn(provider)).toEqual([])
    expect(providersFrom([provider]).named(name)).toBe(provider)
    for (const said of Object.values(provider.manifest.can)) if (said.is === 'no') expect(said.why).not.toBe('')
  })

  it('is not let in with a member its manifest denies, or without one it promises', () => {
    const { revoke: _, ...others } = provider.mailboxes
    expect(() => providersFrom([{ ...provider, mailboxes: others }])).toThrow('says yes of mailboxes.revoke')
    const denied = {
      ...provider.manifest,
      can: { ...provider.manifest.can, 'mailboxes.renew': { is: 'not yet' } as const },
    }
    expect(() => providersFrom([{ ...provider, manifest: denied }])).toThrow('says not yet of mailboxes.renew')
  })

  it.each(asked)('does %s if it says that it can', async (capability) => {
    const answer = await asking(provider, names('bianchi'), capability)
    expect(answer?.is).toBe(can(provider, capability) ? 'done' : undefined)
  })

  it.each(asked)('answers %s about anything with a value, never by throwing', async (capability) => {
    for (const casella_pec of hostile) {
      const answer = await asking(provider, casella_pec, capability)
      if (can(provider, capability)) expect(['done', 'pending', 'refused', 'not done', 'down']).toContain(answer?.is)
    }
  })

  it('gives activation codes of eight digits', async () => {
    for (let n = 0; n < 50; n += 1) {
      const answer = await asking(provider, names('bianchi'), 'mailboxes.register')
      expect(answer).toMatchObject({ is: 'done', value: { cod_attivazione: expect.stringMatching(/^\d{8}$/) } })
    }
  })

  it('may be asked twice with the same reference', async () => {
    const again = (capability: Capability) => asking(provider, names('bianchi'), capability)
    for (const capability of asked) expect((await again(capability))?.is).toBe((await again(capability))?.is)
  })
})

describe('the simulated provider', () => {
  const options = { delayMs: 1_000 }
  const [mailboxes, domains, register] = [sandboxMailboxes(options), sandboxDomains(options), sandboxRegister(options)]
  const at = (afterMs: number) => new Date(now.getTime() + afterMs)

  it('decides after its delay, ten times later for a slow address', async () => {
    const askAgainAt = (words: string) => mailboxes.status?.(placed(names(words)), at(999))
    expect(await askAgainAt('bianchi')).toEqual({ is: 'pending', askAgainAt: at(1_000) })
    expect(await askAgainAt('lenta')).toEqual({ is: 'pending', askAgainAt: at(10_000) })
    expect(await mailboxes.status?.(placed(names('bianchi')), at(1_000))).toEqual({
      is: 'done',
      value: { is: 'activated' },
    })
  })

  it('sends documents back once', async () => {
    const verdict = (submissions: number) => mailboxes.status?.(placed(names('errati'), { submissions }), later)
    expect(await verdict(1)).toMatchObject({ value: { is: 'sent back' } })
    expect(await verdict(2)).toMatchObject({ value: { is: 'activated' } })
  })

  it('takes nothing that is taken, calls off what it must, fails where told', async () => {
    expect(await mailboxes.checkAddress?.(names('occupata'))).toEqual({ is: 'done', value: { available: false } })
    expect(await mailboxes.register?.(placed(names('occupata')), ask)).toMatchObject({ is: 'refused' })
    expect(await mailboxes.status?.(placed(names('annullata')), later)).toMatchObject({
      value: { is: 'called off' },
    })
    const failing = questions(sandboxProvider(options), names('guasto'))
    for (const capability of asked.filter((one) => !/status$|Form$/.test(one)))
      expect((await failing[capability]())?.is).toBe('down')
  })

  it('obtains a code after its delay, sends signed documents back once if told, and then has told the register', async () => {
    const status = (words: string, changes: Partial<RequestOrder>, ms: number) =>
      register.status?.(filed(names(words), changes), at(ms))
    expect(await status('bianchi', {}, 999)).toEqual({ is: 'pending', askAgainAt: at(1_000) })
    expect(await status('lenta', {}, 9_999)).toEqual({ is: 'pending', askAgainAt: at(10_000) })
    expect(await status('bianchi', {}, 1_000)).toMatchObject({
      value: { is: 'code obtained', codice_registro_imprese: 'openapi', attorney: { fiscalCode: '12345678903' } },
    })
    const sent = (submissions: number) => ({ submissions, submittedAt: at(5_000) })
    expect(await status('errati', sent(1), 5_999)).toEqual({ is: 'pending', askAgainAt: at(6_000) })
    expect(await status('errati', sent(1), 6_000)).toMatchObject({ value: { is: 'sent back' } })
    expect(await status('errati', sent(2), 6_000)).toMatchObject({ value: { is: 'communicated' } })
    expect(await status('bianchi', sent(1), 6_000)).toMatchObject({ value: { is: 'communicated' } })
  })

  it('takes a domain in two steps, each after its delay, and never certifies one with wrong records', async () => {
    const status = (label: string, ms: number) => domains.status?.(ordered(`${label}.azienda-prova.it`), at(ms))
    const flags = { stato_fornitore: 'OK', dns: 'OK', config: 'OK' }
    expect(await status('pec', 999)).toEqual({ is: 'pending', askAgainAt: at(1_000) })
    expect(await status('pec', 1_000)).toMatchObject({
      value: { flags: { ...flags, certif: 'MISSING' }, askAgainAt: at(2_000) },
    })
    expect(await status('pec', 2_000)).toEqual({
      is: 'done',
      value: { is: 'flags', flags: { ...flags, certif: 'OK' } },
    })
    expect(await status('pec-lenta', 19_999)).toMatchObject({ value: { flags: { certif: 'MISSING' } } })
    expect(await status('errati', 600_000)).toMatchObject({
      value: { flags: { ...flags, dns: 'KO', certif: 'MISSING' } },
    })
    expect(await status('annullata', 1_000)).toMatchObject({ value: { is: 'called off' } })
    expect(await domains.order?.(ordered('occupata.it'), ask)).toMatchObject({ is: 'refused' })
    expect(await domains.order?.(ordered('pec.occupata.it'), ask)).toMatchObject({ is: 'done' })
  })

  it('hears its words about the register anywhere in the address', async () => {
    expect(await register.open?.(filed('info@guasto.example'), ask)).toMatchObject({ is: 'down' })
  })

  it('hears its words about a mailbox in the local part alone', async () => {
    expect(await mailboxes.checkAddress?.('mario@occupata.it')).toEqual({ is: 'done', value: { available: true } })
  })
})

describe('routing', () => {
  const mailbox = { resource: 'mailbox', account: 'a' } as const

  const silent = boundedExchange({ privateAddresses: 'deny', version: '0' })
  const options = {
    sandboxDelayMs: 1,
    upstream: { exchange: silent, onTrouble: () => undefined },
    connector: { exchange: silent, realNow: () => now, onTrouble: () => undefined },
  }

  it('serves the sandbox by simulation and production by people', () => {
    expect(providersIn('sandbox', options).forNew(mailbox).manifest.name).toBe('sandbox')
    const production = providersIn('production', options)
    expect(production.forNew(mailbox).manifest.name).toBe('back-office')
    expect(() => production.named('sandbox')).toThrow('no provider is called sandbox')
  })

  const [office, simulated] = [backOfficeProvider(), sandboxProvider({ delayMs: 1 })]

  it('takes the first route that fits, condition by condition', () => {
    const { forNew } = providersFrom(
      [office, simulated],
      [
        { resource: 'mailbox', tipo_casella: ['GOLD'], provider: 'sandbox' },
        { resource: 'certified-domain', fornitore: 'namirial', provider: 'sandbox' },
        { account: ['b'], dominio: ['azienda.it'], provider: 'sandbox' },
        { provider: 'back-office' },
      ],
    )
    const nameFor = (order: Parameters<typeof forNew>[0]) => forNew(order).manifest.name
    expect(nameFor({ ...mailbox, tipo_casella: ['GOLD'] })).toBe('sandbox')
    expect(nameFor({ ...mailbox, tipo_casella: ['SILVER'] })).toBe('back-office')
    expect(nameFor({ ...mailbox, tipo_casella: ['SILVER', 'GOLD'] })).toBe('sandbox')
    expect(nameFor(mailbox)).toBe('back-office')
    expect(nameFor({ resource: 'certified-domain', account: 'a', fornitore: 'namirial' })).toBe('sandbox')
    expect(nameFor({ resource: 'certified-domain', account: 'a', fornitore: 'infocert' })).toBe('back-office')
    expect(nameFor({ ...mailbox, account: 'b', dominio: 'azienda.it' })).toBe('sandbox')
    expect(nameFor({ ...mailbox, account: 'b', dominio: 'altra.it' })).toBe('back-office')
  })

  it('leaves to the back office what the provider of the route cannot do', () => {
    const { open: _, ...none } = simulated.registryRequests
    const { can: said } = simulated.manifest
    const manifest = { ...simulated.manifest, can: { ...said, 'registryRequests.open': { is: 'not yet' } as const } }
    const partial = { ...simulated, manifest, registryRequests: none }
    const { forNew } = providersFrom([partial, office])
    expect(forNew({ resource: 'registry-request', account: 'a' }).manifest.name).toBe('back-office')
    expect(forNew(mailbox).manifest.name).toBe('sandbox')
  })

  it('refuses routes to nobody, and a last one that leaves something out', () => {
    expect(() => providersFrom([office], [{ provider: 'nobody' }])).toThrow('names the provider nobody')
    expect(() => providersFrom([office], [{ resource: 'mailbox', provider: 'back-office' }])).toThrow('no condition')
    expect(() => providersFrom([office], [])).toThrow('no condition')
  })
})
