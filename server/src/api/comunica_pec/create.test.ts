import { describe, expect, it } from 'vitest'
import { memberOf } from '../../testing/caller.ts'
import { communication, inProduction } from '../../testing/fixtures.ts'
import { startServer } from '../../testing/world.ts'

describe('POST /comunica_pec', () => {
  const world = startServer()
  const ask = async (changes: Record<string, unknown>) =>
    (await world.customer()).post('/comunica_pec', communication(changes))

  it('takes the request, is paid, and answers as documented', async () => {
    const customer = await world.customer()
    const body = communication({ qualifica: 'legale_rappresentante', casella_pec: 'Ditta@PEC.example.it', altro: 1 })
    const { data } = await customer.post('/comunica_pec', body)
    const { altro, ...sent } = body
    expect(altro).toBe(1)
    expect(data).toMatchObject({
      ...sent,
      casella_pec: 'ditta@pec.example.it',
      qualifica: 'LEGALE_RAPPRESENTANTE',
      callback: false,
      stato: 'codice_in_richiesta',
      codice_registro_imprese: 'openapi',
      documenti_registro_imprese: [],
      owner: customer.email,
    })
    expect(memberOf(data, 'timestamp')).toBe(Number.parseInt(String(memberOf(data, 'id')).slice(0, 8), 16))
    expect(await customer.credit()).toBe('984.30')
    expect((await customer.get(`/comunica_pec/${memberOf(data, 'id')}`)).data).toEqual(data)
  })

  it('stores whose address it is, and does not echo it', async () => {
    const { data } = await ask({ pec_amministratore: true })
    expect(data).not.toHaveProperty('pec_amministratore')
    const { rows } = await world.context.database.pool.query<{ pec_amministratore: boolean }>(
      'select pec_amministratore from registry_requests where id = $1',
      [memberOf(data, 'id')],
    )
    expect(rows).toEqual([{ pec_amministratore: true }])
  })

  it('echoes a callback with its defaults', async () => {
    const { data } = await ask({ callback: { url: 'https://www.example.com/x' } })
    expect(memberOf(data, 'callback')).toEqual({
      url: 'https://www.example.com/x',
      field: 'data',
      method: 'POST',
      data: {},
    })
  })

  it('answers the same Idempotency-Key once', async () => {
    const customer = await world.customer()
    const body = communication()
    const first = await customer.post('/comunica_pec', body, { 'idempotency-key': 'uno' })
    const again = await customer.post('/comunica_pec', body, { 'idempotency-key': 'uno' })
    expect(again.text).toBe(first.text)
    expect(await customer.credit()).toBe('984.30')
  })

  it('charges nothing for what it refuses', async () => {
    const customer = await world.customer()
    await customer.post('/comunica_pec', communication({ cf: '' }))
    await customer.post('/comunica_pec', communication({ casella_pec: 'ditta.guasto@pec.example.it' }))
    expect(await customer.credit()).toBe('1000.00')
    expect((await customer.get('/comunica_pec')).error).toBe(332)
  })

  const required = [
    [335, 'casella_pec'],
    [337, 'cf'],
    [338, 'nome'],
    [339, 'cognome'],
    [340, 'qualifica'],
    [341, 'email'],
    [342, 'cellulare'],
    [343, 'ragione_sociale'],
    [344, 'cf_piva'],
    [345, 'comune'],
    [346, 'provincia'],
  ] as const
  for (const [number, field] of required) {
    world.refuses(number, `${field} is missing, whatever is wrong after it`, () =>
      ask({ ...Object.fromEntries(required.filter(([later]) => later >= number).map(([, name]) => [name, ''])) }),
    )
  }
  world.refuses(335, 'an empty body', async () => (await world.customer()).post('/comunica_pec'))
  world.refuses(344, 'what is missing comes before what is wrong', () => ask({ casella_pec: 'x', cf_piva: '' }))

  const invalid: readonly (readonly [336 | 347 | 348 | 349 | 350 | 360 | 361 | 362, string, unknown])[] = [
    [336, 'casella_pec', 'nessuna chiocciola'],
    [347, 'cf', 'x'.repeat(41)],
    [348, 'qualifica', 'PRESIDENTE'],
    [349, 'email', 'mario@'],
    [361, 'cellulare', '3'.repeat(41)],
    [350, 'cf_piva', '123'],
    [362, 'provincia', 'R9'],
    [360, 'pec_amministratore', 'forse'],
  ]
  for (const [number, field, value] of invalid) {
    world.refuses(number, `${field} is ${JSON.stringify(value).slice(0, 30)}`, () => ask({ [field]: value }))
  }
  world.refuses(338, 'a first name that is no text', () => ask({ nome: 7 }))
  world.refuses(339, 'a surname of spaces', () => ask({ cognome: '   ' }))
  world.refuses(338, 'a first name there is nothing of to see', () => ask({ nome: '\u200b' }))
  world.refuses(339, 'a surname that turns around', () => ask({ cognome: 'rossi\u202eoiram' }))
  world.refuses(343, 'a company name that is too long', () => ask({ ragione_sociale: 'x'.repeat(201) }))
  world.refuses(345, 'a town with a NUL', () => ask({ comune: 'ro\0ma' }))

  const url = 'https://www.example.com/x'
  world.refuses(370, 'a callback by another method', () => ask({ callback: { url, method: 'PUT' } }))
  world.refuses(371, 'a callback as a form without a field', () =>
    ask({ callback: { url, method: 'POST', field: '' } }),
  )
  world.refuses(373, 'a callback to nowhere', () => ask({ callback: {} }))
  world.refuses(374, 'a callback to what is no address', () => ask({ callback: { url: 'http://' } }))
  world.refuses(375, 'a callback by ftp', () => ask({ callback: { url: 'ftp://www.example.com' } }))
  world.refuses(376, 'a callback too large', () => ask({ callback: { url, data: { x: 'x'.repeat(17_000) } } }))
  world.refuses(377, 'a callback whose data are no object', () => ask({ callback: { url, data: 'x' } }))

  world.refuses(351, 'the credit does not cover it', async () => {
    const customer = await world.customer({ creditCents: 1569 })
    const reply = await customer.post('/comunica_pec', communication())
    expect(reply.message).toBe('Insufficient Credit in Wallet: 15.70 > 15.69')
    return reply
  })
  world.refuses(352, 'the provider does not answer', () => ask({ casella_pec: 'ditta@guasto.example.it' }))
  world.refuses(126, 'a token that may only read', async () => {
    const customer = await world.customer({ scopes: ['GET:test.pec.openapi.it/comunica_pec'] })
    return customer.post('/comunica_pec', communication())
  })
})

describe('POST /comunica_pec in production', () => {
  const world = startServer(inProduction())
  const ask = async (changes: Record<string, unknown>) =>
    (await world.customer()).post('/comunica_pec', communication(changes))

  it('has no code until the register gives one', async () => {
    expect((await ask({})).data).toMatchObject({ stato: 'codice_in_richiesta', codice_registro_imprese: '' })
  })

  world.refuses(347, 'a fiscal code whose check character is wrong', () => ask({ cf: 'RSSMRA80A01H501X' }))
  world.refuses(350, 'a VAT number whose check digit is wrong', () => ask({ cf_piva: '12345678910' }))
  world.refuses(361, 'the masked number of the sample', () => ask({ cellulare: '34xxxxxx18' }))
})
