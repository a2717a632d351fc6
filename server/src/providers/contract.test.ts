// What every provider owes the port, run for each of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRemoteProvider } from '../testing/remote-provider-server.ts'
import type { RemoteProviderServer } from '../testing/remote-provider-server.ts'
import { remoteProvider } from '../testing/remote-provider.ts'
import { backOfficeProvider } from './back-office/adapter.ts'
import type { Answer, DocumentHandle } from './port/answer.ts'
import { can, capabilities, contradictionsIn } from './port/capabilities.ts'
import type { Capability, Provider } from './port/capabilities.ts'
import type { DomainOrder } from './port/certified-domains.ts'
import type { MailboxOrder } from './port/mailboxes.ts'
import type { RequestOrder } from './port/registry-requests.ts'
import { providersFrom, providersIn } from './routing.ts'
import { sandboxDomains } from './sandbox/domains.ts'
import { sandboxMailboxes } from './sandbox/mailboxes.ts'
import { sandboxRegister } from './sandbox/register.ts'
import { sandboxProvider } from './sandbox/adapter.ts'

const now = new Date('2026-03-01T10:00:00Z')
const later = new Date(now.getTime() + 600_000)
const names = (words: string) => `mario.${words}@testcert.legalmail.it`
const ask = { reference: '65a00000000000000000000f', now }

const placed = (casella_pec: string, changes: Partial<MailboxOrder> = {}): MailboxOrder => ({
  id: '65a000000000000000000001',
  providerRef: null,
  casella_pec,
  dominio: casella_pec.slice(casella_pec.indexOf('@') + 1),
  tipo_casella: 'GOLD',
  tipo_cliente: 'PV',
  sottotipo_cliente: '',
  sottotipo_cliente_altro: '',
  nome_richiedente: 'mario',
  cognome_richiedente: 'rossi',
  email: 'mario.rossi@example.com',
  telefono: '0612345678',
  cellulare: '',
  codice_fiscale_richiedente: 'RSSMRA80A01H501U',
  data_nascita_richiedente: '01/01/1980',
  sesso_richiedente: 'M',
  nazione_nascita_richiedente: 'IT',
  comune_nascita_richiedente: 'roma',
  provincia_nascita_richiedente: 'RM',
  denominazione_titolare: '',
  cf_piva_titolare: '',
  indirizzo_titolare: 'via verdi 20',
  comune_titolare: 'roma',
  cap_titolare: '00142',
  nazione_titolare: 'IT',
  provincia_titolare: 'RM',
  tipo_documento: null,
  numero_documento: null,
  data_scadenza_documento: null,
  documento_rilasciato_da: null,
  data_rilascio_documento: null,
  autorinnovo: false,
  cod_attivazione: '12345678',
  uid: 'MA123456',
  conservazione: false,
  spazio_disco: 1024,
  spazio_storico: 0,
  spazio_conservazione: 0,
  expiresAt: null,
  users: [],
  registeredAt: now,
  submissions: 1,
  submittedAt: now,
  ...changes,
})

const filed = (casella_pec: string, changes: Partial<RequestOrder> = {}): RequestOrder => ({
  id: '65a000000000000000000002',
  providerRef: null,
  casella_pec,
  cf: 'RSSMRA80A01H501U',
  nome: 'mario',
  cognome: 'rossi',
  qualifica: 'LEGALE_RAPPRESENTANTE',
  email: 'mario.rossi@example.com',
  cellulare: '3331234567',
  ragione_sociale: 'azienda prova srl',
  cf_piva: '12345678903',
  comune: 'roma',
  provincia: 'RM',
  pec_amministratore: false,
  codice_registro_imprese: '',
  placedAt: now,
  submissions: 0,
  submittedAt: null,
  ...changes,
})

const ordered = (dominio: string, changes: Partial<DomainOrder> = {}): DomainOrder => ({
  id: '65a000000000000000000003',
  dominio,
  fornitore: 'infocert',
  tipo_dominio: 'esterno',
  anni: 1,
  numero_pec: 1,
  stato_fornitore: 'KO',
  dns: 'KO',
  config: 'KO',
  certif: 'KO',
  providerRef: null,
  orderedAt: now,
  expiresAt: later,
  ...changes,
})

const form: DocumentHandle = {
  name: '65a000000000000000000001_0_attivazione.pdf',
  sizeBytes: 8,
  sha256: '0'.repeat(64),
  read: async () => Buffer.from('%PDF-1.7'),
}

/** One question for each capability, asked about an address; undefined where the provider lacks it. */
function questions(
  { mailboxes, certifiedDomains, registryRequests }: Provider,
  casella_pec: string,
): Record<Capability, () => Promise<Answer<unknown>> | undefined> {
  const mailbox = placed(casella_pec)
  const domain = ordered(casella_pec.replace(/^mario\./, '').replace('@', '.'))
  const request = filed(casella_pec)
  const spaces = { spazio_disco: 2048, spazio_storico: 0, spazio_conservazione: 0 }
  const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'prima', email_gestione_password: 'a@example.com' }
  return {
    'mailboxes.checkAddress': () => mailboxes.checkAddress?.(casella_pec),
    'mailboxes.register': () => mailboxes.register?.(mailbox, ask),
    'mailboxes.submitDocuments': () => mailboxes.submitDocuments?.(mailbox, [form], ask),
    'mailboxes.status': () => mailboxes.status?.(mailbox, later),
    'mailboxes.activationForm': () => mailboxes.activationForm?.(mailbox, now),
    'mailboxes.preservationForm': () => mailboxes.preservationForm?.(mailbox, now),
    'mailboxes.revoke': () => mailboxes.revoke?.(mailbox, ask),
    'mailboxes.renew': () => mailboxes.renew?.(mailbox, 1, ask),
    'mailboxes.resize': () => mailboxes.resize?.(mailbox, spaces, ask),
    'mailboxes.upgrade': () => mailboxes.upgrade?.(mailbox, 'GOLD', ask),
    'mailboxes.preserve': () => mailboxes.preserve?.(mailbox, 512, [form], ask),
    'mailboxes.addUser': () => mailboxes.addUser?.(mailbox, user, ask),
    'registryRequests.open': () => registryRequests.open?.(request, ask),
    'registryRequests.submitDocuments': () => registryRequests.submitDocuments?.(request, [form], ask),
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
    expect(provider.outcomes === undefined).toBe(provider.manifest.inProcess)
    const { outcomes: _, ...forgetful } = provider
    const silent = provider.manifest.inProcess ? [] : ['remote cannot be asked what became of what it was asked']
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
    const answer = await questions(provider, names('bianchi'))[capability]()
    expect(answer?.is).toBe(can(provider, capability) ? 'done' : undefined)
  })

  it.each(asked)('answers %s about anything with a value, never by throwing', async (capability) => {
    for (const casella_pec of hostile) {
      const answer = await questions(provider, casella_pec)[capability]()
      if (can(provider, capability)) expect(['done', 'pending', 'refused', 'down']).toContain(answer?.is)
    }
  })

  it('gives activation codes of eight digits', async () => {
    for (let n = 0; n < 50; n += 1) {
      const answer = await provider.mailboxes.register?.(placed(names('bianchi')), ask)
      expect(answer).toMatchObject({ is: 'done', value: { cod_attivazione: expect.stringMatching(/^\d{8}$/) } })
    }
  })

  it('may be asked twice with the same reference', async () => {
    const again = questions(provider, names('bianchi'))
    for (const capability of asked) expect((await again[capability]())?.is).toBe((await again[capability]())?.is)
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

  it('serves the sandbox by simulation and production by people', () => {
    expect(providersIn('sandbox', { sandboxDelayMs: 1 }).forNew(mailbox).manifest.name).toBe('sandbox')
    const production = providersIn('production', { sandboxDelayMs: 1 })
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
    expect(nameFor({ ...mailbox, tipo_casella: 'GOLD' })).toBe('sandbox')
    expect(nameFor({ ...mailbox, tipo_casella: 'SILVER' })).toBe('back-office')
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
