import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodZone, startNameServer } from '../dns/fake-server.ts'
import type { FakeNameServer } from '../dns/fake-server.ts'
import { memberOf, noticesTo } from '../testing/caller.ts'
import type { Caller } from '../testing/caller.ts'
import { registration } from '../testing/fixtures.ts'
import { startReceiver } from '../testing/receiver.ts'
import { startServer } from '../testing/world.ts'
import { expireDomains } from './expire-domains.ts'
import { followDomains } from './follow-domains.ts'

const A_DAY_MS = 86_400_000
const allOk = { stato_fornitore: 'OK', dns: 'OK', config: 'OK', certif: 'OK' }

const read = async ({ customer, id }: { customer: Caller; id: string }) => (await customer.get(`/dominio/${id}`)).data
const advance = async (caller: Caller, duration: string) => {
  const reply = await caller.post('/v1/sandbox/clock', { advance: duration })
  expect(reply.error, reply.text).toBeNull()
  return Object(memberOf(reply.data, 'ran'))
}
/** Events, oldest first, except those of mailboxes. */
const events = async (caller: Caller): Promise<{ kind: string; detail: Record<string, unknown> }[]> =>
  (await noticesTo(caller)).toReversed().map(({ detail, ...told }) => ({ ...told, detail: { ...detail } }))

describe('the words in a domain’s first label', () => {
  const world = startServer()
  const ordered = async (dominio: string, changes: Record<string, unknown> = {}) =>
    world.given.orderedDomain({ dominio, ...changes })

  it('errati: its records are never correct, and it is never certified', async () => {
    const domain = await ordered('pec-errati.prova.it')
    await world.pass(200 * A_DAY_MS)
    expect(await read(domain)).toMatchObject({ stato: 'registrato', ...allOk, dns: 'KO', certif: 'MISSING' })
    const internal = await ordered('errati.legalmail.it')
    await world.pass(60_000)
    expect(await read(internal)).toMatchObject({ stato: 'registrato', dns: 'KO', certif: 'MISSING' })
  })

  it('annullata: the order is refused after the delay, refunded and reported', async () => {
    await using receiver = await startReceiver()
    const domain = await ordered('annullata.prova.it', { callback: { url: receiver.url, method: 'JSON' } })
    expect(await domain.customer.credit()).toBe('945.00')
    expect(await read(domain)).toMatchObject({ stato: 'registrato', stato_fornitore: 'KO' })
    await world.pass(1_000)
    const after = await read(domain)
    expect(after).toMatchObject({ stato: 'revocato', stato_fornitore: 'KO' })
    expect(await domain.customer.credit()).toBe('1000.00')
    expect(receiver.received.map((one) => receiver.resourceOf(one))).toEqual([after])
    expect((await domain.customer.get(`/dominio/${domain.id}/rinnovo`)).error).toBe(320)
    // The name is free again.
    await ordered('annullata.prova.it')
  })

  it('annullata: mailboxes that an earlier version registered early are cancelled and refunded too', async () => {
    const domain = await ordered('annullata-presto.prova.it')
    const { id } = await world.given.registeredMailbox({}, domain.customer)
    const { pool } = world.context.database
    await pool.query('update mailboxes set dominio = $2 where id = $1', [id, domain.dominio])
    await world.pass(1_000)
    expect((await domain.customer.get(`/pec/${id}`)).data).toMatchObject({
      stato: 'registrazione_annullata',
    })
    expect(await domain.customer.credit()).toBe('1000.00')
  })

  it('lenta: everything takes ten times as long', async () => {
    const domain = await ordered('lenta.prova.it')
    await world.pass(5_000)
    expect(await read(domain)).toMatchObject({ stato_fornitore: 'KO' })
    await world.pass(15_000)
    expect(await read(domain)).toMatchObject({ stato: 'evaso', ...allOk })
  })

  it('work only in the first label', async () => {
    const domain = await ordered('pec.annullata.it')
    await world.pass(2_000)
    expect(await read(domain)).toMatchObject({ stato: 'evaso' })
  })

  it('does nothing the second time, nor to a domain that has moved on', async () => {
    const domain = await ordered('due-volte.prova.it')
    await world.pass(2_000)
    const before = JSON.stringify(await read(domain))
    expect(await followDomains.run(world.context, world.context.clock.now())).toBe(0)
    expect(JSON.stringify(await read(domain))).toBe(before)
  })

  it('is certified where the index names it, whatever the provider says', async () => {
    const { pool } = world.context.database
    await pool.query("insert into pec_index_domains (dominio) values ('lenta-in-elenco.prova.it')")
    const domain = await ordered('lenta-in-elenco.prova.it')
    await world.pass(10_000)
    expect(await read(domain)).toMatchObject({ stato: 'evaso', ...allOk })
  })
})

describe('a domain’s time', () => {
  const world = startServer()

  it('ends at its expiry with every mailbox, each with a callback, after five reminders', async () => {
    await using receiver = await startReceiver()
    const domain = await world.given.certifiedDomain({ callback: { url: receiver.url } })
    const { customer } = domain
    const callback = { url: receiver.url }
    const mailbox = await world.given.workingMailbox({ casella_pec: `info@${domain.dominio}`, callback }, customer)
    const expiry = Number(memberOf(memberOf(await read(domain), 'timestamp'), 'scadenza'))
    receiver.received.length = 0
    const ran = await advance(customer, 'P366D')
    expect(ran).toMatchObject({ 'expire-domains': 1 })
    const ended = await read(domain)
    expect(ended).toMatchObject({ stato: 'revocato', timestamp: { revoca: expiry, ultima_modifica: expiry } })
    expect((await customer.get(`/pec/${mailbox.id}`)).data).toMatchObject({
      stato: 'revocata',
      timestamp: { revoca: expiry },
    })
    const callbacks = receiver.received.map((one) => receiver.resourceOf(one))
    expect(callbacks).toContainEqual(ended)
    expect(callbacks.filter((one) => 'casella_pec' in Object(one))).toMatchObject([{ stato: 'revocata' }])
    const reminded = (await events(customer)).filter((one) => one.kind === 'expiry-reminder')
    expect(reminded.filter((one) => memberOf(one, 'subject') === domain.id).map((one) => one.detail)).toEqual(
      [60, 30, 15, 7, 1].map((days) => ({ days })),
    )
    expect(await expireDomains.run(world.context, world.context.clock.now())).toBe(0)
    expect((await customer.get(`/dominio/${domain.id}/rinnovo`)).data).toMatchObject({ stato: 'evaso' })
  })

  it('is extended by the years it is renewed for', async () => {
    const domain = await world.given.certifiedDomain({ anni: 2 })
    await domain.customer.get(`/dominio/${domain.id}/rinnovo?anni=3`)
    await advance(domain.customer, 'P4Y')
    expect(await read(domain)).toMatchObject({ stato: 'evaso', anni: 2 })
    await advance(domain.customer, 'P1Y1D')
    expect(await read(domain)).toMatchObject({ stato: 'revocato' })
  })

  it('also ends for one that was never certified', async () => {
    const domain = await world.given.orderedDomain({ dominio: 'errati-sempre.prova.it' })
    await advance(domain.customer, 'P366D')
    expect(await read(domain)).toMatchObject({ stato: 'revocato', dns: 'KO' })
  })

  it('is emptied with its account', async () => {
    const domain = await world.given.certifiedDomain()
    const other = await world.given.certifiedDomain()
    await world.given.workingMailbox({ casella_pec: `info@${domain.dominio}` }, domain.customer)
    expect((await domain.customer.post('/v1/sandbox/reset')).data).toEqual({ mailboxes: 1, credit: '10000.00' })
    expect((await domain.customer.get('/dominio')).error).toBe(305)
    expect((await domain.customer.get(`/dominio/${domain.id}`)).error).toBe(307)
    await world.given.orderedDomain({ dominio: domain.dominio })
    expect(await read(other)).toMatchObject({ stato: 'evaso' })
  })
})

describe('where real name servers are asked', () => {
  let server: FakeNameServer
  beforeAll(async () => {
    server = await startNameServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  // The port is only known once the server listens, but settings are read when the world starts.
  const world = startServer({
    get DNS_SERVERS() {
      return server.address
    },
  })
  const checks = async ({ customer, id }: { customer: Caller; id: string }) =>
    Object((await customer.get(`/v1/dominio/${id}/checks`)).data)

  it('their answers decide dns, and the owner sees what is wrong and what to publish', async () => {
    await using receiver = await startReceiver()
    const dominio = 'pec.vera.it'
    server.publish([`vera.it NS ns.example.net`, `${dominio} MX 10 mx.example.com`])
    const domain = await world.given.orderedDomain({ dominio, callback: { url: receiver.url } })
    await world.pass(10_000)
    expect(await read(domain)).toMatchObject({ stato: 'registrato', ...allOk, dns: 'KO' })
    const wrong = await checks(domain)
    expect(wrong).toMatchObject({ simulated: false, remark: null, dns: 'KO', suspended_at: null })
    expect(wrong.required_records.map((one: { line: string }) => one.line)).toEqual([
      'pec.vera.it. 3600 IN MX 10 mx.cert.legalmail.it.',
      'pec.vera.it. 3600 IN TXT "v=spf1 include:_spf-legalmail.infocert.it -all"',
    ])
    expect(wrong.checks.map((one: { name: string; verdict: string }) => [one.name, one.verdict])).toEqual([
      ['delegation', 'OK'],
      ['mx', 'KO'],
      ['mx_target', 'KO'],
      ['spf', 'KO'],
    ])
    expect(wrong.checks[1]).toMatchObject({
      expected: ['mx.cert.legalmail.it'],
      found: ['mx.example.com'],
      problem: { italian: expect.stringContaining('invece'), english: expect.stringContaining('instead') },
      evidence: [{ question: { name: dominio, type: 'MX' }, resolver: server.address, rcode: 'NOERROR' }],
    })
    server.publish(goodZone(dominio))
    await world.pass(5 * 60_000)
    expect(await read(domain)).toMatchObject({ stato: 'evaso', ...allOk })
    const callbacks = receiver.received.map((one) => receiver.resourceOf(one))
    expect(callbacks.at(-1)).toEqual(await read(domain))
  })

  it('are queried again at once on request, but not twice in ten seconds', async () => {
    const dominio = 'pec.subito.it'
    server.publish([])
    const domain = await world.given.orderedDomain({ dominio })
    await world.pass(10_000)
    server.publish(goodZone(dominio))
    const again = () => domain.customer.post(`/v1/dominio/${domain.id}/checks`)
    expect((await again()).data).toMatchObject({ dns: 'KO', stato: 'registrato' })
    await world.pass(11_000)
    server.asked.length = 0
    expect((await again()).data).toMatchObject({ dns: 'OK', stato: 'evaso' })
    expect(server.asked.length).toBeGreaterThan(0)
    server.asked.length = 0
    expect((await again()).data).toMatchObject({ dns: 'OK' })
    expect(server.asked).toEqual([])
    // Nothing changes but when it is checked next, and the answer says so at once.
    await world.pass(60_000)
    expect((await again()).data).toEqual(await checks(domain))
  })

  it.each([
    ['are silent', 'pec.silenzio.it', { silent: true }],
    ['say SERVFAIL', 'pec.guasti.it', { rcode: 2 }],
    ['say REFUSED', 'pec.rifiuti.it', { rcode: 5 }],
    ['say FORMERR', 'pec.antichi.it', { rcode: 1 }],
  ])('that %s change nothing', async (_, dominio, behaviour) => {
    server.publish(goodZone(dominio))
    const domain = await world.given.certifiedDomain({ dominio })
    expect(await read(domain)).toMatchObject({ stato: 'evaso' })
    const before = JSON.stringify(await read(domain))
    for (const type of ['NS', 'MX', 'TXT']) server.set(dominio, type, behaviour)
    await world.pass(A_DAY_MS + 1_000)
    expect(JSON.stringify(await read(domain))).toBe(before)
    const { checks: kept, next_check_at, suspended_after } = await checks(domain)
    expect(kept.map((one: { verdict: string }) => one.verdict)).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN'])
    expect(suspended_after).toBeNull()
    expect(await events(domain.customer)).toEqual([])
    // Checked again within the hour, not only the next day.
    const soonMs = new Date(next_check_at).getTime() - world.context.clock.now().getTime()
    expect(soonMs).toBeLessThanOrEqual(3_600_000)
  })

  it('that fail during a long set-up are queried again within the hour', async () => {
    const dominio = 'pec.lento.it'
    server.publish([])
    const domain = await world.given.orderedDomain({ dominio })
    await advance(domain.customer, 'P20D')
    server.set(dominio, '*', { rcode: 2 })
    await advance(domain.customer, 'P2D')
    const { next_check_at } = await checks(domain)
    expect(new Date(next_check_at).getTime() - world.context.clock.now().getTime()).toBeLessThanOrEqual(3_600_000)
    server.publish(goodZone(dominio))
    await advance(domain.customer, 'PT1H')
    expect(await read(domain)).toMatchObject({ stato: 'evaso' })
  })

  it('that fail when the grace period ends do not suspend a domain until the records are known to be wrong', async () => {
    const dominio = 'pec.sospeso.it'
    server.publish(goodZone(dominio))
    const domain = await world.given.certifiedDomain({ dominio })
    server.publish([])
    await advance(domain.customer, 'P2D')
    expect(await read(domain)).toMatchObject({ dns: 'KO', certif: 'OK' })
    server.set(dominio, '*', { rcode: 2 })
    await advance(domain.customer, 'P8D')
    expect(await read(domain)).toMatchObject({ dns: 'KO', certif: 'OK' })
    server.publish([])
    await advance(domain.customer, 'PT2H')
    expect(await read(domain)).toMatchObject({ dns: 'KO', certif: 'KO' })
  })

  it('suspend a working domain after seven days of daily events; then it is certified again', async () => {
    await using receiver = await startReceiver()
    const dominio = 'pec.rotto.it'
    server.publish(goodZone(dominio))
    const domain = await world.given.certifiedDomain({ dominio, callback: { url: receiver.url } })
    const { customer } = domain
    receiver.received.length = 0
    server.publish(goodZone(dominio).concat(`${dominio} MX 20 mx.example.com`, 'mx.example.com A 192.0.2.20'))
    await advance(customer, 'P1DT1H')
    expect(await read(domain)).toMatchObject({ stato: 'evaso', ...allOk, dns: 'KO' })
    // New mailboxes are still accepted.
    await world.given.registeredMailbox({ casella_pec: `durante@${dominio}` }, customer)
    expect((await checks(domain)).suspended_after).not.toBeNull()
    await advance(customer, 'P6D')
    expect(await read(domain)).toMatchObject({ stato: 'evaso', ...allOk, dns: 'KO' })
    expect((await events(customer)).map((one) => [one.kind, one.detail.days_left, one.detail.checks])).toEqual(
      [7, 6, 5, 4, 3, 2, 1].map((left) => ['domain-records-broken', left, ['mx']]),
    )
    await advance(customer, 'P1D')
    expect(await read(domain)).toMatchObject({ stato: 'evaso', ...allOk, dns: 'KO', certif: 'KO' })
    expect((await events(customer)).at(-1)).toMatchObject({ kind: 'domain-suspended', detail: { dominio } })
    const refused = await customer.post('/pec', registration({ casella_pec: `dopo@${dominio}` }))
    expect(refused.error).toBe(327)
    // One callback per change of flags, not one per day.
    const states = receiver.received.map((one) => receiver.resourceOf(one))
    expect(states.filter((one) => 'fornitore' in Object(one))).toMatchObject([
      { dns: 'KO', certif: 'OK' },
      { dns: 'KO', certif: 'KO' },
    ])
    await advance(customer, 'P3D')
    expect((await events(customer)).at(-1)).toMatchObject({ kind: 'domain-suspended' })
    server.publish(goodZone(dominio))
    await advance(customer, 'P1DT1H')
    expect(await read(domain)).toMatchObject({ stato: 'evaso', ...allOk })
    expect((await events(customer)).at(-1)).toMatchObject({ kind: 'domain-records-mended' })
    await world.given.registeredMailbox({ casella_pec: `dopo@${dominio}` }, customer)
  })

  it('do not suspend a domain corrected in time', async () => {
    const dominio = 'pec.distratto.it'
    server.publish(goodZone(dominio))
    const domain = await world.given.certifiedDomain({ dominio })
    server.publish([])
    await advance(domain.customer, 'P3D')
    expect(await read(domain)).toMatchObject({ dns: 'KO', certif: 'OK' })
    server.publish(goodZone(dominio))
    await advance(domain.customer, 'P1D')
    expect(await read(domain)).toMatchObject(allOk)
    server.publish([])
    await advance(domain.customer, 'P5D')
    // The grace period restarted.
    expect(await read(domain)).toMatchObject({ dns: 'KO', certif: 'OK' })
    expect((await checks(domain)).suspended_at).toBeNull()
  })

  it('are not queried about names under the provider’s own domain, nor when the required records are unknown', async () => {
    server.publish([])
    server.asked.length = 0
    const internal = await world.given.certifiedDomain({ dominio: 'interno.legalmail.it' })
    const unknown = await world.given.certifiedDomain({ dominio: 'pec.namirial-prova.it', fornitore: 'namirial' })
    expect(await read(internal)).toMatchObject({ stato: 'evaso' })
    expect(await read(unknown)).toMatchObject({ stato: 'evaso' })
    expect(server.asked.filter((one) => /interno|namirial/.test(one))).toEqual([])
    expect(await checks(internal)).toMatchObject({
      required_records: [],
      checks: [],
      remark: { english: expect.stringContaining('nothing to publish') },
    })
    expect((await checks(unknown)).remark.english).toContain('not configured')
  })

  it('a year with a domain that never passes takes hundreds of checks, not a hundred thousand', async () => {
    server.publish([])
    const domain = await world.given.orderedDomain({ dominio: 'pec.mai.it' })
    const ran = await advance(domain.customer, 'P60D')
    expect(ran['follow-domains']).toBeLessThan(1_000)
    expect(await read(domain)).toMatchObject({ stato: 'registrato', dns: 'KO' })
  })
})

describe('GET and POST /v1/dominio/{id}/checks', () => {
  const world = startServer()

  it('reports that checks are simulated, and what to publish', async () => {
    const { customer, id } = await world.given.certifiedDomain()
    const { data } = await customer.get(`/v1/dominio/${id}/checks`)
    expect(data).toMatchObject({ id, stato: 'evaso', simulated: true, checks: [], next_check_at: null })
    expect(memberOf(data, 'required_records')).toHaveLength(2)
    expect(JSON.stringify(memberOf(data, 'remark'))).toContain('DNS_SERVERS')
    expect((await customer.post(`/v1/dominio/${id}/checks`)).data).toEqual(data)
    expect((await (await world.operator()).get(`/v1/dominio/${id}/checks`)).data).toEqual(data)
  })

  it('are for the owner with the scope', async () => {
    const { id, customer } = await world.given.orderedDomain()
    const path = `/v1/dominio/${id}/checks`
    expect((await (await world.customer()).get(path)).error).toBe(109)
    expect((await customer.get('/v1/dominio/zz/checks')).error).toBe(109)
    expect((await world.stranger().get(path)).error).toBe(125.22)
    const reads = await world.customer({ scopes: ['GET:test.pec.openapi.it/dominio'] })
    expect((await reads.get(path)).error).toBe(109)
    expect((await reads.post(path)).error).toBe(126)
    const others = await world.customer({ scopes: ['GET:test.pec.openapi.it/pec'] })
    expect((await others.get(path)).error).toBe(126)
  })
})
