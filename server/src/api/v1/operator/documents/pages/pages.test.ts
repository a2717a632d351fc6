import { describe, expect, it } from 'vitest'
import { communication, pdf } from '../../../../../testing/fixtures.ts'
import { startServer } from '../../../../../testing/world.ts'

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const png = Buffer.from('89504e470d0a1a0a', 'hex')

describe('GET /v1/operator/documents/{owner}/{name}/pages', () => {
  const world = startServer()

  async function handedIn(document: Uint8Array) {
    const { customer, id } = await world.given.registeredMailbox()
    expect((await customer.patch(`/pec/${id}/attivazione`, { documenti: [base64(document)] })).error).toBeNull()
    return { customer, id, path: `/v1/operator/documents/${id}/${id}_0_attivazione.pdf/pages` }
  }

  it('says how many there are, and draws each as a picture that nothing else is made of', async () => {
    const { path, id } = await handedIn(await pdf('documento'))
    const operator = await world.operator()
    expect((await operator.get(path)).data).toEqual({ count: 1, pages: [{ width: 595, height: 842 }] })
    const drawn = await operator.get(`${path}/1?width=300`)
    expect(drawn.headers.get('content-type')).toBe('image/png')
    expect(drawn.headers.get('content-disposition')).toBe('inline; filename="page-1.png"')
    expect(drawn.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(drawn.headers.get('x-content-type-options')).toBe('nosniff')
    expect(drawn.headers.get('cache-control')).toBe('no-store')
    const bytes = Buffer.from(drawn.bytes)
    expect(bytes.subarray(0, 8).equals(png)).toBe(true)
    expect(bytes.readUInt32BE(16)).toBe(300)
    const { items } = Object((await operator.get(`/v1/operator/audit?operation=drawDocumentPage`)).data)
    expect(items[0]).toMatchObject({ subject: `${id}/${id}_0_attivazione.pdf/1` })
  })

  it('shows each submission by its number, the newest unless told', async () => {
    const { customer, id } = await world.given.registeredMailbox({
      casella_pec: 'due.pagine.errati@testcert.legalmail.it',
    })
    await customer.patch(`/pec/${id}/attivazione`, { documenti: [base64(Buffer.from('%PDF-1.7\nbroken'))] })
    await world.pass(10_000)
    await customer.patch(`/pec/${id}/attivazione`, { documenti: [base64(await pdf('whole'))] })
    const operator = await world.operator()
    const path = `/v1/operator/documents/${id}/${id}_0_attivazione.pdf/pages`
    expect((await operator.get(path)).data).toMatchObject({ count: 1 })
    expect((await operator.get(`${path}?submission=1`)).error).toBe(150)
    expect((await operator.get(`${path}/1?submission=1`)).error).toBe(150)
    expect((await operator.get(`${path}/1?submission=2`)).status).toBe(200)
  })

  it('shows what was signed in place of a signed file', async () => {
    const customer = await world.customer()
    const asked = await customer.post('/comunica_pec', communication())
    const id = String(Reflect.get(Object(asked.data), 'id'))
    await world.pass(10_000)
    const documenti = [base64(await pdf('signed, in the sandbox'))]
    expect((await customer.patch(`/comunica_pec/${id}`, { documenti })).error).toBeNull()
    const path = `/v1/operator/documents/${id}/${id}_0_registro_imprese.p7m/pages`
    expect((await (await world.operator()).get(path)).data).toMatchObject({ count: 1 })
  })

  it('says of what cannot be shown why, and goes on with the next', async () => {
    const broken = await handedIn(Buffer.from('%PDF-1.7\n<script>alert(1)</script>'))
    const operator = await world.operator()
    const refused = await operator.get(broken.path)
    expect(refused).toMatchObject({ error: 150, message: 'this document cannot be shown: it is damaged, or no PDF' })
    expect((await operator.get(`${broken.path}/1`)).error).toBe(150)
    expect((await operator.get(`${(await handedIn(await pdf('x'))).path}/1`)).status).toBe(200)
  })

  it('knows no other pages and documents, and nobody but operators', async () => {
    const { path, id, customer } = await handedIn(await pdf('x'))
    const operator = await world.operator()
    expect(await operator.get(`${path}/2`)).toMatchObject({ error: 151, message: 'there is no such page: there are 1' })
    for (const page of ['0', 'x', '1e3', '999999']) expect((await operator.get(`${path}/${page}`)).error).toBe(109)
    for (const other of [`${id}/other.pdf`, `zz/${id}_0_attivazione.pdf`, `${id}/${'x'.repeat(300)}`]) {
      expect((await operator.get(`/v1/operator/documents/${other}/pages`)).error).toBe(109)
      expect((await operator.get(`/v1/operator/documents/${other}/pages/1`)).error).toBe(109)
    }
    expect((await operator.get(`${path}/1?width=99999`)).error).toBe(110)
    expect((await operator.get(`${path}?submission=x`)).error).toBe(110)
    expect((await customer.get(path)).error).toBe(126)
    expect((await world.stranger().get(`${path}/1`)).error).toBe(125.22)
  })

  it('asks to come back while too many are being drawn', async () => {
    const { path } = await handedIn(await pdf('x'))
    const operator = await world.operator()
    const bytes = await pdf('in the queue')
    const { pageDrawer } = world.context
    const drawn = Promise.all(Array.from({ length: 14 }, () => pageDrawer.draw(bytes, 1, 1_000, 'others')))
    const [list, page] = await Promise.all([operator.get(path), operator.get(`${path}/1`)])
    expect([list.error, page.error]).toEqual([152, 152])
    expect(list.headers.get('retry-after')).toBe('1')
    await drawn
    expect((await operator.get(path)).error).toBeNull()
  })
})
