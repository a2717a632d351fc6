import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testAuthority } from '../../../../testing/authority.ts'
import type { Authority } from '../../../../testing/authority.ts'
import { pdf, pdfText } from '../../../../testing/fixtures.ts'
import { signPdf } from '../../../../testing/signed-pdf.ts'
import { startServer } from '../../../../testing/world.ts'

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

describe('GET /v1/operator/mailboxes/{id}/documents', () => {
  const world = startServer()
  let authority: Authority
  beforeAll(async () => {
    authority = await testAuthority()
  })
  afterAll(() => authority[Symbol.asyncDispose]())
  const listed = async (id: string) => (await world.operator()).get(`/v1/operator/mailboxes/${id}/documents`)

  it('says which document is our form, signed, and which is not', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const form = await customer.get(`/pec/${id}/modulo_attivazione`)
    const signed = await signPdf(form.bytes, authority, await authority.issue())
    const sent = await customer.patch(`/pec/${id}/attivazione`, { documenti: [base64(signed), await pdfText()] })
    expect(sent.error).toBeNull()
    const { data, status } = await listed(id)
    expect(status).toBe(200)
    const sha256 = createHash('sha256').update(signed).digest('hex')
    const facts = { purpose: 'attivazione', submission: 1, encrypted: false, javascript: false, attachments: false }
    expect(data).toMatchObject({
      id,
      documents: [
        {
          ...facts,
          name: `${id}_0_attivazione.pdf`,
          sha256,
          size_bytes: signed.length,
          at: expect.stringMatching(/Z$/),
          form: { outcome: 'issued' },
          signatures: [{ coverage: { outcome: 'whole_file' } }],
        },
        { ...facts, name: `${id}_1_attivazione.pdf`, form: { outcome: 'not_found' }, signatures: [], pages: 1 },
      ],
    })
    expect(JSON.stringify(data)).toContain('La firma è integra.')
    expect((await listed(id)).data).toEqual(data)
  })

  it('looks again when others are trusted, or another form was issued', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const form = await customer.get(`/pec/${id}/modulo_attivazione`)
    await customer.patch(`/pec/${id}/attivazione`, { documenti: base64(form.bytes) })
    const outcome = async () => JSON.stringify((await listed(id)).data).match(/"outcome":"(\w+)"/)?.[1]
    expect(await outcome()).toBe('issued')
    const { pool } = world.context.database
    await pool.query(`update issued_forms set hash = repeat('0', 32) where owner_id = $1`, [id])
    expect(await outcome()).toBe('issued')
    await pool.query(
      `insert into issued_forms select owner_id, 'other', version, hash, issued_at from issued_forms where owner_id = $1`,
      [id],
    )
    expect(await outcome()).toBe('another')
  })

  it('refuses nothing because of what it finds', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const other = await world.given.registeredMailbox({}, customer)
    const foreign = (await customer.get(`/pec/${other.id}/modulo_attivazione`)).bytes
    const broken = await signPdf(await pdf(), authority, await authority.issue({ to: '20210101000000Z' }))
    broken[200] = (broken[200] ?? 0) ^ 1
    const junk = Buffer.from('%PDF-1.7 /ByteRange [0 1 2 3] CERALACCA:')
    const sent = await customer.patch(`/pec/${id}/attivazione`, { documenti: [foreign, broken, junk].map(base64) })
    expect(sent.error).toBeNull()
    expect((await listed(id)).data).toMatchObject({
      documents: [
        { form: { outcome: 'another' }, signatures: [] },
        { form: { outcome: 'not_found' }, signatures: [{ coverage: { outcome: 'whole_file' } }] },
        { form: { outcome: 'not_found' }, signatures: [{ coverage: { outcome: 'wrong' } }] },
      ],
    })
  })

  it('is empty before anything was handed in', async () => {
    const { id } = await world.given.registeredMailbox()
    expect((await listed(id)).data).toEqual({ id, documents: [] })
  })

  world.refuses(109, 'a mailbox there is not', () => listed('f'.repeat(24)))
  world.refuses(109, 'no id', () => listed('zz'))
  world.refuses(126, 'its own customer', async ({ given }) => {
    const { customer, id } = await given.registeredMailbox()
    return customer.get(`/v1/operator/mailboxes/${id}/documents`)
  })
  world.refuses(125.22, 'nobody', async ({ stranger }) => stranger().get('/v1/operator/mailboxes/zz/documents'))
})
