import { describe, expect, it } from 'vitest'
import { addYears, italianDateAt } from '../../model/italian-date.ts'
import { memberOf } from '../../testing/caller.ts'
import { domainOrder } from '../../testing/fixtures.ts'
import { startReceiver } from '../../testing/receiver.ts'
import { startServer } from '../../testing/world.ts'

const timestampOf = (data: unknown) => Object(memberOf(data, 'timestamp'))
const flags = (value: string) => ({ stato_fornitore: value, dns: value, config: value, certif: value })

describe('POST /dominio', () => {
  const world = startServer()

  it('200 · orders, charges years and mailboxes, counts the expiry from now', async () => {
    const customer = await world.customer()
    const sent = domainOrder({ anni: 2, numero_pec: 3 })
    const { data, status, message } = await customer.post('/dominio', sent)
    expect([status, message]).toEqual([200, ''])
    const { registrazione } = timestampOf(data)
    const scadenza = addYears(new Date(registrazione * 1000), 2)
    expect(data).toEqual({
      ...sent,
      tipo_dominio: 'esterno',
      stato: 'registrato',
      stato_fornitore: 'KO',
      dns: 'KO',
      config: 'KO',
      certif: 'KO',
      data_scadenza: italianDateAt(scadenza.getTime() / 1000),
      timestamp: { registrazione, ultima_modifica: registrazione, scadenza: scadenza.getTime() / 1000 },
      id_ordine: expect.stringMatching(/^[0-9a-f]{6}$/),
      autorinnovo: false,
      callback: false,
      owner: customer.email,
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
    })
    // 2 * (30.00 + 3 * 5.00)
    expect(await customer.credit()).toBe('910.00')
    expect((await customer.get(`/dominio/${memberOf(data, 'id')}`)).data).toEqual(data)
  })

  it('200 · gives one year and one mailbox where nothing is said, and the documented flags to an internal name', async () => {
    const customer = await world.customer()
    const { data } = await customer.post('/dominio', { dominio: 'Prova.LegalMail.it', fornitore: 'INFOCERT' })
    expect(data).toMatchObject({
      dominio: 'prova.legalmail.it',
      fornitore: 'infocert',
      anni: 1,
      numero_pec: 1,
      tipo_dominio: 'interno',
      ...flags('KO'),
      dns: 'OK',
    })
    expect(await customer.credit()).toBe('965.00')
  })

  it('200 · takes names in any script, numbers as text, and keeps the callback with its defaults', async () => {
    const customer = await world.customer()
    const callback = { url: 'https://example.com/told' }
    const body = { dominio: 'pec.città-prova.it', fornitore: 'namirial', anni: '3', numero_pec: '2', callback }
    const { data } = await customer.post('/dominio', body)
    expect(data).toMatchObject({
      dominio: 'pec.xn--citt-prova-k4a.it',
      fornitore: 'namirial',
      anni: 3,
      numero_pec: 2,
      callback: { ...callback, method: 'POST', field: 'data', data: {} },
    })
  })

  it('is certified in two steps, each told by callback', async () => {
    await using receiver = await startReceiver()
    const slow = domainOrder({ dominio: 'pec-lenta.azienda-prova.it', callback: { url: receiver.url } })
    const { customer, id } = await world.given.orderedDomain(slow)
    await world.pass(10_000)
    const half = (await customer.get(`/dominio/${id}`)).data
    expect(half).toMatchObject({ stato: 'registrato', ...flags('OK'), certif: 'MISSING' })
    expect(half).not.toHaveProperty('data_certificazione')
    await world.pass(10_000)
    const { data } = await customer.get(`/dominio/${id}`)
    expect(data).toMatchObject({ stato: 'evaso', ...flags('OK') })
    const { certificazione, evasione } = timestampOf(data)
    expect(evasione).toBe(certificazione)
    expect(memberOf(data, 'data_certificazione')).toBe(italianDateAt(certificazione))
    expect(receiver.received.map((one) => receiver.resourceOf(one))).toEqual([half, data])
  })

  const bad: [number, Record<string, unknown>][] = [
    [308, { dominio: undefined }],
    [308, { dominio: '', fornitore: 'aruba', anni: 0 }],
    [310, { dominio: 'no domain', fornitore: '' }],
    [309, { dominio: 'no domain' }],
    [309, { dominio: 'it' }],
    [309, { dominio: '10.0.0.1' }],
    [309, { dominio: 'gov.it' }],
    [309, { dominio: 'Roma.it.' }],
    [309, { dominio: 'comune.azienda-prova.it.' }],
    [309, { dominio: 'comune.azienda-prova.it。' }],
    [309, { dominio: 'co.uk' }],
    [309, { dominio: 'com©.it' }],
    [309, { dominio: `${'a'.repeat(64)}.it` }],
    [309, { dominio: 'pec.it\0' }],
    [309, { dominio: ['pec.it'] }],
    [311, { fornitore: 'aruba' }],
    [311, { fornitore: 'toString' }],
    [311, { fornitore: 7 }],
    [312, { anni: 0 }],
    [312, { anni: 11 }],
    [312, { anni: 1.5 }],
    [312, { anni: 'two' }],
    [312, { anni: true }],
    [313, { numero_pec: 0 }],
    [313, { numero_pec: -1 }],
    [313, { numero_pec: 10_001 }],
    [313, { numero_pec: '1e3' }],
    [314, { dominio: 'legalmail.it' }],
    [314, { dominio: 'pec.it' }],
    [314, { dominio: 'postecert.it' }],
    [314, { dominio: 'testcert.legalmail.it' }],
    [314, { dominio: 'occupata.azienda-prova.it' }],
    [316, { dominio: 'guasto.azienda-prova.it' }],
    [370, { callback: { url: 'https://example.com', method: 'GET' } }],
    [371, { callback: { url: 'https://example.com', field: '' } }],
    [373, { callback: {} }],
    [374, { callback: { url: 'not a url' } }],
    [375, { callback: { url: 'ftp://example.com/' } }],
    [376, { callback: { url: 'https://example.com', data: { much: 'x'.repeat(17_000) } } }],
    [377, { callback: { url: 'https://example.com', data: [1] } }],
  ]
  it.each(bad)('%d · %j, and nothing is charged', async (number, changes) => {
    const customer = await world.customer()
    const reply = await customer.post('/dominio', domainOrder(changes))
    expect({ error: reply.error, text: reply.message }).toMatchObject({ error: number })
    expect(await customer.credit()).toBe('1000.00')
    expect((await customer.get('/dominio')).error).toBe(305)
  })

  world.refuses(314, 'a name that is somebody else’s', async ({ given, customer }) => {
    const { dominio } = await given.orderedDomain()
    return (await customer()).post('/dominio', domainOrder({ dominio: dominio.toUpperCase() }))
  })
  world.refuses(315, 'a wallet that does not cover it', async ({ customer }) =>
    (await customer({ creditCents: 5_499 })).post('/dominio', domainOrder()),
  )

  it('sells a name to one of many who ask at once, and only that one pays', async () => {
    const customers = await Promise.all(Array.from({ length: 6 }, () => world.customer({ creditCents: 10_000 })))
    const body = domainOrder({ dominio: 'pec.una-sola.it' })
    const answers = await Promise.all(customers.map((customer) => customer.post('/dominio', body)))
    expect(answers.map((one) => one.error).sort()).toEqual([314, 314, 314, 314, 314, null])
    const credits = await Promise.all(customers.map((customer) => customer.credit()))
    expect(credits.filter((credit) => credit === '45.00')).toHaveLength(1)
    expect(credits.filter((credit) => credit === '100.00')).toHaveLength(5)
  })

  it('answers a repeated key with the first order, charged once', async () => {
    const customer = await world.customer()
    const body = domainOrder()
    const headers = { 'idempotency-key': 'a-domain' }
    const [first, again] = [
      await customer.post('/dominio', body, headers),
      await customer.post('/dominio', body, headers),
    ]
    expect(again.data).toEqual(first.data)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await customer.credit()).toBe('945.00')
  })
})

describe('GET /dominio and GET /dominio/{id}', () => {
  const world = startServer()

  it('200 · lists whole domains, newest first, each beginning with its id', async () => {
    const first = await world.given.orderedDomain()
    await world.pass(1_000)
    const second = await world.given.certifiedDomain({}, first.customer)
    await world.given.orderedDomain()
    const { customer } = first
    const { data, text } = await customer.get('/dominio')
    const one = (await customer.get(`/dominio/${second.id}`)).data
    const other = (await customer.get(`/dominio/${first.id}`)).data
    expect(data).toEqual([one, other])
    expect(text).toMatch(/^\{"data":\[\{"id":/)
    expect((await customer.get('/dominio?limit=1&skip=1')).data).toEqual([other])
    expect((await customer.get('/dominio?skip=9')).data).toEqual([])
    expect((await customer.get('/dominio?limit=0')).error).toBe(110)
  })

  world.refuses(305, 'an account without domains', async ({ customer }) => (await customer()).get('/dominio'))
  world.refuses(306, 'an id that is none', async ({ customer }) => (await customer()).get('/dominio/zz'))
  world.refuses(307, 'an id nobody has', async ({ customer }) => (await customer()).get(`/dominio/${'0'.repeat(24)}`))
  world.refuses(307, 'somebody else’s domain', async ({ customer, given }) => {
    const { id } = await given.orderedDomain()
    return (await customer()).get(`/dominio/${id}`)
  })
  world.refuses(126, 'a token without the scope', async ({ customer }) =>
    (await customer({ scopes: ['GET:test.pec.openapi.it/pec'] })).get('/dominio'),
  )

  it('needs the scope of dominio for each method, and that of GET alone for a renewal', async () => {
    const { id } = await world.given.certifiedDomain()
    const reads = await world.customer({ scopes: ['GET:test.pec.openapi.it/dominio'] })
    expect((await reads.get('/dominio')).error).toBe(305)
    expect((await reads.post('/dominio', domainOrder())).error).toBe(126)
    expect((await reads.delete(`/dominio/${id}`)).error).toBe(126)
    expect((await reads.get(`/dominio/${id}/rinnovo`)).error).toBe(307)
  })
})

describe('GET /dominio/{id}/rinnovo', () => {
  const world = startServer()

  it('200 · adds calendar years to the expiry, and charges as the order did', async () => {
    const { customer, id } = await world.given.certifiedDomain({ numero_pec: 2 })
    const before = (await customer.get(`/dominio/${id}`)).data
    const { data } = await customer.get(`/dominio/${id}/rinnovo?anni=9`)
    const scadenza = addYears(new Date(timestampOf(before).scadenza * 1000), 9)
    expect(data).toMatchObject({ stato: 'evaso', anni: 1, data_scadenza: italianDateAt(scadenza.getTime() / 1000) })
    expect(timestampOf(data).scadenza).toBe(scadenza.getTime() / 1000)
    // 1000 - 40 - 9 * 40
    expect(await customer.credit()).toBe('600.00')
  })

  it('200 · brings a revoked domain back without the mailboxes it took along', async () => {
    const { customer, id, dominio } = await world.given.certifiedDomain()
    const mailbox = await world.given.workingMailbox({ casella_pec: `info@${dominio}` }, customer)
    await customer.delete(`/dominio/${id}`)
    // Nothing comes back before its domain.
    expect((await customer.get(`/pec/${mailbox.id}/rinnovo`)).error).toBe(203)
    const { data } = await customer.get(`/dominio/${id}/rinnovo`)
    expect(data).toMatchObject({ stato: 'evaso', ...flags('OK') })
    expect(timestampOf(data)).not.toHaveProperty('revoca')
    expect((await customer.get(`/pec/${mailbox.id}`)).data).toMatchObject({ stato: 'revocata' })
    expect((await customer.get(`/pec/${mailbox.id}/rinnovo`)).data).toMatchObject({ stato: 'evasa' })
  })

  it('200 · an identical renewal within the guard is answered once more, charged once', async () => {
    const { customer, id } = await world.given.certifiedDomain()
    const all = await Promise.all(Array.from({ length: 5 }, () => customer.get(`/dominio/${id}/rinnovo`)))
    expect(new Set(all.map((one) => JSON.stringify(one.data))).size).toBe(1)
    expect(await customer.credit()).toBe('890.00')
    for (const _ of [1, 2]) expect((await customer.get(`/dominio/${id}/rinnovo?anni=1`)).error).toBeNull()
    expect(await customer.credit()).toBe('835.00')
    expect((await customer.get(`/dominio/${id}/rinnovo?anni=2`)).error).toBeNull()
    expect(await customer.credit()).toBe('725.00')
  })

  world.refuses(306, 'an id that is none', async ({ customer }) => (await customer()).get('/dominio/zz/rinnovo'))
  world.refuses(307, 'an id nobody has', async ({ customer }) =>
    (await customer()).get(`/dominio/${'0'.repeat(24)}/rinnovo`),
  )
  world.refuses(320, 'a domain not certified yet', async ({ given }) => {
    const { customer, id } = await given.orderedDomain()
    return customer.get(`/dominio/${id}/rinnovo`)
  })
  world.refuses(320, 'a revoked domain that never was certified', async ({ given }) => {
    const { customer, id } = await given.orderedDomain()
    await customer.delete(`/dominio/${id}`)
    return customer.get(`/dominio/${id}/rinnovo`)
  })
  world.refuses(320, 'a revoked domain whose name is somebody else’s by now', async ({ given }) => {
    const { customer, id, dominio } = await given.certifiedDomain()
    await customer.delete(`/dominio/${id}`)
    await given.orderedDomain({ dominio })
    return customer.get(`/dominio/${id}/rinnovo`)
  })
  it.each(['0', '11', 'x', '1.5', '-1'])('321 · anni %s', async (anni) => {
    const { customer, id } = await world.given.certifiedDomain()
    expect((await customer.get(`/dominio/${id}/rinnovo?anni=${anni}`)).error).toBe(321)
    expect(await customer.credit()).toBe('945.00')
  })
  world.refuses(321, 'years written as a list', async ({ given }) => {
    const { customer, id } = await given.certifiedDomain()
    return customer.get(`/dominio/${id}/rinnovo?anni[]=5`)
  })
  world.refuses(322, 'a wallet that does not cover it', async ({ given, customer }) => {
    const poor = await customer({ creditCents: 5_500 })
    const { id } = await given.certifiedDomain({}, poor)
    return poor.get(`/dominio/${id}/rinnovo`)
  })
  world.refuses(323, 'a provider that fails', async ({ given, context }) => {
    const { customer, id } = await given.certifiedDomain()
    await context.database.pool.query("update certified_domains set dominio = 'guasto.prova.it' where id = $1", [id])
    return customer.get(`/dominio/${id}/rinnovo`)
  })
})

describe('DELETE /dominio/{id}', () => {
  const world = startServer()

  it('200 · revokes the domain with every mailbox under it, each told by its own callback', async () => {
    await using receiver = await startReceiver()
    const { customer, id, dominio } = await world.given.certifiedDomain({ callback: { url: receiver.url } })
    const callback = { url: receiver.url }
    const working = await Promise.all(
      ['uno', 'due', 'tre'].map((local) =>
        world.given.workingMailbox({ casella_pec: `${local}@${dominio}`, callback }, customer),
      ),
    )
    const pending = await world.given.registeredMailbox({ casella_pec: `quattro@${dominio}` }, customer)
    const elsewhere = await world.given.workingMailbox({}, customer)
    const before = (await customer.get(`/dominio/${id}`)).data
    const credit = Number(await customer.credit())
    receiver.received.length = 0
    await world.pass(60_000)
    const { data, message } = await customer.delete(`/dominio/${id}`)
    expect(message).toBe('Domain and associated boxes revoked')
    const { revoca, ...timestamp } = timestampOf(data)
    expect({ ...Object(data), timestamp }).toEqual({ ...Object(before), stato: 'revocato' })
    expect(revoca).toBeGreaterThan(timestamp.ultima_modifica)
    await world.drain()
    const told = receiver.received.map((one) => receiver.resourceOf(one))
    expect(told.map((one) => memberOf(one, 'casella_pec')).sort()).toEqual(working.map((one) => one.casella_pec).sort())
    for (const one of told) expect(one).toMatchObject({ stato: 'revocata', timestamp: { revoca } })
    expect((await customer.get(`/pec/${elsewhere.id}`)).data).toMatchObject({ stato: 'evasa' })
    // Never activated: called off, and its price given back.
    expect((await customer.get(`/pec/${pending.id}`)).data).toMatchObject({ stato: 'registrazione_annullata' })
    expect(Number(await customer.credit()) - credit).toBe(64)
  })

  it('200 · revokes hundreds of mailboxes in one go', async () => {
    const { customer, id, dominio } = await world.given.certifiedDomain()
    const model = await world.given.workingMailbox({ casella_pec: `modello@${dominio}` }, customer)
    const { pool } = world.context.database
    const { rows } = await pool.query('select column_name from information_schema.columns where table_name = $1', [
      'mailboxes',
    ])
    const own = ['id', 'casella_pec', 'uid']
    const others = rows.map((row) => String(row.column_name)).filter((name) => !own.includes(name) && name !== 'place')
    await pool.query(
      `insert into mailboxes (id, casella_pec, ${others.join(', ')})
       select lpad(to_hex(n), 24, '0'), 'n' || n || '@${dominio}', ${others.join(', ')} from mailboxes, generate_series(1, 450) n
       where id = $1`,
      [model.id],
    )
    expect((await customer.delete(`/dominio/${id}`)).error).toBeNull()
    const left = await pool.query(
      'select stato, count(*)::int as count, count(revoca)::int as dated from mailboxes where dominio = $1 group by stato',
      [dominio],
    )
    expect(left.rows).toEqual([{ stato: 'revocata', count: 451, dated: 451 }])
  })

  it('200 · calls off an order not certified yet, without refund', async () => {
    const { customer, id } = await world.given.orderedDomain()
    expect((await customer.delete(`/dominio/${id}`)).data).toMatchObject({ stato: 'revocato' })
    await world.pass(60_000)
    expect((await customer.get(`/dominio/${id}`)).data).toMatchObject({ stato: 'revocato', stato_fornitore: 'KO' })
    expect(await customer.credit()).toBe('945.00')
  })

  world.refuses(306, 'an id that is none', async ({ customer }) => (await customer()).delete('/dominio/zz'))
  world.refuses(307, 'somebody else’s domain', async ({ customer, given }) => {
    const { id } = await given.orderedDomain()
    return (await customer()).delete(`/dominio/${id}`)
  })
  world.refuses(317, 'a domain revoked before', async ({ given }) => {
    const { customer, id } = await given.certifiedDomain()
    await customer.delete(`/dominio/${id}`)
    return customer.delete(`/dominio/${id}`)
  })
  world.refuses(319, 'a provider that fails', async ({ given, context }) => {
    const { customer, id } = await given.certifiedDomain()
    await context.database.pool.query("update certified_domains set dominio = 'guasto2.prova.it' where id = $1", [id])
    return customer.delete(`/dominio/${id}`)
  })
})
