// From the request to the register told: the power of attorney, its signature, and what is refused.
import { mkdtempSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testAuthority } from '../../testing/authority.ts'
import type { Authority } from '../../testing/authority.ts'
import { backdated } from '../../testing/backdated.ts'
import { itemsOf, memberOf } from '../../testing/caller.ts'
import { communication, inProduction, pdf } from '../../testing/fixtures.ts'
import { openedForm } from '../../testing/opened-form.ts'
import { startReceiver } from '../../testing/receiver.ts'
import { startServer } from '../../testing/world.ts'
import type { Customer, World } from '../../testing/world.ts'

const onTheWire = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const THEIR_CODE = 'RSSMRA80A01H501U'

interface Request {
  customer: Customer
  id: string
  path: string
}

async function asked(world: World, changes: Record<string, unknown> = {}, customer?: Customer): Promise<Request> {
  const owner = customer ?? (await world.customer())
  const reply = await owner.post('/comunica_pec', communication(changes))
  expect(reply.error, reply.text).toBeNull()
  const id = String(memberOf(reply.data, 'id'))
  return { customer: owner, id, path: `/comunica_pec/${id}` }
}

let authority: Authority
const anchors = mkdtempSync(join(tmpdir(), 'ceralacca-anchors-'))
beforeAll(async () => {
  authority = await testAuthority()
  await copyFile(authority.root.certificate, join(anchors, 'root.pem'))
})
afterAll(async () => {
  await authority[Symbol.asyncDispose]()
  await rm(anchors, { recursive: true })
})

describe('a request to the Business Register in the sandbox', () => {
  const world = startServer({ CALLBACK_PRIVATE_ADDRESSES: 'allow' })
  const waiting = async (changes: Record<string, unknown> = {}, customer?: Customer) => {
    const request = await asked(world, changes, customer)
    await world.pass(1_000)
    return request
  }
  const stateOf = async ({ customer, path }: Request) => memberOf((await customer.get(path)).data, 'stato')

  it('takes what somebody signed whose certificate has a NUL in the name, which is left out', async () => {
    const { customer, id, path } = await waiting()
    const p7m = await authority.sign(await pdf(), await authority.issue({ name: 'Mario Rossi' }))
    const name = Buffer.from('Mario Rossi')
    for (let at = p7m.indexOf(name); at !== -1; at = p7m.indexOf(name, at + 1)) p7m[at + 5] = 0
    expect((await customer.patch(path, { documenti: onTheWire(p7m) })).error).toBeNull()
    expect((await customer.get(`/v1/comunica_pec/${id}/checks`)).error).toBeNull()
    const named = `select report->'signers'->0->>'name' as name from signature_checks where request_id = $1`
    expect((await world.context.database.pool.query(named, [id])).rows).toEqual([{ name: 'MarioRossi' }])
  })

  it('goes from the code to the register told, and its owner hears what the owner did not do', async () => {
    await using receiver = await startReceiver()
    const request = await asked(world, { callback: { url: receiver.url, method: 'JSON', data: { mio: 7 } } })
    const { customer, id, path } = request
    expect(await stateOf(request)).toBe('codice_in_richiesta')
    await world.pass(1_000)
    expect(await stateOf(request)).toBe('in_attesa_di_documenti')
    const procura = await customer.get(`${path}/procura_registro_imprese`)
    const p7m = await authority.sign(procura.bytes, await authority.issue({ fiscalCode: THEIR_CODE }))
    const handedIn = await customer.patch(path, { documenti: onTheWire(p7m) })
    expect(handedIn.data).toMatchObject({
      stato: 'documenti_caricati',
      documenti_registro_imprese: [`${id}_0_registro_imprese.p7m`],
    })
    await world.pass(1_000)
    const done = await customer.get(path)
    expect(done.data).toMatchObject({ stato: 'comunicazione_evasa', callback: { data: { mio: 7 } } })
    const told = receiver.received.map((one) => receiver.resourceOf(one))
    expect(told.map((one) => memberOf(one, 'stato'))).toEqual(['in_attesa_di_documenti', 'comunicazione_evasa'])
    expect(told[1]).toEqual(done.data)
    const { data } = await customer.get('/v1/deliveries')
    expect(itemsOf(data)).toMatchObject([
      { subject: id, event: 'accept' },
      { subject: id, event: 'askForDocuments' },
    ])
    await world.pass(86_400_000)
    expect(receiver.received).toHaveLength(2)
  })

  it('dates each change of state', async () => {
    const { customer, path } = await waiting()
    const before = Number(memberOf((await customer.get(path)).data, 'timestamp'))
    await world.pass(50_000)
    const { data } = await customer.patch(path, { documenti: onTheWire(await pdf()) })
    expect(Number(memberOf(data, 'timestamp')) - before).toBeGreaterThanOrEqual(50)
  })

  it('takes one document or several, also the documented sample, which is a piece of a PDF', async () => {
    const sample = 'JVBERi0xLjUKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURlY29kZT4'
    const { customer, id, path } = await waiting()
    expect((await customer.patch(path, { documenti: [sample, onTheWire(await pdf())] })).data).toMatchObject({
      documenti_registro_imprese: [`${id}_0_registro_imprese.p7m`, `${id}_1_registro_imprese.p7m`],
    })
    expect((await customer.get(`/v1${path}/checks`)).data).toMatchObject({
      stato: 'documenti_caricati',
      documents: [
        { document: 1, taken: true, answers: [{ check: 'readable', outcome: 'failed' }] },
        { document: 0, taken: true },
      ],
    })
  })

  it('sends the documents back where the address says errati, says why, and takes the next', async () => {
    await using receiver = await startReceiver()
    const changes = { casella_pec: 'ditta.errati@pec.example.it', callback: { url: receiver.url } }
    const { customer, path } = await waiting(changes)
    const upload = async () => customer.patch(path, { documenti: onTheWire(await pdf()) })
    await upload()
    await world.pass(1_000)
    expect((await customer.get(path)).data).toMatchObject({ stato: 'in_attesa_di_documenti' })
    expect((await customer.get(`/v1${path}/checks`)).data).toMatchObject({ reasons: ['firma non leggibile'] })
    expect((await upload()).data).toMatchObject({ stato: 'documenti_caricati' })
    await world.pass(1_000)
    expect((await customer.get(path)).data).toMatchObject({ stato: 'comunicazione_evasa' })
    const told = receiver.received.map((one) => memberOf(receiver.resourceOf(one), 'stato'))
    expect(told).toEqual(['in_attesa_di_documenti', 'in_attesa_di_documenti', 'comunicazione_evasa'])
  })

  it('is ten times slower where the address says lenta', async () => {
    const request = await waiting({ casella_pec: 'ditta@lenta.example.it' })
    expect(await stateOf(request)).toBe('codice_in_richiesta')
    await world.pass(9_000)
    expect(await stateOf(request)).toBe('in_attesa_di_documenti')
  })

  it('is carried on by the sandbox clock', async () => {
    const request = await asked(world)
    const { context } = world
    await context.clockAdvance?.advance((now) => new Date(now.getTime() + 3_600_000))
    expect(await stateOf(request)).toBe('in_attesa_di_documenti')
  })

  it('calls no signature older than its document because the clock was moved', async () => {
    const { customer, path } = await waiting()
    await world.pass(86_400_000)
    const procura = await customer.get(`${path}/procura_registro_imprese`)
    await world.pass(86_400_000)
    const p7m = await authority.sign(procura.bytes, await authority.issue({ fiscalCode: THEIR_CODE }))
    await customer.patch(path, { documenti: onTheWire(p7m) })
    expect((await customer.get(`/v1${path}/checks`)).data).toMatchObject({ documents: [{ faults: [] }] })
  })

  it('gives the same power of attorney at every download, byte for byte, with data, code and attorney', async () => {
    const { customer, id, path } = await waiting()
    const first = await customer.get(`${path}/procura_registro_imprese`)
    await world.pass(86_400_000)
    await customer.patch(path, { documenti: onTheWire(await pdf()) })
    const second = await customer.get(`${path}/procura_registro_imprese`)
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0)
    // Whatever would be drawn today, by another version of the form or from other data, is not what was issued.
    await world.context.database.pool.query("update registry_requests set ragione_sociale = 'altra' where id = $1", [
      id,
    ])
    const third = await customer.get(`${path}/procura_registro_imprese`)
    expect(Buffer.compare(first.bytes, third.bytes)).toBe(0)
    expect(first.headers.get('content-type')).toBe('application/pdf')
    const { text, doc } = await openedForm(first)
    for (const value of [id, 'openapi', THEIR_CODE, 'azienda prova srl', 'Intermediario di prova', 'SANDBOX'])
      expect(text).toContain(value)
    expect(doc.getKeywords()).toMatch(new RegExp(`^CERALACCA:procura_registro_imprese:${id}:`))
  })

  it('warns of an address that is told of two companies, or of a company and its director', async () => {
    const customer = await world.customer()
    const warningsOf = async (changes: Record<string, unknown>) => {
      const { path } = await asked(world, { casella_pec: 'una@pec.example.it', ...changes }, customer)
      const { data } = await customer.get(`/v1${path}/checks`)
      return memberOf(data, 'warnings')
    }
    expect(await warningsOf({})).toEqual([])
    expect(await warningsOf({})).toEqual([])
    expect(await warningsOf({ cf_piva: '01234567897' })).toMatchObject([
      { english: expect.stringContaining('another company') },
    ])
    expect(await warningsOf({ pec_amministratore: true })).toMatchObject([
      { english: expect.stringContaining('director') },
    ])
    expect(await warningsOf({ pec_amministratore: true, cf_piva: '00000000000' })).toEqual([])
    const somebodyElse = await asked(world, { casella_pec: 'una@pec.example.it', cf_piva: '98765432103' })
    const { data } = await somebodyElse.customer.get(`/v1${somebodyElse.path}/checks`)
    expect(memberOf(data, 'warnings')).toEqual([])
  })

  it('lets one of many uploads at once win', async () => {
    const { customer, id, path } = await waiting()
    const documenti = onTheWire(await pdf())
    const answers = await Promise.all(Array.from({ length: 6 }, () => customer.patch(path, { documenti })))
    expect(answers.map((one) => one.error).sort()).toEqual([355, 355, 355, 355, 355, null])
    const { rows } = await world.context.database.pool.query<{ count: number }>(
      "select count(*)::int as count from documents where owner_id = $1 and purpose = 'registro_imprese'",
      [id],
    )
    expect(rows[0]?.count).toBe(1)
  })

  it('is gone after a reset, documents and all', async () => {
    const { customer, id, path } = await waiting()
    expect((await customer.get(`/comunica_pec/${id}/procura_registro_imprese`)).status).toBe(200)
    await customer.patch(path, { documenti: onTheWire(await pdf()) })
    const left = async () => {
      const { rows } = await world.context.database.pool.query<{ n: string }>(
        `select (select count(*) from documents where owner_id = $1) + (select count(*) from history where subject_id = $1)
          + (select count(*) from signature_checks where request_id = $1) + (select count(*) from issued_forms where owner_id = $1)
          + (select count(*) from issued_form_files where owner_id = $1) as n`,
        [id],
      )
      return Number(rows[0]?.n)
    }
    expect(await left()).toBe(8)
    expect((await customer.post('/v1/sandbox/reset')).error).toBeNull()
    expect(await left()).toBe(0)
    expect((await customer.get('/comunica_pec')).error).toBe(332)
    expect(await customer.credit()).toBe('10000.00')
  })

  const none = `/comunica_pec/${'f'.repeat(24)}`
  const p7m = { documenti: Buffer.from('%PDF-1.5').toString('base64') }
  world.refuses(353, 'no id', async () => (await world.customer()).patch('/comunica_pec/zz', p7m))
  world.refuses(354, 'nothing of that id', async () => (await world.customer()).patch(none, p7m))
  world.refuses(354, 'somebody else’s', async () => (await world.customer()).patch((await waiting()).path, p7m))
  world.refuses(355, 'there is no code yet', async () => {
    const { customer, path } = await asked(world)
    return customer.patch(path, p7m)
  })
  world.refuses(355, 'before the body is looked at', async () => {
    const { customer, path } = await asked(world)
    return customer.patch(path, {})
  })
  world.refuses(356, 'no documents', async () => {
    const { customer, path } = await waiting()
    return customer.patch(path, { documenti: [] })
  })
  world.refuses(357, 'neither a PDF nor a signed file', async () => {
    const { customer, path } = await waiting()
    return customer.patch(path, { documenti: Buffer.from('una lettera').toString('base64') })
  })
  world.refuses(359, 'no base64', async () => {
    const { customer, path } = await waiting()
    return customer.patch(path, { documenti: '§§§' })
  })
  world.refuses(359, 'a document that is no text', async () => {
    const { customer, path } = await waiting()
    return customer.patch(path, { documenti: 7 })
  })
  world.refuses(358, 'the provider does not answer', async () => {
    const { customer, id, path } = await waiting()
    await world.context.database.pool.query('update registry_requests set casella_pec = $2 where id = $1', [
      id,
      'a@guasto.it',
    ])
    const reply = await customer.patch(path, p7m)
    expect((await customer.get(path)).data).toMatchObject({ stato: 'in_attesa_di_documenti' })
    return reply
  })
  world.refuses(382, 'a power of attorney before there is a code', async () => {
    const { customer, path } = await asked(world)
    return customer.get(`${path}/procura_registro_imprese`)
  })
  world.refuses(201, 'a power of attorney of no id', async () =>
    (await world.customer()).get('/comunica_pec/zz/procura_registro_imprese'),
  )
  world.refuses(334, 'a power of attorney of nothing', async () =>
    (await world.customer()).get(`${none}/procura_registro_imprese`),
  )
  world.refuses(109, 'what was found for nothing', async () => (await world.customer()).get(`/v1${none}/checks`))
  world.refuses(109, 'what was found for no id', async () => (await world.customer()).get('/v1/comunica_pec/zz/checks'))
  world.refuses(109, 'what was found for somebody else', async () =>
    (await world.customer()).get(`/v1${(await waiting()).path}/checks`),
  )
  world.refuses(126, 'what was found, with a token for mailboxes', async () => {
    const customer = await world.customer({ scopes: ['GET:test.pec.openapi.it/pec'] })
    return customer.get(`/v1${none}/checks`)
  })
})

describe('a request to the Business Register in production', () => {
  const world = startServer({ ...inProduction(), TRUST_ANCHORS_DIR: anchors })
  const decide = async (id: string, body: Record<string, unknown>) =>
    (await world.operator()).post(`/v1/operator/registry-requests/${id}/decision`, body)
  const code = {
    decision: 'CODE_OBTAINED',
    code: '024A1B2C3D',
    attorney: 'Studio Bianchi',
    attorney_code: '01234567897',
  }
  const waiting = async (changes: Record<string, unknown> = {}) => {
    const request = await asked(world, changes)
    expect((await decide(request.id, code)).data).toEqual({ id: request.id, stato: 'in_attesa_di_documenti' })
    const procura = (await request.customer.get(`${request.path}/procura_registro_imprese`)).bytes
    return { ...request, procura }
  }
  const mario = () => authority.issue({ fiscalCode: THEIR_CODE })
  /** The answers of the newest document, by what was checked. */
  const found = async ({ customer, path }: Request) => {
    const { data } = await customer.get(`/v1${path}/checks`)
    const documents = memberOf(data, 'documents')
    const newest: unknown = Array.isArray(documents) ? documents[0] : undefined
    const answers = memberOf(newest, 'answers')
    const list: unknown[] = Array.isArray(answers) ? answers : []
    return {
      taken: memberOf(newest, 'taken'),
      faults: memberOf(newest, 'faults'),
      outcomes: Object.fromEntries(list.map((one) => [memberOf(one, 'check'), memberOf(one, 'outcome')])),
      text: JSON.stringify(data),
    }
  }

  it('waits for the person who files; prints the code and the attorney that person recorded', async () => {
    const { customer, path, procura } = await waiting()
    expect((await customer.get(path)).data).toMatchObject({ codice_registro_imprese: '024A1B2C3D' })
    const { text } = await openedForm({ bytes: procura })
    expect(text).toContain('024A1B2C3D')
    expect(text).toContain('Studio Bianchi')
    expect(text).toContain('01234567897')
    expect(text).not.toContain('SANDBOX')
  })

  it('111 · is refused while the reader is busy, and not read again within a transaction', async () => {
    const { customer, path, procura } = await waiting()
    const documenti = onTheWire(await authority.sign(procura, await mario()))
    const { signatures } = world.context
    let asked = 0
    world.context.signatures = {
      ...signatures,
      async verifyP7m(...given) {
        asked += 1
        const report = await signatures.verifyP7m(...given)
        return { ...report, readable: { is: 'busy' } }
      },
    }
    try {
      const refused = await customer.patch(path, { documenti })
      expect([refused.status, refused.error, asked]).toEqual([503, 111, 1])
    } finally {
      world.context.signatures = signatures
    }
    expect((await customer.patch(path, { documenti })).error).toBeNull()
  })

  it('takes the power of attorney signed by the person named, and says what was found', async () => {
    await using receiver = await startReceiver()
    const request = await waiting({ callback: { url: receiver.url } })
    const { customer, id, path, procura } = request
    const p7m = await authority.sign(procura, await mario())
    expect((await customer.patch(path, { documenti: onTheWire(p7m) })).data).toMatchObject({
      stato: 'documenti_caricati',
    })
    const { taken, faults, outcomes, text } = await found(request)
    expect([taken, faults]).toEqual([true, []])
    expect(outcomes).toEqual({
      readable: 'passed',
      content: 'passed',
      intact: 'passed',
      signing_certificate: 'passed',
      strength: 'passed',
      signing_time: 'passed',
      certificate: 'passed',
      usage: 'passed',
      chain: 'passed',
      qualified: 'not_assessed',
      revocation: 'not_assessed',
      time_stamp: 'not_assessed',
      fiscal_code: 'passed',
    })
    expect(text).not.toContain(THEIR_CODE)
    expect(await found({ ...request, customer: { ...customer, ...(await world.operator()) } })).toMatchObject({
      taken: true,
    })
    expect((await decide(id, { decision: 'COMMUNICATED' })).data).toEqual({ id, stato: 'comunicazione_evasa' })
    await world.drain()
    const told = receiver.received.map((one) => memberOf(receiver.resourceOf(one), 'stato'))
    expect(told.sort()).toEqual(['comunicazione_evasa', 'in_attesa_di_documenti'])
  })

  it('takes it signed by three, one of them the person named', async () => {
    const { customer, path, procura } = await waiting()
    const others = [await authority.issue({ name: 'Anna Verdi' }), await authority.issue({ name: 'Ugo Neri' })]
    const p7m = await authority.sign(procura, [...others, await mario()])
    expect((await customer.patch(path, { documenti: onTheWire(p7m) })).error).toBeNull()
  })

  it.each([
    ['PEM', ['-outform', 'PEM'], (p7m: Buffer) => p7m],
    ['base64 in base64', [], (p7m: Buffer) => Buffer.from(p7m.toString('base64'))],
    ['BER', ['-stream'], (p7m: Buffer) => p7m],
  ])('takes it as %s', async (_, flags, written) => {
    const { customer, path, procura } = await waiting()
    const p7m = written(await authority.sign(procura, await mario(), flags))
    expect((await customer.patch(path, { documenti: [onTheWire(p7m)] })).error).toBeNull()
  })

  it('gives it back with a reason, and takes another', async () => {
    const { customer, id, path, procura } = await waiting()
    const documenti = onTheWire(await authority.sign(procura, await mario()))
    await customer.patch(path, { documenti })
    expect((await decide(id, { decision: 'SENT_BACK', reason: 'manca la delibera' })).data).toMatchObject({
      stato: 'in_attesa_di_documenti',
    })
    expect((await customer.get(`/v1${path}/checks`)).data).toMatchObject({ reasons: ['manca la delibera'] })
    expect((await customer.patch(path, { documenti })).data).toMatchObject({ stato: 'documenti_caricati' })
    expect((await customer.get(`/v1${path}/checks`)).data).toMatchObject({ reasons: [] })
  })

  it('keeps what was found in the last fifty documents, refused ones too', async () => {
    const { customer, path } = await waiting()
    const documenti = ['bm8=', 'bm8=']
    for (let n = 0; n < 52; n += 1) expect((await customer.patch(path, { documenti })).error).toBe(357)
    const { data } = await customer.get(`/v1${path}/checks`)
    const documents = memberOf(data, 'documents')
    expect(documents).toHaveLength(50)
    expect(data).toMatchObject({ stato: 'in_attesa_di_documenti' })
  })

  interface Wrong {
    number: 357 | 359
    what: string
    /** What is not said to be as it should; nothing where there was nothing to look at. */
    failed: string | undefined
    made(procura: Uint8Array): Promise<Uint8Array>
  }
  const wrong: Wrong[] = [
    { number: 357, what: 'the power of attorney unsigned', failed: 'readable', made: async (procura) => procura },
    {
      number: 357,
      what: 'nothing but a text',
      failed: 'readable',
      made: async () => Buffer.from('MII ma non è firmato'),
    },
    {
      number: 359,
      what: 'another document, signed',
      failed: 'content',
      made: async () => authority.sign(await pdf('altro'), await mario()),
    },
    {
      number: 359,
      what: 'the power of attorney saved again before signing',
      failed: 'content',
      made: async (procura) => authority.sign(Buffer.concat([procura, Buffer.from('\n')]), await mario()),
    },
    {
      number: 359,
      what: "signed with another person's certificate",
      failed: 'fiscal_code',
      made: async (procura) =>
        authority.sign(procura, await authority.issue({ name: 'Anna Verdi', fiscalCode: 'VRDNNA80A41H501P' })),
    },
    {
      number: 359,
      what: 'signed, with a byte changed afterwards',
      failed: 'intact',
      made: async (procura) => {
        const p7m = await authority.sign(procura, await mario())
        p7m[p7m.length - 8] = (p7m[p7m.length - 8] ?? 0) ^ 1
        return p7m
      },
    },
    {
      number: 359,
      what: 'a signature without the document',
      failed: 'content',
      made: async (procura) => authority.sign(procura, await mario(), ['-detached']),
    },
    {
      number: 359,
      what: 'signed by four',
      failed: 'readable',
      made: async (procura) => authority.sign(procura, await Promise.all([mario(), mario(), mario(), mario()])),
    },
    {
      number: 359,
      what: 'signed with a certificate that had expired',
      failed: 'certificate',
      made: async (procura) =>
        authority.sign(procura, await authority.issue({ fiscalCode: THEIR_CODE, to: '20210101000000Z' })),
    },
  ]
  for (const { number, what, failed, made } of wrong) {
    world.refuses(number, what, async () => {
      const request = await waiting()
      const { customer, path, procura } = request
      const reply = await customer.patch(path, { documenti: onTheWire(await made(procura)) })
      expect((await customer.get(path)).data).toMatchObject({
        stato: 'in_attesa_di_documenti',
        documenti_registro_imprese: [],
      })
      const { taken, faults, outcomes, text } = await found(request)
      expect(taken).toBe(false)
      expect(faults).not.toEqual([])
      if (failed !== undefined) expect(outcomes[failed], JSON.stringify(outcomes)).toBe('failed')
      expect(text).not.toMatch(/VRDNNA|RSSMRA/)
      return reply
    })
  }
  world.refuses(359, 'base64 with white space', async () => {
    const { customer, path, procura } = await waiting()
    const p7m = onTheWire(await authority.sign(procura, await mario()))
    return customer.patch(path, { documenti: `${p7m.slice(0, 60)}\n${p7m.slice(60)}` })
  })
  world.refuses(359, 'one good document and one bad', async () => {
    const { customer, path, procura } = await waiting()
    const [good, bad] = [
      await authority.sign(procura, await mario()),
      await authority.sign(await pdf('altro'), await mario()),
    ]
    return customer.patch(path, { documenti: [onTheWire(good), onTheWire(bad)] })
  })

  world.refuses(115, 'the register cannot be told before documents came', async () =>
    decide((await asked(world)).id, { decision: 'COMMUNICATED' }),
  )
  world.refuses(115, 'nor can documents be sent back', async () =>
    decide((await waiting()).id, { decision: 'SENT_BACK', reason: 'x' }),
  )
  world.refuses(115, 'a code is obtained once', async () => decide((await waiting()).id, code))
  world.refuses(110, 'no code', async () => decide((await asked(world)).id, { ...code, code: '' }))
  world.refuses(110, 'nobody who files', async () => decide((await asked(world)).id, { ...code, attorney: '' }))
  world.refuses(110, 'no fiscal code of who files', async () =>
    decide((await asked(world)).id, { ...code, attorney_code: '' }),
  )
  world.refuses(110, 'a decision there is not', async () => decide((await asked(world)).id, { decision: 'PERHAPS' }))
  world.refuses(110, 'no reason', async () => decide((await waiting()).id, { decision: 'SENT_BACK' }))
  world.refuses(109, 'a request there is not', () => decide('f'.repeat(24), code))
  world.refuses(109, 'a decision about no id', () => decide('%00', code))
  world.refuses(126, 'its own customer', async () => {
    const { customer, id } = await asked(world)
    return customer.post(`/v1/operator/registry-requests/${id}/decision`, code)
  })
})

describe('a request to the Business Register and who is trusted', () => {
  const trusting = startServer({ ...inProduction(), TRUST_ANCHORS_DIR: anchors })
  const trustingNobody = startServer(inProduction())
  const careless = startServer({ ...inProduction(), UNASSESSED_SIGNERS: 'accept' })
  const waiting = async (world: World) => {
    const request = await asked(world)
    const body = { decision: 'CODE_OBTAINED', code: 'X1', attorney: 'Studio Bianchi', attorney_code: '01234567897' }
    await (await world.operator()).post(`/v1/operator/registry-requests/${request.id}/decision`, body)
    const procura = (await request.customer.get(`${request.path}/procura_registro_imprese`)).bytes
    const handIn = (p7m: Uint8Array) => request.customer.patch(request.path, { documenti: onTheWire(p7m) })
    return { ...request, procura, handIn }
  }
  const verdictOf = async ({ customer, path }: Request) => (await customer.get(`/v1${path}/checks`)).text
  const outcomeOf = async (request: Request, check: string) =>
    new RegExp(`"check":"${check}","signer":1,"outcome":"(\\w+)"`).exec(await verdictOf(request))?.[1]
  /** Anybody may make this: a certificate that names another person, signed by itself. */
  const forged = () => authority.issue({ fiscalCode: THEIR_CODE, authority: {}, extensions: 'keyUsage=nonRepudiation' })

  it('takes a signature whose certificate leads to one who is', async () => {
    const request = await waiting(trusting)
    const p7m = await authority.sign(request.procura, await authority.issue({ fiscalCode: THEIR_CODE }))
    expect((await request.handIn(p7m)).error).toBeNull()
    expect(await outcomeOf(request, 'chain')).toBe('passed')
  })

  trusting.refuses(359, 'a certificate that leads to none of them', async () => {
    await using others = await testAuthority()
    const request = await waiting(trusting)
    const p7m = await others.sign(request.procura, await others.issue({ fiscalCode: THEIR_CODE }))
    const reply = await request.handIn(p7m)
    expect(await outcomeOf(request, 'chain')).toBe('failed')
    return reply
  })

  trustingNobody.refuses(359, 'a signature nobody can tell from a forged one', async () => {
    const request = await waiting(trustingNobody)
    const reply = await request.handIn(await authority.sign(request.procura, await forged()))
    expect(await outcomeOf(request, 'chain')).toBe('not_assessed')
    expect(await verdictOf(request)).toContain('this server trusts no authority yet')
    return reply
  })

  it('takes even that where the operator says so', async () => {
    const request = await waiting(careless)
    expect((await request.handIn(await authority.sign(request.procura, await forged()))).error).toBeNull()
    expect(await outcomeOf(request, 'chain')).toBe('not_assessed')
  })

  trusting.refuses(359, 'a time of signing before there was anything to sign', async () => {
    const request = await waiting(trusting)
    const old = await authority.issue({ fiscalCode: THEIR_CODE, to: '20220101000000Z' })
    const p7m = await authority.sign(request.procura, old)
    const reply = await request.handIn(await backdated(p7m, old, new Date('2021-06-01T00:00:00Z')))
    expect(await verdictOf(request)).toContain('the signing time is before the document was issued')
    expect(await outcomeOf(request, 'certificate')).toBe('failed')
    expect(await outcomeOf(request, 'signing_time')).toBe('failed')
    return reply
  })

  it('takes a clock that is some minutes slow', async () => {
    const request = await waiting(trusting)
    const mario = await authority.issue({ fiscalCode: THEIR_CODE })
    const p7m = await authority.sign(request.procura, mario)
    const early = new Date(trusting.context.clock.now().getTime() - 240_000)
    expect((await request.handIn(await backdated(p7m, mario, early))).error).toBeNull()
  })
})
