// The provider's data are authoritative: expiry, spaces, codes and users. Forms it brings are passed on byte for byte.
import { beforeAll, describe, expect, it } from 'vitest'
import type { DomainFlags } from '../../src/model/certified-domain.ts'
import type { DomainPort } from '../../src/providers/port/certified-domains.ts'
import type { MailboxFacts, MailboxPort } from '../../src/providers/port/mailboxes.ts'
import { providersFrom } from '../../src/providers/routing.ts'
import { sandboxProvider } from '../../src/providers/sandbox/adapter.ts'
import { memberOf } from '../../src/testing/caller.ts'
import { pdfText } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'

const expiresAt = new Date('2031-05-06T10:00:00Z')
const form = Buffer.from('%PDF-1.7\n% the form of the provider\n%%EOF\n')

describe('the data of a provider', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
  let formsAsked = 0
  let answersForms = true
  const handedIn: string[] = []

  /** The simulated provider, but with its own values for everything. */
  function opinionated(): Parameters<typeof providersFrom>[0] {
    const simulated = sandboxProvider({ delayMs: 1_000 })
    const says = (facts: MailboxFacts) => async () => ({ is: 'done', value: facts }) as const
    const brings: MailboxPort['activationForm'] = async () => {
      formsAsked += 1
      if (!answersForms) return { is: 'down', cause: 'out of paper' }
      return { is: 'done', value: { bytes: form, contentType: 'application/pdf' } }
    }
    const mailboxes: MailboxPort = {
      ...simulated.mailboxes,
      register: async () => ({
        is: 'done',
        value: { cod_attivazione: '87654321', uid: 'MA000007', providerRef: 'P-1' },
      }),
      async submitDocuments(_order, documents, { now }) {
        for (const document of documents) handedIn.push(`${document.name} ${(await document.read()).length}`)
        return { is: 'done', value: { askAgainAt: now } }
      },
      status: async () => ({
        is: 'done',
        value: { is: 'activated', expiresAt, spaces: { spazio_disco: 5120 }, cod_attivazione: '11112222' },
      }),
      renew: says({ expiresAt: new Date('2033-05-06T10:00:00Z') }),
      resize: says({ spaces: { spazio_disco: 8192 } }),
      upgrade: says({ uid: 'MA000008' }),
      preserve: says({ spaces: { spazio_conservazione: 2048 } }),
      addUser: async () => ({ is: 'done', value: { userid: 'MA000009' } }),
      activationForm: brings,
      preservationForm: brings,
    }
    const can = {
      ...simulated.manifest.can,
      'mailboxes.activationForm': { is: 'yes' },
      'mailboxes.preservationForm': { is: 'yes' },
    } as const
    return [{ ...simulated, mailboxes, manifest: { ...simulated.manifest, can } }]
  }
  beforeAll(() => {
    world.context.providers = providersFrom(opinionated())
  })

  it('decide expiry, spaces, codes and users', async () => {
    const { customer, id } = await world.given.submittedMailbox()
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ cod_attivazione: '87654321', uid: 'MA000007' })
    await world.pass(10_000)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({
      stato: 'evasa',
      data_scadenza: '06/05/2031',
      spazio_disco: 5120,
      cod_attivazione: '11112222',
    })
    const renewed = await customer.get(`/pec/${id}/rinnovo`)
    expect(renewed.data).toMatchObject({ data_scadenza: '06/05/2033' })
    const resized = await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })
    expect(resized.data).toMatchObject({ spazio_disco: 8192 })
    const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'prima', email_gestione_password: 'l@example.com' }
    expect((await customer.post(`/pec/${id}/multiutenza`, user)).data).toMatchObject({
      multiutenza: [{ userid: 'MA000009' }],
    })
    const documenti = await pdfText()
    const preserved = await customer.patch(`/pec/${id}/conservazione`, { documenti, spazio_conservazione: 512 })
    expect(preserved.data).toMatchObject({ conservazione: true, spazio_conservazione: 2048 })
  })

  it('decide when to remind and renew', async () => {
    const { customer, id } = await world.given.workingMailbox({ autorinnovo: true })
    const { rows } = await world.context.database.pool.query(
      'select renew_at, remind_at from mailboxes where id = $1',
      [id],
    )
    expect(rows).toEqual([{ renew_at: new Date('2031-05-05T10:00:00Z'), remind_at: new Date('2031-03-07T10:00:00Z') }])
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ data_scadenza: '06/05/2031' })
  })

  it('is given the documents to read', async () => {
    const { id } = await world.given.submittedMailbox()
    const bytes = Buffer.from(await pdfText(), 'base64').length
    expect(handedIn).toContain(`${id}_0_attivazione.pdf ${bytes}`)
  })

  it('is asked for its form once; what it brought is given out byte for byte', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    formsAsked = 0
    const downloads = await Promise.all(Array.from({ length: 3 }, () => customer.get(`/pec/${id}/modulo_attivazione`)))
    const asked = formsAsked
    answersForms = false
    const later = await customer.get(`/pec/${id}/modulo_attivazione`)
    for (const { bytes } of [...downloads, later]) expect(Buffer.from(bytes)).toEqual(form)
    expect(formsAsked).toBe(asked)
    answersForms = true
  })

  it('is known by the form it brought, which has no mark of ours and was not handed in', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    await customer.get(`/pec/${id}/modulo_attivazione`)
    const documenti = [Buffer.concat([form, Buffer.from('\n')]), Buffer.concat([Buffer.from('%PDF-1.7\n'), form])]
    await customer.patch(`/pec/${id}/attivazione`, { documenti: documenti.map((one) => one.toString('base64')) })
    const { data } = await (await world.operator()).get(`/v1/operator/mailboxes/${id}/documents`)
    expect(memberOf(data, 'documents')).toMatchObject([
      { name: `${id}_0_attivazione.pdf`, form: { outcome: 'issued' } },
      { name: `${id}_1_attivazione.pdf`, form: { outcome: 'not_examined' } },
    ])
  })

  it('whose form cannot be had makes the customer wait, with 503 and nothing kept', async () => {
    const { customer, id } = await world.given.workingMailbox()
    answersForms = false
    expect(await customer.get(`/pec/${id}/modulo_conservazione`)).toMatchObject({ status: 503, error: 111 })
    answersForms = true
    expect(Buffer.from((await customer.get(`/pec/${id}/modulo_conservazione`)).bytes)).toEqual(form)
  })

  it('that lacks a capability is not asked, and nothing is charged', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const [provider] = opinionated()
    const { renew: _, ...others } = provider.mailboxes
    const can = { ...provider.manifest.can, 'mailboxes.renew': { is: 'not yet' } } as const
    world.context.providers = providersFrom([
      { ...provider, mailboxes: others, manifest: { ...provider.manifest, can } },
    ])
    const before = await customer.credit()
    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBe(206)
    expect(await customer.credit()).toBe(before)
    world.context.providers = providersFrom(opinionated())
  })

  it('never takes a working domain back to its set-up', async () => {
    const [provider] = opinionated()
    let says: DomainFlags = { stato_fornitore: 'OK', dns: 'OK', config: 'OK', certif: 'OK' }
    let asked = 0
    const status: DomainPort['status'] = async (_order, now) => {
      asked += 1
      return { is: 'done', value: { is: 'flags', flags: says, askAgainAt: new Date(now.getTime() + 60_000) } }
    }
    const certifiedDomains = { ...provider.certifiedDomains, status }
    world.context.providers = providersFrom([{ ...provider, certifiedDomains }])
    const { customer, id } = await world.given.certifiedDomain()
    const before = (await customer.get(`/dominio/${id}`)).data
    expect(before).toMatchObject({ stato: 'evaso' })
    says = { stato_fornitore: 'KO', dns: 'OK', config: 'MISSING', certif: 'MISSING' }
    asked = 0
    await world.pass(3 * 60_000)
    expect(asked).toBeGreaterThan(0)
    expect((await customer.get(`/dominio/${id}`)).data).toEqual(before)
    world.context.providers = providersFrom(opinionated())
  })

  it('may bring its own power of attorney, which is what must be signed', async () => {
    const [provider] = opinionated()
    const procura = Buffer.from('%PDF-1.7\n% procura\n%%EOF\n')
    const registryRequests = {
      ...provider.registryRequests,
      status: async () =>
        ({
          is: 'done',
          value: {
            is: 'code obtained',
            codice_registro_imprese: 'R-42',
            powerOfAttorney: { bytes: procura, contentType: 'application/pdf' },
          },
        }) as const,
    }
    world.context.providers = providersFrom([{ ...provider, registryRequests }])
    const { customer, id } = await world.given.request()
    await world.pass(10_000)
    expect(memberOf((await customer.get(`/comunica_pec/${id}`)).data, 'codice_registro_imprese')).toBe('R-42')
    const download = await customer.get(`/comunica_pec/${id}/procura_registro_imprese`)
    expect(Buffer.from(download.bytes)).toEqual(procura)
    world.context.providers = providersFrom(opinionated())
  })
})
