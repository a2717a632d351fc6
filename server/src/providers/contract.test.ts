// What every provider owes the port, run for each of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backOfficeProvider } from './back-office/adapter.ts'
import { capabilities } from './capabilities.ts'
import type { Capability } from './capabilities.ts'
import { providersFrom, providersIn } from './index.ts'
import type { Answer, PlacedDomain, PlacedRegisterOrder, PlacedRequest, Provider } from './port.ts'
import { sandboxProvider } from './sandbox/adapter.ts'
import { remoteProvider } from '../testing/remote-provider.ts'
import { startRemoteProvider } from '../testing/remote-provider-server.ts'
import type { RemoteProviderServer } from '../testing/remote-provider-server.ts'

const now = new Date('2026-03-01T10:00:00Z')
const later = new Date(now.getTime() + 600_000)
const names = (words: string) => `mario.${words}@testcert.legalmail.it`

const placed = (casella_pec: string, changes: Partial<PlacedRequest> = {}): PlacedRequest => ({
  reference: '65a000000000000000000001',
  request: '65a00000000000000000000f',
  providerRef: null,
  casella_pec,
  tipo_casella: 'GOLD',
  registeredAt: now,
  submissions: 1,
  submittedAt: now,
  ...changes,
})

const filed = (casella_pec: string, changes: Partial<PlacedRegisterOrder> = {}): PlacedRegisterOrder => ({
  reference: '65a000000000000000000002',
  providerRef: null,
  casella_pec,
  cf_piva: '12345678903',
  pec_amministratore: false,
  placedAt: now,
  submissions: 0,
  submittedAt: null,
  ...changes,
})

const ordered = (dominio: string, changes: Partial<PlacedDomain> = {}): PlacedDomain => ({
  reference: '65a000000000000000000003',
  dominio,
  fornitore: 'infocert',
  tipo_dominio: 'esterno',
  anni: 1,
  numero_pec: 1,
  providerRef: null,
  orderedAt: now,
  ...changes,
})

/** One question for each capability, asked about an address. */
function questions(provider: Provider, casella_pec: string): Record<Capability, () => Promise<Answer<unknown>>> {
  const order = placed(casella_pec)
  const domain = { ...ordered(casella_pec.replace(/^mario\./, '').replace('@', '.')), request: order.reference }
  return {
    checkAddress: () => provider.checkAddress(casella_pec),
    reserveAddress: () => provider.reserveAddress(order, now),
    submitDocuments: () => provider.submitDocuments(order, now),
    activationStatus: () => provider.activationStatus(order, later),
    revoke: () => provider.revoke(order),
    renew: () => provider.renew(order, 1),
    resize: () => provider.resize(order, { spazio_disco: 2048, spazio_storico: 0, spazio_conservazione: 0 }),
    upgrade: () => provider.upgrade(order, 'GOLD'),
    preserve: () => provider.preserve(order, 512),
    addUser: () => provider.addUser(order, { email_gestione_password: 'a@example.com' }),
    openRegisterFiling: () => provider.openRegisterFiling(filed(casella_pec), now),
    submitToRegister: () => provider.submitToRegister({ ...filed(casella_pec), request: order.reference }, now),
    registerStatus: () => provider.registerStatus(filed(casella_pec), later),
    orderDomain: () => provider.orderDomain(domain, now),
    domainStatus: () => provider.domainStatus(domain, later),
    renewDomain: () => provider.renewDomain(domain, 1),
    revokeDomain: () => provider.revokeDomain(domain),
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

let remoteServer: RemoteProviderServer | undefined
beforeAll(async () => {
  remoteServer = await startRemoteProvider({ askAgainAt: () => later })
})
afterAll(() => remoteServer?.close())

describe.each([
  ['sandbox', () => sandboxProvider({ delayMs: 1_000 })],
  ['back-office', backOfficeProvider],
  ['remote', () => remoteProvider({ url: remoteServer?.url ?? '', timeoutMs: 2_000 })],
])('the provider %s', (name, build) => {
  let provider = backOfficeProvider()
  beforeAll(() => {
    provider = build()
  })

  it('can be asked about the past unless it answers in process', () => {
    expect(provider.recall === undefined).toBe(provider.manifest.inProcess)
    const { recall: _, ...forgetful } = { recall: undefined, ...provider }
    if (!provider.manifest.inProcess) expect(() => providersFrom([forgetful])).toThrow('cannot be asked again')
  })

  it('is called by its name and says of every capability whether it has it', () => {
    expect(provider.manifest.name).toBe(name)
    expect(Object.keys(provider.manifest.can).sort()).toEqual([...asked].sort())
    expect(providersFrom([provider]).named(name)).toBe(provider)
    for (const can of Object.values(provider.manifest.can)) if (can.is === 'no') expect(can.why).not.toBe('')
  })

  it.each(asked)('does %s if it says that it can', async (capability) => {
    const answer = await questions(provider, names('bianchi'))[capability]()
    const can = provider.manifest.can[capability]
    expect(answer.is).toBe(can.is === 'yes' ? 'done' : 'pending')
    if (answer.is === 'pending') expect(answer.askAgainAt.getTime()).toBeGreaterThan(later.getTime())
  })

  it.each(asked)('answers %s about anything with a value, never by throwing', async (capability) => {
    for (const casella_pec of hostile) {
      const answer = await questions(provider, casella_pec)[capability]()
      expect(['done', 'pending', 'refused', 'down']).toContain(answer.is)
    }
  })

  it('gives activation codes of eight digits', async () => {
    for (let n = 0; n < 50; n += 1) {
      const answer = await provider.reserveAddress(placed(names('bianchi')), now)
      expect(answer).toMatchObject({ is: 'done', value: { cod_attivazione: expect.stringMatching(/^\d{8}$/) } })
    }
  })

  it('may be asked twice with the same reference', async () => {
    const ask = questions(provider, names('bianchi'))
    for (const capability of asked) expect((await ask[capability]()).is).toBe((await ask[capability]()).is)
  })
})

describe('the simulated provider', () => {
  const provider = sandboxProvider({ delayMs: 1_000 })
  const at = (afterMs: number) => new Date(now.getTime() + afterMs)

  it('decides after its delay, ten times later for a slow address', async () => {
    const askAgainAt = (words: string) => provider.activationStatus(placed(names(words)), at(999))
    expect(await askAgainAt('bianchi')).toEqual({ is: 'pending', askAgainAt: at(1_000) })
    expect(await askAgainAt('lenta')).toEqual({ is: 'pending', askAgainAt: at(10_000) })
    expect(await provider.activationStatus(placed(names('bianchi')), at(1_000))).toEqual({
      is: 'done',
      value: { is: 'activated' },
    })
  })

  it('sends documents back once', async () => {
    const verdict = (submissions: number) => provider.activationStatus(placed(names('errati'), { submissions }), later)
    expect(await verdict(1)).toMatchObject({ value: { is: 'sent back' } })
    expect(await verdict(2)).toMatchObject({ value: { is: 'activated' } })
  })

  it('takes nothing that is taken, calls off what it must, fails where told', async () => {
    expect(await provider.checkAddress(names('occupata'))).toEqual({ is: 'done', value: { available: false } })
    expect(await provider.reserveAddress(placed(names('occupata')), now)).toMatchObject({ is: 'refused' })
    expect(await provider.activationStatus(placed(names('annullata')), later)).toMatchObject({
      value: { is: 'called off' },
    })
    const ask = questions(provider, names('guasto'))
    for (const capability of asked.filter((one) => !one.endsWith('Status')))
      expect((await ask[capability]()).is).toBe('down')
  })

  it('obtains a code after its delay, sends signed documents back once if told, and then has told the register', async () => {
    const status = (words: string, changes: Partial<PlacedRegisterOrder>, ms: number) =>
      provider.registerStatus(filed(names(words), changes), at(ms))
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
    const status = (label: string, ms: number) => provider.domainStatus(ordered(`${label}.azienda-prova.it`), at(ms))
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
    expect(await provider.orderDomain(ordered('occupata.it'), now)).toMatchObject({ is: 'refused' })
    expect(await provider.orderDomain(ordered('pec.occupata.it'), now)).toMatchObject({ is: 'done' })
  })

  it('hears its words about the register anywhere in the address', async () => {
    expect(await provider.openRegisterFiling(filed('info@guasto.example'), now)).toMatchObject({ is: 'down' })
  })

  it('hears its words about a mailbox in the local part alone', async () => {
    expect(await provider.checkAddress('mario@occupata.it')).toEqual({ is: 'done', value: { available: true } })
  })
})

it('serves the sandbox by simulation and production by people', () => {
  expect(providersIn('sandbox', { sandboxDelayMs: 1 }).forNewMailboxes.manifest.name).toBe('sandbox')
  expect(providersIn('production', { sandboxDelayMs: 1 }).forNewMailboxes.manifest.name).toBe('back-office')
  expect(() => providersIn('production', { sandboxDelayMs: 1 }).named('sandbox')).toThrow(
    'no provider is called sandbox',
  )
})
