// A life at another server of the contract: what is ordered here happens there, once, and what it says is what we show.
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { communication, domainOrder, pdfText, registration } from '../../src/testing/fixtures.ts'
import { startUpstreamWorld } from '../../src/testing/upstream-world.ts'

const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'seconda', email_gestione_password: 'luca@example.com' }

describe('resources at another server of the contract', () => {
  const servers = startUpstreamWorld()
  const { world } = servers
  const refOf = async (table: string, id: string) => {
    const found = await world.context.database.pool.query(`select provider_ref from ${table} where id = $1`, [id])
    return String(found.rows[0].provider_ref)
  }
  const idOf = (data: unknown) => String(memberOf(data, 'id'))
  /** What both servers must say alike of a resource. */
  const alike = async (customer: Caller, path: string, id: string, ref: string, names: string[]) => {
    const pick = (data: unknown) => names.map((name) => [name, Reflect.get(Object(data), name)])
    const [here, there] = [await customer.get(`/${path}/${id}`), await servers.back.account.get(`/${path}/${ref}`)]
    expect(there.error, there.text).toBeNull()
    expect(pick(here.data)).toEqual(pick(there.data))
    return here.data
  }

  it('a mailbox lives its whole life there', async () => {
    const customer = await world.customer()
    const before = await servers.back.spent()
    const { data } = await customer.post('/pec', registration({ tipo_casella: 'BRONZE' }))
    const id = idOf(data)
    const ref = await refOf('mailboxes', id)
    const facts = ['casella_pec', 'stato', 'cod_attivazione', 'uid', 'data_scadenza', 'tipo_casella', 'conservazione']
    const spaces = ['spazio_disco', 'spazio_storico', 'spazio_conservazione']
    await alike(customer, 'pec', id, ref, facts)

    const form = await customer.get(`/pec/${id}/modulo_attivazione`)
    expect(Buffer.from(form.bytes).subarray(0, 5).toString()).toBe('%PDF-')
    expect(Buffer.from((await customer.get(`/pec/${id}/modulo_attivazione`)).bytes)).toEqual(Buffer.from(form.bytes))

    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    await alike(customer, 'pec', id, ref, facts)
    await servers.settle()
    expect(await alike(customer, 'pec', id, ref, [...facts, ...spaces])).toMatchObject({ stato: 'evasa' })

    const steps: [string, () => ReturnType<Caller['get']>][] = [
      ['resized', () => customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })],
      ['upgraded', () => customer.patch(`/pec/${id}/trasformazione`, { tipo_casella: 'GOLD' })],
      ['preserved', async () => customer.patch(`/pec/${id}/conservazione`, { documenti: await pdfText() })],
      ['given a user', () => customer.post(`/pec/${id}/multiutenza`, user)],
      ['renewed', () => customer.get(`/pec/${id}/rinnovo?anni=2`)],
      ['revoked', () => customer.delete(`/pec/${id}`)],
      ['brought back', () => customer.get(`/pec/${id}/rinnovo`)],
    ]
    for (const [step, take] of steps) {
      const reply = await take()
      expect(reply.error, `${step}: ${reply.text}`).toBeNull()
      await alike(customer, 'pec', id, ref, [...facts, ...spaces])
    }
    const users = memberOf((await customer.get(`/pec/${id}`)).data, 'multiutenza')
    const theirs = memberOf((await servers.back.account.get(`/pec/${ref}`)).data, 'multiutenza')
    expect(users).toMatchObject([{ userid: memberOf(Object(theirs)[0], 'userid') }])
    // Both have the same price list, so what was paid here was paid there.
    const here = 100_000 - Math.round(Number(await customer.credit()) * 100)
    expect((await servers.back.spent()) - before).toBe(here)
    expect(JSON.stringify((await customer.get('/pec')).data)).not.toContain(ref)
  })

  it('documents it sends back come back, and a second upload is accepted', async () => {
    const { customer, id } = await world.given.submittedMailbox({
      casella_pec: 'mario.errati@testcert.legalmail.it',
    })
    await servers.settle()
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'documenti_errati' })
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    await servers.settle()
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
  })

  it('a registration it cancels is cancelled here and refunded', async () => {
    const { customer, id } = await world.given.registeredMailbox({
      casella_pec: 'mario.annullata@testcert.legalmail.it',
    })
    await servers.back.advance('PT1M')
    await world.pass(3_600_000)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'registrazione_annullata' })
    expect(await customer.credit()).toBe('1000.00')
  })

  it('a domain is ordered, certified, renewed and revoked there', async () => {
    const customer = await world.customer()
    const { data } = await customer.post('/dominio', domainOrder())
    const id = idOf(data)
    const ref = await refOf('certified_domains', id)
    const facts = ['dominio', 'stato', 'stato_fornitore', 'dns', 'config', 'certif', 'data_scadenza']
    await servers.settle()
    expect(await alike(customer, 'dominio', id, ref, facts)).toMatchObject({ stato: 'evaso' })
    expect((await customer.get(`/dominio/${id}/rinnovo?anni=3`)).error).toBeNull()
    await alike(customer, 'dominio', id, ref, facts)
    expect((await customer.delete(`/dominio/${id}`)).error).toBeNull()
    expect(await alike(customer, 'dominio', id, ref, facts)).toMatchObject({ stato: 'revocato' })
  })

  it('a request to the register is filed there, with its code and its power of attorney', async () => {
    const customer = await world.customer()
    const { data } = await customer.post('/comunica_pec', communication())
    const id = idOf(data)
    const ref = await refOf('registry_requests', id)
    await servers.settle()
    const facts = ['casella_pec', 'stato', 'codice_registro_imprese']
    expect(await alike(customer, 'comunica_pec', id, ref, facts)).toMatchObject({ stato: 'in_attesa_di_documenti' })
    const [here, there] = [
      await customer.get(`/comunica_pec/${id}/procura_registro_imprese`),
      await servers.back.account.get(`/comunica_pec/${ref}/procura_registro_imprese`),
    ]
    expect(Buffer.from(here.bytes)).toEqual(Buffer.from(there.bytes))
    expect((await customer.patch(`/comunica_pec/${id}`, { documenti: await pdfText() })).error).toBeNull()
    await servers.settle()
    expect(await alike(customer, 'comunica_pec', id, ref, facts)).toMatchObject({ stato: 'comunicazione_evasa' })
  })

  it('an address taken there is refused as taken, and nothing is charged', async () => {
    const casella_pec = 'gia.presa@testcert.legalmail.it'
    expect((await servers.back.account.post('/pec', registration({ casella_pec }))).error).toBeNull()
    const customer = await world.customer()
    expect((await customer.get(`/verifica_pec/${casella_pec}`)).data).toEqual({ available: false })
    expect((await customer.post('/pec', registration({ casella_pec }))).error).toBe(261)
    expect(await customer.credit()).toBe('1000.00')
  })

  it('a failure chosen there is an answer that was lost: 503, the price held until it is known, then given back', async () => {
    const customer = await world.customer()
    const reply = await customer.post('/pec', registration({ casella_pec: 'mario.guasto@testcert.legalmail.it' }))
    expect(reply).toMatchObject({ status: 503 })
    expect(await customer.credit()).toBe('936.00')
    await servers.settle()
    expect(await customer.credit()).toBe('1000.00')
    expect((await customer.get('/pec')).data).toBeNull()
  })

  it('news from there are heard at once, and a forged one is not', async () => {
    const known = world.context.settings
    world.context.settings = { ...known, PUBLIC_URL: world.baseUrl }
    const { customer, id } = await world.given.registeredMailbox({
      casella_pec: 'mario.annullata.presto@testcert.legalmail.it',
    })
    world.context.settings = known
    const ref = await refOf('mailboxes', id)
    const { callback } = Object((await servers.back.account.get(`/pec/${ref}`)).data)
    const [base, key] = String(callback.url).split('/vendor/')
    expect(base).toBe(`${world.baseUrl}/v1/provider-callbacks`)
    const forged = [
      `/v1/provider-callbacks/vendor/${id}`,
      `/v1/provider-callbacks/other/${key}`,
      `/v1/provider-callbacks/vendor/${'A'.repeat(10_000)}`,
    ]
    for (const path of forged) expect(await world.stranger().post(path, '{')).toMatchObject({ status: 404, error: 101 })
    await world.drain()
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'registrata' })
    // Nothing but the callback makes this server ask: by itself it would in an hour.
    await servers.back.advance('PT1M')
    await world.drain()
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'registrazione_annullata' })
    expect(await world.stranger().post(`/v1/provider-callbacks/vendor/${key}`, '<h1>')).toMatchObject({ status: 200 })
  })
})
