import { describe, expect, it } from 'vitest'
import { pdfText } from '../../testing/fixtures.ts'
import { startServer } from '../../testing/world.ts'

describe('GET /pec/{id}/modulo_conservazione', () => {
  const world = startServer()

  it('200 · a PDF to sign for a working mailbox, free of charge, and preservation takes it', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const before = await customer.credit()
    const form = await customer.get(`/pec/${id}/modulo_conservazione`)
    expect(form.status).toBe(200)
    expect(form.headers.get('content-type')).toBe('application/pdf')
    expect(form.headers.get('content-disposition')).toBe(`inline; filename="${id}_modulo_conservazione.pdf"`)
    expect(form.text.startsWith('%PDF-')).toBe(true)
    expect(await customer.credit()).toBe(before)
    const documenti = Buffer.from(form.bytes).toString('base64')
    expect((await customer.patch(`/pec/${id}/conservazione`, { documenti })).data).toMatchObject({
      conservazione: true,
      spazio_conservazione: 512,
    })
  })

  world.refuses(201, 'an id that is not 24 hex digits', async ({ customer }) =>
    (await customer()).get('/pec/zz/modulo_conservazione'),
  )
  world.refuses(202, 'an id of nothing', async ({ customer }) =>
    (await customer()).get(`/pec/${'f'.repeat(24)}/modulo_conservazione`),
  )
  world.refuses(202, "another account's mailbox", async ({ customer, given }) =>
    (await customer()).get(`/pec/${(await given.workingMailbox()).id}/modulo_conservazione`),
  )
  world.refuses(202, "another account's mailbox that does not work yet", async ({ customer, given }) =>
    (await customer()).get(`/pec/${(await given.registeredMailbox()).id}/modulo_conservazione`),
  )
  world.refuses(381, 'a mailbox that does not work yet', async ({ given }) => {
    const { customer, id } = await given.registeredMailbox()
    return customer.get(`/pec/${id}/modulo_conservazione`)
  })
  it.each([
    ['DOMICILIODIGITALE', 'test.domiciliodigitale.com'],
    ['PECMASSIVA', 'testcert.legalmail.it'],
  ])('381 · %s, which has no such service, in whatever state', async (tipo_casella, dominio) => {
    const casella_pec = `senza.conservazione@${dominio}`
    const { customer, id } = await world.given.registeredMailbox({ tipo_casella, casella_pec })
    expect((await customer.get(`/pec/${id}/modulo_conservazione`)).error).toBe(381)
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    await world.pass(10_000)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
    const refused = await customer.get(`/pec/${id}/modulo_conservazione`)
    expect([refused.status, refused.error]).toEqual([406, 381])
  })
  world.refuses(381, 'a revoked mailbox', async ({ given }) => {
    const { customer, id } = await given.workingMailbox()
    await customer.delete(`/pec/${id}`)
    return customer.get(`/pec/${id}/modulo_conservazione`)
  })
  world.refuses(125.22, 'nobody, with a wrong id', async ({ stranger }) =>
    stranger().get('/pec/zz/modulo_conservazione'),
  )
  world.refuses(126, 'a token for writing only', async ({ customer }) =>
    (await customer({ scopes: ['PATCH:test.pec.openapi.it/pec'] })).get('/pec/zz/modulo_conservazione'),
  )
})
