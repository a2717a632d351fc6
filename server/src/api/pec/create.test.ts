import { beforeAll, describe, expect, it } from 'vitest'
import { italianDateAt } from '../../model/italian-date.ts'
import { memberOf } from '../../testing/caller.ts'
import { companyRegistration, inProduction, productionRegistration, registration } from '../../testing/fixtures.ts'
import { startServer } from '../../testing/world.ts'
import type { World } from '../../testing/world.ts'

type Fault = readonly [number: number, changes: Record<string, unknown>]

/** Each fault alone is refused with its number, and costs nothing. */
function refusesEach(world: World, valid: typeof registration, faults: readonly Fault[]): void {
  it.each(faults)('%d · %j', async (number, changes) => {
    const customer = await world.customer()
    const reply = await customer.post('/pec', valid(changes))
    expect({ error: reply.error, text: reply.message }).toMatchObject({ error: number })
    expect(await customer.credit()).toBe('1000.00')
    expect((await customer.get('/pec')).error).toBe(200)
  })
}

describe('POST /pec', () => {
  const world = startServer()
  const post = async (changes: Record<string, unknown> = {}) => {
    const customer = await world.customer()
    const reply = await customer.post('/pec', registration(changes))
    expect(reply.error, reply.text).toBeNull()
    return { customer, data: reply.data }
  }

  it('200 · registers, fills in what was left out, and echoes the rest', async () => {
    const sent = registration()
    const customer = await world.customer()
    const { data, status } = await customer.post('/pec', sent)
    expect(status).toBe(200)
    expect(data).toEqual({
      ...sent,
      nazione_nascita_richiedente: 'IT',
      nazione_titolare: 'IT',
      sottotipo_cliente: '',
      sottotipo_cliente_altro: '',
      cellulare: '',
      denominazione_titolare: '',
      cf_piva_titolare: '',
      callback: false,
      autorinnovo: false,
      dominio: 'testcert.legalmail.it',
      descrizione: sent.casella_pec,
      owner: customer.email,
      stato: 'registrata',
      data_scadenza: '',
      conservazione: false,
      sms: false,
      storico: false,
      spazio_conservazione: 0,
      spazio_disco: 0,
      spazio_storico: 0,
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      cod_attivazione: expect.stringMatching(/^[0-9]{8}$/),
      uid: expect.stringMatching(/^MA[0-9]{6}$/),
      timestamp: { registrazione: expect.any(Number), ultima_modifica: expect.any(Number) },
    })
    expect((await customer.get(`/pec/${String(memberOf(data, 'id'))}`)).data).toEqual(data)
  })

  it('200 · normalises as the documented samples do', async () => {
    const { data } = await post({
      casella_pec: 'Prova.Sviluppo@TESTCERT.legalmail.it',
      tipo_casella: 'bronze',
      tipo_cliente: 'im',
      sottotipo_cliente: 'in',
      sesso_richiedente: 'm',
      nazione_nascita_richiedente: 'it',
      nazione_titolare: 'fr',
      provincia_nascita_richiedente: 'Rm',
      provincia_titolare: 'rm',
      indirizzo_titolare: 'via Verdi 20',
      denominazione_titolare: 'azienda prova srl',
      cf_piva_titolare: '12345678910',
    })
    expect(data).toMatchObject({
      casella_pec: 'prova.sviluppo@testcert.legalmail.it',
      tipo_casella: 'BRONZE',
      tipo_cliente: 'IM',
      sottotipo_cliente: 'IN',
      sesso_richiedente: 'M',
      nazione_nascita_richiedente: 'IT',
      nazione_titolare: 'FR',
      provincia_nascita_richiedente: 'Rm',
      provincia_titolare: 'rm',
      indirizzo_titolare: 'via Verdi 20',
      cf_piva_titolare: '12345678910',
    })
  })

  it('200 · fills in the callback, and shows the identity document only when it was sent', async () => {
    const document = {
      tipo_documento: 'PATENTE',
      numero_documento: 'AB123',
      data_scadenza_documento: '01/01/2099',
      documento_rilasciato_da: 'MIT',
      data_rilascio_documento: '01/01/2020',
    }
    const { data } = await post({
      ...document,
      tipo_documento: 'patente',
      callback: { url: 'https://www.example.com/a', extra: 1, headers: {} },
      autorinnovo: true,
      unknown_member: 'ignored',
    })
    expect(data).toMatchObject({
      ...document,
      autorinnovo: true,
      callback: { url: 'https://www.example.com/a', field: 'data', method: 'POST', data: {} },
    })
    expect(data).not.toHaveProperty('unknown_member')
    expect((await post()).data).not.toHaveProperty('tipo_documento')
  })

  it('200 · a callback comes back as it was given', async () => {
    const callback = { url: 'http://example.com/?a=1', method: 'JSON', field: 'mine', data: { a: [1, { b: 'è' }] } }
    expect((await post({ callback })).data).toMatchObject({ callback })
    expect((await post({ callback: false })).data).toMatchObject({ callback: false })
    expect((await post({ callback: null })).data).toMatchObject({ callback: false })
  })

  it.each([
    ['DOMICILIODIGITALE', 'a@test.domiciliodigitale.com', '995.50'],
    ['STANDARD', 'b@testcert.legalmail.it', '989.00'],
    ['BRONZE', 'c@testcert.legalmail.it', '975.00'],
    ['SILVER', 'd@testcert.legalmail.it', '960.00'],
    ['GOLD', 'e@testcert.legalmail.it', '936.00'],
    ['PECMASSIVA', 'g@testcert.legalmail.it', '901.00'],
  ])('200 · %s is paid for a year: %s leaves %s', async (tipo_casella, casella_pec, left) => {
    const { customer } = await post({ tipo_casella, casella_pec })
    expect(await customer.credit()).toBe(left)
  })

  it.each([undefined, 'application/x-www-form-urlencoded', 'text/plain'])(
    '200 · JSON is taken as JSON, whatever it says it is: %s',
    async (type) => {
      const customer = await world.customer()
      const headers = type === undefined ? {} : { 'content-type': type }
      const reply = await customer.post('/pec', new TextEncoder().encode(JSON.stringify(registration())), headers)
      expect(reply.error, reply.text).toBeNull()
    },
  )

  it('200 · a form is taken where it says it is one', async () => {
    const customer = await world.customer()
    const fields = Object.entries(registration()).map(([name, value]): [string, string] => [name, String(value)])
    const reply = await customer.post('/pec', new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    })
    expect(reply.error, reply.text).toBeNull()
  })

  it('200 · the sandbox takes what only looks like a code, and leaves conditional fields to the caller', async () => {
    const { data } = await post({
      tipo_cliente: 'IM',
      codice_fiscale_richiedente: 'RSSXXXXXXXX56E',
      telefono: '34xxxxxx18',
      cellulare: '34xxxxxx18',
    })
    expect(data).toMatchObject({ codice_fiscale_richiedente: 'RSSXXXXXXXX56E', sottotipo_cliente: '' })
  })

  it('a credit that covers the price to the cent is spent whole; one cent less is refused with both amounts', async () => {
    const exact = await world.customer({ creditCents: 6400 })
    expect((await exact.post('/pec', registration())).error).toBeNull()
    expect(await exact.credit()).toBe('0.00')
    const short = await world.customer({ creditCents: 6399 })
    const reply = await short.post('/pec', registration())
    expect([reply.status, reply.error, reply.message]).toEqual([
      402,
      262,
      'Insufficient Credit in Wallet: 64.00 > 63.99',
    ])
    expect(await short.credit()).toBe('63.99')
  })

  it('of ten at once for one address, one is registered and paid', async () => {
    const customer = await world.customer()
    const body = registration()
    const replies = await Promise.all(Array.from({ length: 10 }, () => customer.post('/pec', body)))
    expect(replies.map((one) => one.error).sort()).toEqual([...Array.from({ length: 9 }, () => 261), null])
    expect(await customer.credit()).toBe('936.00')
  })

  it('of ten at once with credit for two, two are paid', async () => {
    const customer = await world.customer({ creditCents: 2 * 6400 + 1 })
    const replies = await Promise.all(Array.from({ length: 10 }, () => customer.post('/pec', registration())))
    expect(replies.filter((one) => one.error === null)).toHaveLength(2)
    expect(replies.filter((one) => one.error === 262)).toHaveLength(8)
    expect(await customer.credit()).toBe('0.01')
  })

  describe('in the sandbox', () => {
    const callback = { url: 'https://www.example.com/' }
    refusesEach(world, registration, [
      [222, { casella_pec: undefined }],
      [222, { casella_pec: '' }],
      [222, { casella_pec: null }],
      [223, { casella_pec: 'not an address' }],
      [223, { casella_pec: 7 }],
      [223, { casella_pec: 'a@testcert.legalmail.it.' }],
      [223, { casella_pec: ['a@testcert.legalmail.it'] }],
      [224, { tipo_casella: '' }],
      [225, { tipo_casella: 'PLATINUM' }],
      [225, { tipo_casella: 'constructor' }],
      [226, { tipo_cliente: null }],
      [227, { tipo_cliente: 'ZZ' }],
      [229, { tipo_cliente: 'IM', sottotipo_cliente: 'ZZ' }],
      [231, { nome_richiedente: '' }],
      [231, { nome_richiedente: 7 }],
      [231, { nome_richiedente: 'a\u0000b' }],
      [231, { nome_richiedente: '\u200b' }],
      [231, { nome_richiedente: '\u00ad \u3164' }],
      [231, { nome_richiedente: 'mario\u202eissor' }],
      [231, { nome_richiedente: 'a'.repeat(101) }],
      [232, { cognome_richiedente: [] }],
      [232, { cognome_richiedente: 'ros\u2066si' }],
      [233, { email: undefined }],
      [234, { email: 'nobody' }],
      [234, { email: 'mario@example.com.' }],
      [234, { email: 'mario@com©.it' }],
      [235, { telefono: '' }],
      [236, { telefono: '1'.repeat(41) }],
      [237, { cellulare: 39 }],
      [238, { codice_fiscale_richiedente: '' }],
      [239, { codice_fiscale_richiedente: { is: 'an object' } }],
      [241, { data_nascita_richiedente: '' }],
      [242, { data_nascita_richiedente: '1980-01-01' }],
      [242, { data_nascita_richiedente: '29/02/1981' }],
      [242, { data_nascita_richiedente: '01/01/2080' }],
      [243, { sesso_richiedente: '' }],
      [244, { sesso_richiedente: 'X' }],
      [245, { nazione_nascita_richiedente: '' }],
      [246, { nazione_nascita_richiedente: 'italia' }],
      [248, { provincia_nascita_richiedente: 'ROMA' }],
      [251, { cf_piva_titolare: '123' }],
      [252, { indirizzo_titolare: '' }],
      [252, { indirizzo_titolare: 'via\u202dRoma' }],
      [253, { comune_titolare: '' }],
      [253, { comune_titolare: '\u2060' }],
      [254, { cap_titolare: '' }],
      [255, { cap_titolare: 142 }],
      [256, { nazione_titolare: '' }],
      [257, { nazione_titolare: 'ZZ' }],
      [258, { provincia_titolare: '' }],
      [259, { provincia_titolare: '1' }],
      [260, { tipo_casella: 'DOMICILIODIGITALE' }],
      [260, { casella_pec: 'a@test.domiciliodigitale.com' }],
      [260, { casella_pec: 'a@legalmail.it' }],
      [260, { casella_pec: 'a@pecmassiva.com', tipo_casella: 'PECMASSIVA' }],
      [326, { casella_pec: 'a@test.pecmassiva.com', tipo_casella: 'PECMASSIVA' }],
      [261, { casella_pec: 'occupata@testcert.legalmail.it' }],
      [263, { casella_pec: 'guasto@testcert.legalmail.it' }],
      [264, { autorinnovo: 'true' }],
      [264, { autorinnovo: 1 }],
      [326, { casella_pec: 'a@example.com' }],
      [363, { tipo_documento: 'TESSERA', numero_documento: '1', documento_rilasciato_da: 'MIT' }],
      [363, { tipo_documento: 'TESSERA' }],
      [363, { tipo_documento: 'TESSERA', numero_documento: 7, data_scadenza_documento: 'x' }],
      [110, { tipo_documento: 'PATENTE', numero_documento: 7 }],
      [110, { documento_rilasciato_da: ['MIT'] }],
      [365, { data_scadenza_documento: '2030' }],
      [367, { data_rilascio_documento: '31/04/2020' }],
      [367, { data_rilascio_documento: '01/01/2080' }],
      [367, { data_rilascio_documento: '01/01/2080', data_scadenza_documento: '01/01/2090' }],
      [367, { data_rilascio_documento: '02/01/2020', data_scadenza_documento: '01/01/2020' }],
      [367, { data_rilascio_documento: '31/12/1979' }],
      [368, { data_scadenza_documento: '01/01/2020' }],
      [370, { callback: { ...callback, method: 'GET' } }],
      [371, { callback: { ...callback, field: '' } }],
      [373, { callback: {} }],
      [373, { callback: 'https://www.example.com/' }],
      [374, { callback: { url: 'not a url' } }],
      [374, { callback: { url: 'https://www.example.com:0/' } }],
      [374, { callback: { url: 'https://www.example.com©/' } }],
      [375, { callback: { url: 'ftp://example.com/' } }],
      [376, { callback: { ...callback, data: { much: 'x'.repeat(17_000) } } }],
      [377, { callback: { ...callback, data: [1] } }],
    ])
  })

  it.each([
    ['tipo_documento', 'PATENTE'],
    ['numero_documento', 'AB123'],
    ['data_scadenza_documento', '01/01/2090'],
    ['documento_rilasciato_da', 'MIT'],
    ['data_rilascio_documento', '01/01/2020'],
  ])('200 · %s alone: no field of an identity document asks for another', async (field, value) => {
    const { data } = await post({ [field]: value })
    expect(Object.keys(Object(data)).filter((name) => name.includes('documento'))).toEqual([field])
    expect(data).toMatchObject({ [field]: value })
  })

  it('200 · any subtype of the one list with any type that has some', async () => {
    for (const tipo_cliente of ['IM', 'PS', 'PL'])
      for (const sottotipo_cliente of ['SI', 'PA', 'LC', 'x'])
        expect((await post({ tipo_cliente, sottotipo_cliente })).data).toMatchObject({
          tipo_cliente,
          sottotipo_cliente: sottotipo_cliente.toUpperCase(),
        })
  })

  world.refuses(261, 'an address taken by somebody else, in another case', async ({ customer, given }) => {
    const { casella_pec } = await given.registeredMailbox()
    return (await customer()).post('/pec', registration({ casella_pec: casella_pec.toUpperCase() }))
  })

  it('born today, a document of today and one that expires on its first day are taken', async () => {
    const today = italianDateAt(world.context.clock.now().getTime() / 1000)
    await post({ data_nascita_richiedente: today })
    await post({ data_rilascio_documento: today, data_scadenza_documento: today })
  })

  it('tomorrow is after today in Rome', async () => {
    const tomorrow = italianDateAt(world.context.clock.now().getTime() / 1000 + 86_400)
    const customer = await world.customer()
    const error = async (changes: Record<string, unknown>) => (await customer.post('/pec', registration(changes))).error
    expect(await error({ data_nascita_richiedente: tomorrow })).toBe(242)
    expect(await error({ data_rilascio_documento: tomorrow })).toBe(367)
  })

  it('200 · any postal code in the sandbox, where the checks warn of it', async () => {
    expect((await post({ cap_titolare: '00142-RM' })).data).toMatchObject({ cap_titolare: '00142-RM' })
  })

  it('326 · names the domain', async () => {
    const reply = await (await world.customer()).post('/pec', registration({ casella_pec: 'a@Example.com' }))
    expect(reply.message).toBe('the domain example.com is non-existent in the system or belongs to someone else')
  })

  for (const body of ['{', '[]', '"text"', 'null', '{"a":1}{', '{"a":1,}', 'a=1']) {
    world.refuses(100, `a body that is ${body}`, async ({ stranger }) => stranger().post('/pec', body))
  }
  world.refuses(103, 'a body over 1 MiB', async ({ customer }) =>
    (await customer()).post('/pec', { filler: 'x'.repeat(1024 * 1024) }),
  )
  world.refuses(222, 'no body', async ({ customer }) => (await customer()).call('POST', '/pec'))

  it('tells the first of several faults, in the order of the contract', async () => {
    const poor = await world.customer({ creditCents: 0 })
    const readOnly = await world.customer({ scopes: ['GET:test.pec.openapi.it/pec'] })
    expect((await world.stranger().post('/pec', '{')).error).toBe(100)
    expect((await world.stranger().post('/pec', {})).error).toBe(125.22)
    expect((await readOnly.post('/pec', {})).error).toBe(126)
    const error = async (changes: Record<string, unknown>) => (await poor.post('/pec', registration(changes))).error
    // Every required field comes before every form, each in body order.
    expect(await error({ casella_pec: 'x', tipo_casella: 'x', provincia_titolare: '' })).toBe(258)
    expect(await error({ casella_pec: '', provincia_titolare: '' })).toBe(222)
    expect(await error({ casella_pec: 'a@example.com', tipo_casella: 'x', telefono: 1 })).toBe(225)
    expect(await error({ casella_pec: 'a@example.com', telefono: 1 })).toBe(236)
    expect(await error({ casella_pec: 'a@example.com', autorinnovo: 1 })).toBe(264)
    expect(await error({ casella_pec: 'a@example.com' })).toBe(326)
    expect(await error({ casella_pec: 'occupata@testcert.legalmail.it' })).toBe(261)
    // Credit comes before the provider.
    expect(await error({ casella_pec: 'guasto@testcert.legalmail.it' })).toBe(262)
    expect(await error({})).toBe(262)
  })
})

describe('POST /pec in production', () => {
  const world = startServer(inProduction())

  it('200 · a person and a company, under the real domains', async () => {
    const customer = await world.customer()
    const person = await customer.post('/pec', productionRegistration())
    expect(person.data).toMatchObject({ stato: 'registrata', dominio: 'legalmail.it' })
    const company = companyRegistration({
      casella_pec: 'azienda@pecmassiva.com',
      tipo_casella: 'PECMASSIVA',
      sottotipo_cliente: 'X',
      sottotipo_cliente_altro: 'antiquariato',
    })
    const reply = await customer.post('/pec', company)
    expect(reply.data).toMatchObject({ sottotipo_cliente: 'X', sottotipo_cliente_altro: 'antiquariato' })
    expect(await customer.credit()).toBe('837.00')
  })

  it('200 · a postal code of another country', async () => {
    const customer = await world.customer()
    const abroad = { nazione_titolare: 'gb', provincia_titolare: 'EE', cap_titolare: 'SW1A 1AA' }
    expect((await customer.post('/pec', productionRegistration(abroad))).error).toBeNull()
  })

  const company = (changes: Record<string, unknown> = {}) =>
    companyRegistration({ casella_pec: 'azienda.prova@legalmail.it', ...changes })
  refusesEach(world, company, [
    [228, { sottotipo_cliente: '' }],
    [228, { tipo_cliente: 'PS', sottotipo_cliente: undefined }],
    [229, { sottotipo_cliente: 'PA' }],
    [229, { tipo_cliente: 'PL', sottotipo_cliente: 'PC' }],
    [255, { cap_titolare: '142' }],
    [255, { cap_titolare: 'ABCDE' }],
    [255, { cap_titolare: '00142-RM' }],
    [255, { cap_titolare: '142', nazione_titolare: 'IT' }],
    [230, { sottotipo_cliente: 'X' }],
    [230, { tipo_cliente: 'X', sottotipo_cliente: '' }],
    [249, { denominazione_titolare: '' }],
    [250, { cf_piva_titolare: '' }],
    [251, { cf_piva_titolare: '12345678910' }],
    [236, { telefono: '34xxxxxx18' }],
    [237, { cellulare: '12345' }],
    [239, { codice_fiscale_richiedente: 'RSSXXXXXXXX56E' }],
    [239, { codice_fiscale_richiedente: 'RSSMRA80A01H501A' }],
    [260, { casella_pec: 'a@domiciliodigitale.com' }],
    [260, { casella_pec: 'a@testcert.legalmail.it' }],
  ])

  world.refuses(126, 'a token of the sandbox', async ({ customer }) =>
    (await customer({ scopes: ['POST:test.pec.openapi.it/pec'] })).post('/pec', productionRegistration()),
  )
})

describe('POST /pec with rules no mode has', () => {
  const world = startServer()
  beforeAll(() => {
    Object.assign(world.context.strictness, { birthCrossCheck: true, birthProvinceRequired: true })
  })

  it('200 · a fiscal code that says what the applicant says', async () => {
    expect((await (await world.customer()).post('/pec', registration())).error).toBeNull()
    const abroad = registration({ nazione_nascita_richiedente: 'fr', provincia_nascita_richiedente: '' })
    expect((await (await world.customer()).post('/pec', abroad)).error).toBeNull()
  })

  refusesEach(world, registration, [
    [240, { nome_richiedente: 'luigi' }],
    [240, { cognome_richiedente: 'bianchi' }],
    [240, { sesso_richiedente: 'F' }],
    [240, { data_nascita_richiedente: '02/01/1980' }],
    [247, { provincia_nascita_richiedente: '' }],
  ])
})
