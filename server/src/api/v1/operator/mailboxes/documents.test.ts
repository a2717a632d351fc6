import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { testAuthority } from '../../../../testing/authority.ts'
import type { Authority } from '../../../../testing/authority.ts'
import { memberOf } from '../../../../testing/caller.ts'
import { pdf, pdfText } from '../../../../testing/fixtures.ts'
import { onePage, pdfOf } from '../../../../testing/hostile-pdf.ts'
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

  it('tells the very bytes that were issued from a mark, which anybody can copy', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const form = (await customer.get(`/pec/${id}/modulo_attivazione`)).bytes
    const [mark = ''] = /CERALACCA:[\w:.-]+/.exec(Buffer.from(form).toString('latin1')) ?? []
    const blank = Buffer.concat([await pdf(' '), Buffer.from(`\n%${mark}\n`)])
    const saved = Buffer.concat([Buffer.from('%PDF-1.7\n'), form])
    const signed = await signPdf(form, authority, await authority.issue())
    const documents = [form, signed, blank, saved]
    await customer.patch(`/pec/${id}/attivazione`, { documenti: documents.map(base64) })
    expect((await listed(id)).data).toMatchObject({
      documents: [
        { form: { outcome: 'issued', english: expect.stringContaining('without any signature') } },
        { form: { outcome: 'issued', english: expect.stringContaining(`${signed.length - form.length} more bytes`) } },
        { form: { outcome: 'mark_found', english: expect.stringContaining('which anybody can copy') } },
        { form: { outcome: 'mark_found' } },
      ],
    })
  })

  it('knows every copy it gave out, the newest fifty', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const download = async () => (await customer.get(`/pec/${id}/modulo_attivazione`)).bytes
    const first = await download()
    await world.pass(1_000)
    const second = await download()
    expect(Buffer.compare(first, second)).not.toBe(0)
    for (let n = 0; n < 49; n += 1) {
      await world.pass(1_000)
      await download()
    }
    await customer.patch(`/pec/${id}/attivazione`, { documenti: [first, second].map(base64) })
    expect((await listed(id)).data).toMatchObject({
      documents: [{ form: { outcome: 'mark_found' } }, { form: { outcome: 'issued' } }],
    })
  })

  it('believes no signature to be older than the form', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const form = (await customer.get(`/pec/${id}/modulo_attivazione`)).bytes
    const old = await authority.issue({ to: '20220101000000Z' })
    const lie = { more: '/M (D:20210601101530Z) ', flags: ['-plain', '-noattr'] }
    const documenti = [await signPdf(form, authority, old, lie), await signPdf(await pdf(), authority, old, lie)]
    await customer.patch(`/pec/${id}/attivazione`, { documenti: documenti.map(base64) })
    const { data } = await listed(id)
    const outcomes = (document: number) => {
      const text = JSON.stringify(memberOf(memberOf(data, 'documents'), String(document)))
      return ['signing_time', 'certificate'].map(
        (check) => new RegExp(`"${check}","signer":1,"outcome":"(\\w+)"`).exec(text)?.[1],
      )
    }
    expect(outcomes(0)).toEqual(['failed', 'failed'])
    // When this one was made, nobody here knows.
    expect(outcomes(1)).toEqual(['passed', 'passed'])
  })

  it('looks again when others are trusted, or another form was issued', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const form = await customer.get(`/pec/${id}/modulo_attivazione`)
    const saved = Buffer.concat([Buffer.from('%PDF-1.7\n'), form.bytes])
    await customer.patch(`/pec/${id}/attivazione`, { documenti: base64(saved) })
    const outcome = async () => JSON.stringify((await listed(id)).data).match(/"outcome":"(\w+)"/)?.[1]
    expect(await outcome()).toBe('mark_found')
    const { pool } = world.context.database
    await pool.query(`update issued_forms set hash = repeat('0', 32) where owner_id = $1`, [id])
    expect(await outcome()).toBe('mark_found')
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
        { form: { outcome: 'not_examined' }, signatures: [{ coverage: { outcome: 'wrong' } }] },
      ],
    })
  })

  it('looks at a document with a NUL in what its keywords say', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const info = '<</Keywords(CERALACCA:1\\000a\\233b)>>'
    await customer.patch(`/pec/${id}/attivazione`, { documenti: base64(pdfOf([...onePage, info], '/Info 4 0 R')) })
    expect((await listed(id)).data).toMatchObject({ documents: [{ form: { outcome: 'not_found' }, signatures: [] }] })
  })

  it('says of what it cannot look at that it cannot, and looks at the next', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    await customer.patch(`/pec/${id}/attivazione`, { documenti: [await pdfText(), await pdfText(), await pdfText()] })
    const read = vi.spyOn(world.context.signatures, 'readPdf').mockResolvedValueOnce({ is: 'timed out' })
    const key = sql<{ object_key: string }>`select object_key from documents where name = ${`${id}_1_attivazione.pdf`}`
    const [lost] = (await key.execute(world.context.database.kysely)).rows
    await world.context.objects.delete(lost?.object_key ?? '')
    const unseen = { form: { outcome: 'not_examined' }, signatures: null }
    const documents = [unseen, unseen, { form: { outcome: 'not_found' }, signatures: [] }]
    expect((await listed(id)).data).toMatchObject({ documents })
    expect(read).toHaveBeenCalledTimes(2)
    // It is not tried again by every look of a reviewer, but later.
    expect((await listed(id)).data).toMatchObject({ documents })
    expect(read).toHaveBeenCalledTimes(2)
    await world.pass(600_000)
    expect((await listed(id)).data).toMatchObject({ documents: [documents[2], unseen, documents[2]] })
    read.mockRestore()
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
