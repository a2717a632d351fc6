import { describe, expect, it } from 'vitest'
import { startServer } from '../../testing/world.ts'

describe('GET /pec/{id}/modulo_attivazione', () => {
  const world = startServer()

  it('200 · a PDF to sign, from the registration on, free of charge', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const before = await customer.credit()
    const form = await customer.get(`/pec/${id}/modulo_attivazione`)
    expect(form.status).toBe(200)
    expect(form.headers.get('content-type')).toBe('application/pdf')
    expect(form.headers.get('content-disposition')).toBe(`inline; filename="${id}_modulo_attivazione.pdf"`)
    expect(form.text.startsWith('%PDF-')).toBe(true)
    expect(form.text.trimEnd().endsWith('%%EOF')).toBe(true)
    expect(await customer.credit()).toBe(before)
    const sent = await customer.patch(`/pec/${id}/attivazione`, {
      documenti: Buffer.from(form.bytes).toString('base64'),
    })
    expect(sent.data).toMatchObject({ stato: 'in_evasione' })
    expect((await customer.get(`/pec/${id}/modulo_attivazione`)).status).toBe(200)
  })

  it('200 · notes the form it gave out, by the hash of its bytes', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const count = async () => {
      const { rows } = await world.context.database.pool.query<{ n: number }>(
        'select count(*)::int as n from issued_forms where owner_id = $1',
        [id],
      )
      return rows[0]?.n
    }
    expect(await count()).toBe(0)
    await customer.get(`/pec/${id}/modulo_attivazione`)
    expect(await count()).toBe(1)
  })

  world.refuses(201, 'an id that is not 24 hex digits', async ({ customer }) =>
    (await customer()).get('/pec/zz/modulo_attivazione'),
  )
  world.refuses(202, 'an id of nothing', async ({ customer }) =>
    (await customer()).get(`/pec/${'f'.repeat(24)}/modulo_attivazione`),
  )
  world.refuses(202, "another account's mailbox", async ({ customer, given }) =>
    (await customer()).get(`/pec/${(await given.registeredMailbox()).id}/modulo_attivazione`),
  )
  world.refuses(380, 'a registration called off', async ({ given, pass }) => {
    const { customer, id } = await given.registeredMailbox({ casella_pec: 'annullata@testcert.legalmail.it' })
    await pass(1_000)
    return customer.get(`/pec/${id}/modulo_attivazione`)
  })
  world.refuses(380, 'a mailbox closed 90 days after its expiry', async ({ given, pass }) => {
    const { customer, id } = await given.workingMailbox()
    await pass(367 * 86_400_000)
    expect((await customer.get(`/pec/${id}/modulo_attivazione`)).status).toBe(200)
    await pass(90 * 86_400_000)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'chiusa' })
    return customer.get(`/pec/${id}/modulo_attivazione`)
  })
  world.refuses(125.22, 'nobody, with a wrong id', async ({ stranger }) => stranger().get('/pec/zz/modulo_attivazione'))
  world.refuses(126, 'a token for writing only', async ({ customer }) =>
    (await customer({ scopes: ['PATCH:test.pec.openapi.it/pec'] })).get('/pec/zz/modulo_attivazione'),
  )
  world.refuses(102, 'a method it does not have', async ({ customer }) =>
    (await customer()).post(`/pec/${'f'.repeat(24)}/modulo_attivazione`, {}),
  )
})
