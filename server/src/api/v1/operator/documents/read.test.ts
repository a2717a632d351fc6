import { describe, expect, it } from 'vitest'
import { communication, pdf } from '../../../../testing/fixtures.ts'
import { startServer } from '../../../../testing/world.ts'

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

describe('GET /v1/operator/documents/{owner}/{name}', () => {
  const world = startServer()

  it('gives back the very bytes, each submission by its number, to be saved and not shown', async () => {
    const { customer, id } = await world.given.registeredMailbox({ casella_pec: 'due.errati@testcert.legalmail.it' })
    const [first, second] = [await pdf('first'), await pdf('second')]
    await customer.patch(`/pec/${id}/attivazione`, { documenti: [base64(first)] })
    await world.pass(10_000)
    await customer.patch(`/pec/${id}/attivazione`, { documenti: [base64(second)] })
    const operator = await world.operator()
    const path = `/v1/operator/documents/${id}/${id}_0_attivazione.pdf`
    const newest = await operator.get(path)
    expect(newest.status).toBe(200)
    expect(Buffer.from(newest.bytes).equals(second)).toBe(true)
    expect(newest.headers.get('content-type')).toBe('application/pdf')
    expect(newest.headers.get('content-disposition')).toBe(`attachment; filename="${id}_0_attivazione.pdf"`)
    expect(newest.headers.get('x-content-type-options')).toBe('nosniff')
    expect(Buffer.from((await operator.get(`${path}?submission=1`)).bytes).equals(first)).toBe(true)
  })

  it('gives a signed power of attorney as what it is', async () => {
    const customer = await world.customer()
    const asked = await customer.post('/comunica_pec', communication())
    const id = String(Reflect.get(Object(asked.data), 'id'))
    await world.pass(10_000)
    const documenti = [base64(await pdf('signed, in the sandbox'))]
    expect((await customer.patch(`/comunica_pec/${id}`, { documenti })).error).toBeNull()
    const operator = await world.operator()
    const file = await operator.get(`/v1/operator/documents/${id}/${id}_0_registro_imprese.p7m`)
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pkcs7-mime'])
  })

  it('knows no other documents, and nobody but operators', async () => {
    const { customer, id } = await world.given.submittedMailbox()
    const operator = await world.operator()
    const name = `${id}_0_attivazione.pdf`
    for (const path of [`${id}/other.pdf`, `${id}/${name}?submission=9`, `zz/${name}`, `${id}/${'x'.repeat(300)}`]) {
      expect((await operator.get(`/v1/operator/documents/${path}`)).error).toBe(109)
    }
    expect((await operator.get(`/v1/operator/documents/${id}/${name}?submission=x`)).error).toBe(110)
    expect((await customer.get(`/v1/operator/documents/${id}/${name}`)).error).toBe(126)
    expect((await world.stranger().get(`/v1/operator/documents/${id}/${name}`)).error).toBe(125.22)
  })
})
