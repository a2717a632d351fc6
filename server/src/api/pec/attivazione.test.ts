import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../testing/caller.ts'
import { inProduction, pdf, pdfText, productionRegistration, registration } from '../../testing/fixtures.ts'
import { startReceiver } from '../../testing/receiver.ts'
import { startServer } from '../../testing/world.ts'
import type { GivenMailbox } from '../../testing/world.ts'

const fixture = (name: string) => readFile(new URL(`../../documents/fixtures/${name}`, import.meta.url))
const submit = ({ customer, id }: GivenMailbox, documenti: unknown) =>
  customer.patch(`/pec/${id}/attivazione`, { documenti })

describe('PATCH /pec/{id}/attivazione', () => {
  const world = startServer()
  const stateOf = async ({ customer, id }: GivenMailbox) => memberOf((await customer.get(`/pec/${id}`)).data, 'stato')
  const at = (local: string) => ({ casella_pec: `${local}@testcert.legalmail.it` })

  it('200 · hands the documents to the provider, which activates the mailbox and says so', async () => {
    await using receiver = await startReceiver()
    const callback = { url: receiver.url, method: 'JSON', data: { mine: 1 } }
    const { customer, id } = await world.given.registeredMailbox({ callback })
    const documenti = [await pdfText('form'), await pdfText('identity')]
    const sent = await customer.patch(`/pec/${id}/attivazione`, { documenti })
    expect(sent.data).toMatchObject({
      stato: 'in_evasione',
      documenti_attivazione: [`${id}_0_attivazione.pdf`, `${id}_1_attivazione.pdf`],
    })
    await world.pass(2_000)
    const now = await customer.get(`/pec/${id}`)
    expect(now.data).toMatchObject({
      stato: 'evasa',
      sms: true,
      storico: true,
      spazio_disco: 2048,
      spazio_storico: 13312,
    })
    expect(receiver.received).toHaveLength(1)
    expect(receiver.resourceOf(receiver.received[0])).toEqual(now.data)
  })

  it('200 · is free, and changes state, documents and ultima_modifica only', async () => {
    const mailbox = await world.given.registeredMailbox()
    const { customer, id } = mailbox
    const before = Object((await customer.get(`/pec/${id}`)).data)
    const credit = await customer.credit()
    await world.pass(3_000)
    const after = Object((await submit(mailbox, await pdfText())).data)
    expect(after).toEqual({
      ...before,
      stato: 'in_evasione',
      documenti_attivazione: [`${id}_0_attivazione.pdf`],
      timestamp: { ...before.timestamp, ultima_modifica: after.timestamp.ultima_modifica },
    })
    expect(after.timestamp.ultima_modifica - before.timestamp.ultima_modifica).toBeGreaterThanOrEqual(3)
    expect(await customer.credit()).toBe(credit)
  })

  it('200 · a small account that spent all its credit can still activate', async () => {
    const customer = await world.customer({ creditCents: 6400 })
    const mailbox = await world.given.registeredMailbox({}, customer)
    expect((await submit(mailbox, await pdfText())).data).toMatchObject({ stato: 'in_evasione' })
  })

  it('200 · documents sent back are replaced by the next ones, and then it works', async () => {
    await using receiver = await startReceiver()
    const mailbox = await world.given.registeredMailbox({ ...at('errati.1'), callback: { url: receiver.url } })
    const { customer, id } = mailbox
    await submit(mailbox, [await pdfText('1'), await pdfText('2'), await pdfText('3')])
    await world.pass(1_000)
    const sentBack = await customer.get(`/pec/${id}`)
    expect(sentBack.data).toMatchObject({ stato: 'documenti_errati', data_scadenza: '' })
    expect(memberOf(sentBack.data, 'documenti_attivazione')).toHaveLength(3)
    expect(receiver.resourceOf(receiver.received[0])).toEqual(sentBack.data)
    const again = await submit(mailbox, [await pdfText('4')])
    expect(again.data).toMatchObject({ stato: 'in_evasione', documenti_attivazione: [`${id}_0_attivazione.pdf`] })
    await world.pass(1_000)
    expect(await stateOf(mailbox)).toBe('evasa')
  })

  it('a registration called off is refunded, told, and takes no documents', async () => {
    await using receiver = await startReceiver()
    const callback = { url: receiver.url }
    const mailbox = await world.given.registeredMailbox({ ...at('annullata.1'), callback })
    expect(await mailbox.customer.credit()).toBe('936.00')
    await world.pass(1_000)
    expect(await stateOf(mailbox)).toBe('registrazione_annullata')
    expect(await mailbox.customer.credit()).toBe('1000.00')
    expect(receiver.resourceOf(receiver.received[0])).toMatchObject({ stato: 'registrazione_annullata' })
    expect((await submit(mailbox, await pdfText())).error).toBe(267)
    await world.pass(1_000)
    expect(await mailbox.customer.credit()).toBe('1000.00')
  })

  it('a slow provider takes ten times as long', async () => {
    const mailbox = await world.given.submittedMailbox(at('lenta.1'))
    await world.pass(5_000)
    expect(await stateOf(mailbox)).toBe('in_evasione')
    await world.pass(6_000)
    expect(await stateOf(mailbox)).toBe('evasa')
  })

  it.each([
    ['DOMICILIODIGITALE', 'uno@test.domiciliodigitale.com', 1024, 1024],
    ['PECMASSIVA', 'massiva@testcert.legalmail.it', 2048, 0],
    ['STANDARD', 'uno@testcert.legalmail.it', 2048, 1024],
    ['BRONZE', 'due@testcert.legalmail.it', 2048, 3072],
    ['SILVER', 'tre@testcert.legalmail.it', 2048, 8192],
  ])('200 · %s works with its own spaces', async (tipo_casella, casella_pec, spazio_disco, spazio_storico) => {
    const { customer, id } = await world.given.workingMailbox({ tipo_casella, casella_pec })
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({
      stato: 'evasa',
      spazio_disco,
      spazio_storico,
      // Without an archive there is none to speak of.
      storico: spazio_storico > 0,
      spazio_conservazione: 0,
      conservazione: false,
    })
  })

  it.each(['DOMICILIODIGITALE', 'PECMASSIVA'])('270 · %s takes a single document', async (tipo_casella) => {
    const dominio = tipo_casella === 'PECMASSIVA' ? 'testcert.legalmail.it' : 'test.domiciliodigitale.com'
    const mailbox = await world.given.registeredMailbox({ tipo_casella, casella_pec: `due.documenti@${dominio}` })
    const two = await submit(mailbox, [await pdfText(), await pdfText()])
    expect([two.status, two.error]).toEqual([406, 270])
    expect(await stateOf(mailbox)).toBe('registrata')
    expect((await submit(mailbox, [await pdfText()])).error).toBeNull()
  })

  it('200 · the sandbox takes the documented samples, which no strict reader would', async () => {
    const samples = ['documented-sample-1097.txt', 'documented-sample-504.txt'].map(fixture)
    const documenti = (await Promise.all(samples)).map((sample) => sample.toString('utf8').trim())
    const sent = await submit(await world.given.registeredMailbox(), documenti)
    expect(memberOf(sent.data, 'documenti_attivazione')).toHaveLength(2)
  })

  it('of five at once, one hands in its documents', async () => {
    const mailbox = await world.given.registeredMailbox()
    const documenti = await pdfText()
    const replies = await Promise.all([1, 2, 3, 4, 5].map(() => submit(mailbox, documenti)))
    expect(replies.map((one) => one.error).sort()).toEqual([267, 267, 267, 267, null])
  })

  world.refuses(265, 'an id that is not 24 hex digits', async ({ customer }) =>
    (await customer()).patch('/pec/zz/attivazione', { documenti: [] }),
  )
  world.refuses(266, 'an id of nothing', async ({ customer }) =>
    (await customer()).patch(`/pec/${'f'.repeat(24)}/attivazione`, { documenti: [] }),
  )
  world.refuses(266, "another account's mailbox", async ({ customer, given }) =>
    submit({ ...(await given.registeredMailbox()), customer: await customer() }, await pdfText()),
  )
  world.refuses(267, 'a mailbox that already works', async ({ given }) =>
    submit(await given.workingMailbox(), await pdfText()),
  )
  world.refuses(267, 'documents that are with the provider', async ({ given }) =>
    submit(await given.submittedMailbox(), await pdfText()),
  )
  for (const documenti of [undefined, null, '', []]) {
    world.refuses(268, `documents that are ${JSON.stringify(documenti)}`, async ({ given }) =>
      submit(await given.registeredMailbox(), documenti),
    )
  }
  for (const documenti of [7, {}, [7], [''], [null], true]) {
    world.refuses(269, `documents that are ${JSON.stringify(documenti)}`, async ({ given }) =>
      submit(await given.registeredMailbox(), documenti),
    )
  }
  world.refuses(296, 'a document that is no PDF', async ({ given }) =>
    submit(await given.registeredMailbox(), [await pdfText(), Buffer.from('hello').toString('base64')]),
  )
  world.refuses(296, 'a document that needs a password', async ({ given }) =>
    submit(await given.registeredMailbox(), [(await fixture('encrypted.pdf')).toString('base64')]),
  )
  world.refuses(271, 'the provider is away', async ({ given, context }) => {
    const mailbox = await given.registeredMailbox()
    await context.database.pool.query('update mailboxes set casella_pec = $2 where id = $1', [
      mailbox.id,
      'guasto@testcert.legalmail.it',
    ])
    const reply = await submit(mailbox, await pdfText())
    expect(await mailbox.customer.credit()).toBe('936.00')
    expect(await stateOf(mailbox)).toBe('registrata')
    return reply
  })
  world.refuses(100, 'no JSON, with a wrong id', async ({ customer }) =>
    (await customer()).patch('/pec/zz/attivazione', '{"documenti":'),
  )
  world.refuses(100, 'documents named twice', async ({ customer }) =>
    (await customer()).patch('/pec/zz/attivazione', '{"documenti":[],"documenti":"JVBERi0xLjUK"}'),
  )
  world.refuses(125.22, 'nobody, without JSON', async ({ stranger }) =>
    stranger().patch('/pec/zz/attivazione', '{"documenti":'),
  )
  world.refuses(125.22, 'nobody, with a wrong id', async ({ stranger }) =>
    stranger().patch('/pec/zz/attivazione', { documenti: [] }),
  )
  world.refuses(125.22, 'nobody, with much to send', async ({ stranger }) =>
    stranger().patch('/pec/zz/attivazione', { documenti: 'x'.repeat(2_000_000) }),
  )
  world.refuses(126, 'a token for reading only', async ({ customer }) =>
    (await customer({ scopes: ['GET:test.pec.openapi.it/pec'] })).patch('/pec/zz/attivazione', { documenti: [] }),
  )
  world.refuses(102, 'a method it does not have', async ({ customer }) =>
    (await customer()).get(`/pec/${'f'.repeat(24)}/attivazione`),
  )

  it('tells the first of several faults, in the order of the contract', async () => {
    const working = await world.given.workingMailbox()
    expect((await submit(working, [])).error).toBe(267)
    const other = { ...working, customer: await world.customer() }
    expect((await submit(other, [])).error).toBe(266)
    const single = await world.given.registeredMailbox({
      tipo_casella: 'DOMICILIODIGITALE',
      casella_pec: 'ordine@test.domiciliodigitale.com',
    })
    expect((await submit(single, [7, await pdfText()])).error).toBe(269)
    expect((await submit(single, ['aGVsbG8=', await pdfText()])).error).toBe(296)
    expect((await submit(single, [await pdfText(), await pdfText()])).error).toBe(270)
  })

  world.refuses(262, 'no credit', async (world) =>
    (await world.customer({ creditCents: 0 })).post('/pec', registration()),
  )
})

describe('PATCH /pec/{id}/attivazione, small limits', () => {
  const world = startServer({ MAX_DOCUMENT_MB: '1' })

  world.refuses(103, 'a document over the limit', async ({ given }) => {
    const large = Buffer.concat([await pdf(), Buffer.alloc(1024 * 1024 + 1, 0x20)])
    return submit(await given.registeredMailbox(), [large.toString('base64')])
  })
})

describe('PATCH /pec/{id}/attivazione in production', () => {
  const world = startServer(inProduction())
  const registered = async () => {
    const customer = await world.customer()
    const { data } = await customer.post('/pec', productionRegistration())
    return { customer, id: String(memberOf(data, 'id')), casella_pec: String(memberOf(data, 'casella_pec')) }
  }

  it('200 · waits for a person, whatever time passes', async () => {
    const mailbox = await registered()
    expect((await submit(mailbox, [await pdfText(), await pdfText()])).data).toMatchObject({ stato: 'in_evasione' })
    await world.drain()
    expect((await mailbox.customer.get(`/pec/${mailbox.id}`)).data).toMatchObject({ stato: 'in_evasione' })
  })

  it('200 · takes PDFs of other programs', async () => {
    const names = ['ghostscript.pdf', 'linearized.pdf', 'linearized-object-streams.pdf']
    const documenti = await Promise.all(names.map(async (name) => (await fixture(name)).toString('base64')))
    expect((await submit(await registered(), documenti)).error).toBeNull()
  })

  it('269 · base64 that a strict reader does not take', async () => {
    const text = await pdfText()
    for (const wrong of [`${text.slice(0, 40)}\n${text.slice(40)}`, `${text}=`, 'A']) {
      expect((await submit(await registered(), wrong)).error).toBe(269)
    }
  })

  it('296 · what only begins like a PDF', async () => {
    const truncated = Buffer.from('%PDF-1.5\n').toString('base64')
    const answer = await submit(await registered(), truncated)
    expect(answer).toMatchObject({ error: 296, message: 'wrong file format, pdf required' })
  })

  it('296 · a PDF that needs a password, and says so; one that opens without is taken', async () => {
    const closed = (await fixture('encrypted.pdf')).toString('base64')
    const answer = await submit(await registered(), [await pdfText(), closed])
    expect(answer).toMatchObject({ error: 296, message: 'wrong file format, pdf required: this one needs a password' })
    const open = (await fixture('encrypted-object-streams.pdf')).toString('base64')
    expect((await submit(await registered(), open)).error).toBeNull()
  })
})
