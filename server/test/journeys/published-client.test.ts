// A client that knows nothing but the published contract: from e-mail and API key to a working mailbox and the bill. Every
// request is written out as its documentation has it; nothing of ours is used but the address of the server.
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../src/testing/caller.ts'
import { pdfText } from '../../src/testing/fixtures.ts'
import { startReceiver } from '../../src/testing/receiver.ts'
import { startServer } from '../../src/testing/world.ts'

interface Answer {
  status: number
  /** The whole body. */
  body: unknown
  data: unknown
}

describe('a client of the published contract', () => {
  const world = startServer()

  async function request(method: string, path: string, authorization: string, body?: object): Promise<Answer> {
    // The official PHP client sends JSON without saying so, and curl then calls it a form (contract 1.8).
    const headers = { authorization, ...(body && { 'content-type': 'application/x-www-form-urlencoded' }) }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(world.baseUrl + path, { method, headers, ...sent })
    if (response.headers.get('content-type')?.startsWith('application/pdf') === true)
      return { status: response.status, body: undefined, data: Buffer.from(await response.arrayBuffer()) }
    const whole: unknown = await response.json()
    return { status: response.status, body: whole, data: memberOf(whole, 'data') }
  }

  it('gets from its key to a token, a mailbox and the bill', async () => {
    await using receiver = await startReceiver()
    const { email, apiKey } = await world.customer({ creditCents: 10_000 })
    const key = `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}`

    const scopes = await request('GET', '/scopes', key)
    const wanted = ['GET', 'POST', 'PATCH'].map((method) => `${method}:test.pec.openapi.it/pec`)
    const offered = Array.isArray(scopes.data) ? scopes.data.map((one) => memberOf(one, 'scope')) : []
    expect(offered).toEqual(expect.arrayContaining(wanted))

    const made = await request('POST', '/tokens', key, { scopes: wanted, ttl: 86_400, limits: { walletAmount: 70 } })
    expect(made.status).toBe(200)
    const token = `Bearer ${String(memberOf(made.body, 'token'))}`

    const registered = await request('POST', '/pec', token, {
      casella_pec: 'mario.rossi@testcert.legalmail.it',
      tipo_casella: 'gold',
      tipo_cliente: 'PV',
      nome_richiedente: 'mario',
      cognome_richiedente: 'rossi',
      email: 'mario.rossi@example.com',
      telefono: '0612345678',
      codice_fiscale_richiedente: 'RSSMRA80A01H501U',
      data_nascita_richiedente: '01/01/1980',
      sesso_richiedente: 'M',
      nazione_nascita_richiedente: 'it',
      indirizzo_titolare: 'via verdi 20',
      comune_titolare: 'roma',
      cap_titolare: '00142',
      nazione_titolare: 'it',
      provincia_titolare: 'RM',
      callback: { url: receiver.url, field: 'data' },
    })
    expect(registered.data).toMatchObject({ stato: 'registrata', owner: email, tipo_casella: 'GOLD' })
    const id = String(memberOf(registered.data, 'id'))

    const form = await request('GET', `/pec/${id}/modulo_attivazione`, token)
    expect(String(form.data).slice(0, 5)).toBe('%PDF-')
    const pdf = await pdfText()
    const handedIn = await request('PATCH', `/pec/${id}/attivazione`, token, { documenti: [pdf, pdf] })
    expect(handedIn.data).toMatchObject({ stato: 'in_evasione' })
    const called = receiver.next()
    await world.pass(10_000)
    expect(receiver.resourceOf(await called)).toMatchObject({ id, stato: 'evasa' })
    expect((await request('GET', `/pec/${id}`, token)).data).toMatchObject({ stato: 'evasa', spazio_disco: 2048 })

    // A second one would be more than the token may spend; deleting is not among its scopes.
    const twice = await request('PATCH', `/pec/${id}/modifica`, token, { spazio_disco: '+2048' })
    expect(twice).toMatchObject({ status: 403, body: { success: false, error: 127 } })
    expect(await request('DELETE', `/pec/${id}`, token)).toMatchObject({ status: 403, body: { error: 126 } })

    const sent = await request('GET', '/callbacks', key)
    expect(sent.data).toMatchObject([{ scope: 'POST:test.pec.openapi.it/pec', httpResponseCode: '200' }])
    expect((await request('GET', '/wallet', key)).data).toMatchObject({ credit: 36 })
    expect((await request('GET', '/wallet/transactions', key)).data).toMatchObject([{ amount: -64 }, { amount: 100 }])

    const name = String(memberOf(made.body, 'token'))
    const used = await request('GET', `/tokens/${name}`, key)
    expect(used.data).toMatchObject({ limits: { walletAmount: 70 }, stats: { walletRequests: 1, walletAmount: 64 } })
    expect((await request('DELETE', `/tokens/${name}`, key)).body).toMatchObject({ message: 'Deleted', data: null })
    world.context.authenticator.forget()
    const ended = await request('GET', `/pec/${id}`, token)
    expect(ended).toMatchObject({ status: 401, body: { message: 'Wrong Token', error: 125.22 } })
  })
})
