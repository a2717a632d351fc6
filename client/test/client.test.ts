import { describe, expect, it } from 'vitest'
import { certifiedDomainLifecycle } from '../../server/src/model/certified-domain.lifecycle.ts'
import { statesFor as statesInTable } from '../../server/src/model/lifecycle.ts'
import type { Lifecycle } from '../../server/src/model/lifecycle.ts'
import { registryRequestLifecycle } from '../../server/src/model/registry-request.lifecycle.ts'
import { mailboxLifecycle } from '../../server/src/model/mailbox.lifecycle.ts'
import { pdfText } from '../../server/src/testing/fixtures.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { can, canDomain, canRequest, ceralacca, domainStatesFor, requestStatesFor, statesFor } from '../src/index.ts'
import type { RegisterMailboxInput, Result } from '../src/index.ts'

const person = (address: string) =>
  ({
    casella_pec: `${address}@testcert.legalmail.it`,
    tipo_casella: 'GOLD',
    tipo_cliente: 'PV',
    nome_richiedente: 'mario',
    cognome_richiedente: 'rossi',
    email: 'mario.rossi@example.com',
    telefono: '0612345678',
    codice_fiscale_richiedente: 'RSSMRA80A01H501U',
    data_nascita_richiedente: '01/01/1980',
    sesso_richiedente: 'M',
    nazione_nascita_richiedente: 'it',
    comune_nascita_richiedente: 'roma',
    provincia_nascita_richiedente: 'RM',
    indirizzo_titolare: 'via verdi 20',
    comune_titolare: 'roma',
    cap_titolare: '00142',
    nazione_titolare: 'it',
    provincia_titolare: 'RM',
  }) satisfies RegisterMailboxInput

/** The data of a success; fails the test on a refusal. */
function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.number} ${result.message}`)
  return result.data
}

describe('the client against a real server', () => {
  const world = startServer()
  const newClient = async () => ceralacca({ baseUrl: `${world.baseUrl}/`, token: (await world.customer()).token })

  it('makes a token with e-mail and key, and works with it', async () => {
    const { email, apiKey } = await world.customer()
    const { baseUrl } = world
    const account = ceralacca({ baseUrl, account: { email, apiKey } })
    const scopes = ['GET:test.pec.openapi.it/verifica_pec']
    const { token, refreshToken } = given(await account.createToken({ scopes }))
    expect(refreshToken).toMatch(/^crt_/)
    const pec = 'libera@testcert.legalmail.it'
    expect(given(await ceralacca({ baseUrl, token }).verifyAddress({ pec }))).toEqual({ available: true })
    const first = given(await account.createFirstVersionToken({ scopes }))
    expect(first).toEqual({ scopes, expire: expect.any(Number), token: expect.stringMatching(/^ctk_/) })
    expect(given(await account.deleteToken({ token }))).toBeNull()
    await expect(account.verifyAddress({ pec })).rejects.toThrow('this call needs a token')
    await expect(ceralacca({ baseUrl, token }).readWallet()).rejects.toThrow('this call needs the e-mail and API key')
  })

  it('registers, downloads the form, uploads, and sees the mailbox work', async () => {
    const client = await newClient()
    const registered = given(await client.registerMailbox(person('viaggio')))
    expect([can.submitDocuments(registered), can.renew(registered)]).toEqual([true, false])

    const form = given(await client.downloadActivationForm({ id: registered.id }))
    expect(Buffer.from(form.subarray(0, 5)).toString()).toBe('%PDF-')

    const documenti = [await pdfText('form'), await pdfText('identity')]
    const submitted = given(await client.activateMailbox({ id: registered.id, documenti }))
    expect(submitted.stato).toBe('in_evasione')

    await world.pass(10_000)
    const working = given(await client.readMailbox({ id: registered.id }))
    expect(working.stato).toBe('evasa')
    expect([can.submitDocuments(working), can.renew(working)]).toEqual([false, true])
    expect(given(await client.listMailboxes({ limit: 10 }))).toMatchObject([{ id: registered.id, stato: 'evasa' }])
  })

  it('takes one document as text too', async () => {
    const client = await newClient()
    const { id } = given(await client.registerMailbox(person('uno')))
    const submitted = given(await client.activateMailbox({ id, documenti: await pdfText('all in one') }))
    expect(submitted.documenti_attivazione).toEqual([`${id}_0_attivazione.pdf`])
  })

  it('gives a refusal as a value, with number, status, text and the id to ask about', async () => {
    const client = await newClient()
    const refused = await client.readMailbox({ id: '0'.repeat(24) })
    expect(refused).toMatchObject({ ok: false, number: 202, status: 404 })
    expect(refused.message).not.toBe('')
    expect(refused.requestId).not.toBe('')
    expect(await client.downloadActivationForm({ id: 'zz' })).toMatchObject({ ok: false, status: 400 })
    const stranger = ceralacca({ baseUrl: world.baseUrl, token: 'nobody' })
    expect(await stranger.listMailboxes()).toMatchObject({ ok: false, status: 401 })
  })

  it('pays once under one idempotency key', async () => {
    const customer = await world.customer()
    const client = ceralacca({ baseUrl: world.baseUrl, token: customer.token })
    const input = person('chiave')
    const first = await client.registerMailbox(input, { idempotencyKey: 'one' })
    const credit = await customer.credit()
    const again = await client.registerMailbox(input, { idempotencyKey: 'one' })
    expect(again).toMatchObject({ ok: true, replayed: true, data: { id: given(first).id } })
    expect(await customer.credit()).toBe(credit)
  })

  it('writes parameters into the address as text, never as path', async () => {
    const asked: string[] = []
    const client = ceralacca({
      baseUrl: 'http://server.example',
      token: 'token',
      fetch: async (address) => {
        asked.push(String(address))
        return Response.json({ data: null, success: false, message: 'no', error: 230 }, { status: 404 })
      },
    })
    await client.readMailbox({ id: '../v1/events?x=' })
    expect(asked).toEqual(['http://server.example/pec/..%2Fv1%2Fevents%3Fx%3D'])
  })

  it('throws when there was no answer, or one that is not this API', async () => {
    const answering = (answer: () => Promise<Response>) =>
      ceralacca({ baseUrl: 'http://server.example', token: 'token', fetch: answer }).listMailboxes()
    await expect(answering(() => Promise.reject(new TypeError('fetch failed')))).rejects.toThrow('fetch failed')
    await expect(answering(async () => Response.json({ hello: 1 }))).rejects.toThrow('without envelope')
    await expect(answering(async () => new Response('<html>', { status: 502 }))).rejects.toThrow()
  })
})

describe('what a customer may do', () => {
  it.each<[string, Lifecycle<string, string, string>, Record<string, (one: { stato: string }) => boolean>]>([
    ['a mailbox', mailboxLifecycle, can],
    ['a certified domain', certifiedDomainLifecycle, canDomain],
    ['a request to the Business Register', registryRequestLifecycle, canRequest],
  ])('with %s agrees with the lifecycle in every state', (_, lifecycle, allowances) => {
    const moves = Object.entries(lifecycle.moves).flatMap(([move, { by }]) => (by === 'customer' ? [move] : []))
    expect(Object.keys(allowances).sort()).toEqual([...moves, ...Object.keys(lifecycle.while)].sort())
    for (const stato of Object.keys(lifecycle.states)) {
      for (const [what, allowed] of Object.entries(allowances)) {
        expect(allowed({ stato }), `${what} in ${stato}`).toBe(statesInTable(lifecycle, what).includes(stato))
      }
    }
  })

  it('names the states for "why not"', () => {
    expect(statesFor.renew).toEqual(['evasa', 'revocata'])
    expect(domainStatesFor.renew).toEqual(['evaso', 'revocato'])
    expect(requestStatesFor.submitDocuments).toEqual(['in_attesa_di_documenti'])
  })
})
