// Every scenario from every state: from those its table names it brings the resource where it says, callback included; from
// all others it is refused and changes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unmatchedDebits } from '../../../../ledger/debits.ts'
import { certifiedDomainLifecycle } from '../../../../model/certified-domain.lifecycle.ts'
import { mailboxLifecycle } from '../../../../model/mailbox.lifecycle.ts'
import { registryRequestLifecycle } from '../../../../model/registry-request.lifecycle.ts'
import { domainScenarios, mailboxScenarios, requestScenarios } from '../../../../model/scenarios.ts'
import type { Scenario } from '../../../../model/scenarios.ts'
import { memberOf, noticesTo } from '../../../../testing/caller.ts'
import { pdfText } from '../../../../testing/fixtures.ts'
import { startReceiver } from '../../../../testing/receiver.ts'
import type { Receiver } from '../../../../testing/receiver.ts'
import { startServer } from '../../../../testing/world.ts'
import type { Customer } from '../../../../testing/world.ts'

const UNKNOWN_ID = '65a000000000000000000000'

interface Pair {
  name: string
  scenario: string
  row: Scenario
  state: string
}

const pairsOf = (rows: Readonly<Record<string, Scenario>>, states: object): Pair[] =>
  Object.entries(rows).flatMap(([scenario, row]) =>
    Object.keys(states).map((state) => ({ name: `${scenario} from ${state}`, scenario, row, state })),
  )

describe('scenarios', () => {
  const world = startServer()
  let receiver: Receiver
  beforeAll(async () => {
    receiver = await startReceiver()
  })
  afterAll(async () => {
    expect(await unmatchedDebits(world.context.database.kysely)).toEqual([])
    await receiver[Symbol.asyncDispose]()
  })

  const callback = () => ({ url: receiver.url })
  const history = async (id: string) => {
    const { rows } = await world.context.database.pool.query<{ move: string; by_whom: string }>(
      'select move, by_whom from history where subject_id = $1 order by sequence',
      [id],
    )
    return rows
  }

  /** Lets it happen, or be refused, and compares with what the table says. */
  async function tried(customer: Customer, path: string, id: string, { scenario, row, state }: Pair): Promise<void> {
    const stato = async () => memberOf((await customer.get(`/${path}/${id}`)).data, 'stato')
    expect(await stato()).toBe(state)
    const before = (await history(id)).length
    receiver.received.length = 0
    const reply = await customer.post(`/v1/sandbox/${path}/${id}/scenario`, { scenario })
    if (!row.from.includes(state)) {
      expect(reply).toMatchObject({ status: 428, error: 180 })
      expect(reply.message).toContain(`and the state is ${state}`)
      expect(await history(id)).toHaveLength(before)
      return
    }
    expect(reply.error, reply.text).toBeNull()
    expect(reply.data).toEqual((await customer.get(`/${path}/${id}`)).data)
    expect(memberOf(reply.data, 'stato')).toBe(row.to ?? state)
    const made = (await history(id)).slice(before)
    expect(made.filter(({ by_whom }) => by_whom === 'customer')).toEqual([])
    await world.drain()
    if (made.length > 0) expect(receiver.received.length).toBeGreaterThanOrEqual(1)
    else expect(scenario).toBe('decision-delayed')
  }

  describe('of a mailbox', () => {
    async function mailboxIn(state: string, changes: Record<string, unknown>) {
      const given = { callback: callback(), ...changes }
      if (state === 'registrata') return world.given.registeredMailbox(given)
      if (state === 'in_evasione') return world.given.submittedMailbox(given)
      const mailbox = await (state === 'evasa' || state === 'revocata'
        ? world.given.workingMailbox(given)
        : world.given.registeredMailbox(given))
      const { customer, id } = mailbox
      if (state === 'revocata') await customer.delete(`/pec/${id}`)
      const by: Record<string, string[]> = {
        documenti_errati: ['documents-sent-back'],
        registrazione_annullata: ['cancelled-by-provider'],
        chiusa: ['activated', 'closed-after-grace'],
      }
      for (const scenario of by[state] ?? []) await customer.post(`/v1/sandbox/pec/${id}/scenario`, { scenario })
      return mailbox
    }

    it.each(pairsOf(mailboxScenarios, mailboxLifecycle.states))('$name', async (pair) => {
      const autorinnovo = /^autorinnovo/.test(pair.row.needs?.en ?? '')
      const { customer, id } = await mailboxIn(pair.state, { autorinnovo })
      await tried(customer, 'pec', id, pair)
    })
  })

  describe('of a certified domain', () => {
    it.each(pairsOf(domainScenarios, certifiedDomainLifecycle.states))('$name', async (pair) => {
      const given = { callback: callback() }
      const domain = await (pair.state === 'registrato'
        ? world.given.orderedDomain(given)
        : world.given.certifiedDomain(given))
      const { customer, id } = domain
      if (pair.state === 'revocato') await customer.delete(`/dominio/${id}`)
      const first = { certified: 'suspended', 'dns-mended': 'dns-broken', 'dns-broken': 'dns-mended' }[pair.scenario]
      if (first !== undefined && (pair.state === 'evaso' || pair.scenario === 'dns-broken'))
        await customer.post(`/v1/sandbox/dominio/${id}/scenario`, { scenario: first })
      await tried(customer, 'dominio', id, pair)
    })
  })

  describe('of a request', () => {
    it.each(pairsOf(requestScenarios, registryRequestLifecycle.states))('$name', async (pair) => {
      const { customer, id } = await world.given.request({ callback: callback() })
      const by: Record<string, string> = { comunicazione_evasa: 'communicated' }
      const scenario = by[pair.state] ?? (pair.state === 'codice_in_richiesta' ? undefined : 'code-obtained')
      if (scenario !== undefined) await customer.post(`/v1/sandbox/comunica_pec/${id}/scenario`, { scenario })
      if (pair.state === 'documenti_caricati') {
        const reply = await customer.patch(`/comunica_pec/${id}`, { documenti: await pdfText() })
        expect(reply.error, reply.text).toBeNull()
      }
      await tried(customer, 'comunica_pec', id, pair)
    })
  })

  it('list themselves, at least 25 by name', async () => {
    const customer = await world.customer()
    const { data } = await customer.get('/v1/sandbox/scenarios')
    const list = Array.isArray(data) ? data : []
    expect(new Set(list.map((one) => memberOf(one, 'scenario'))).size).toBeGreaterThanOrEqual(25)
    expect(list).toContainEqual({
      scenario: 'documents-sent-back',
      resource: 'pec',
      does: mailboxScenarios['documents-sent-back'].does.en,
      from: ['registrata', 'in_evasione', 'documenti_errati'],
      to: 'documenti_errati',
      needs: null,
      takes_reasons: true,
      it: { does: mailboxScenarios['documents-sent-back'].does.it, needs: null },
    })
  })

  it('tell the customer the reasons given', async () => {
    const { customer, id } = await world.given.submittedMailbox()
    const reasons = ['id-expired', 'la firma è di un altro']
    const sent = await customer.post(`/v1/sandbox/pec/${id}/scenario`, { scenario: 'documents-sent-back', reasons })
    expect(sent.data).toMatchObject({ stato: 'documenti_errati' })
    expect((await customer.get(`/v1/pec/${id}/esito`)).data).toMatchObject({
      reasons: [{ code: 'id-expired' }],
      note: 'la firma è di un altro',
    })
  })

  it('give the money back where the real thing would, and remind as it would', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const spent = Number(await customer.credit())
    await customer.post(`/v1/sandbox/pec/${id}/scenario`, { scenario: 'cancelled-by-provider' })
    expect(Number(await customer.credit()) - spent).toBe(64)
    const working = await world.given.workingMailbox()
    const path = `/v1/sandbox/pec/${working.id}/scenario`
    await working.customer.post(path, { scenario: 'about-to-expire' })
    expect(await noticesTo(working.customer)).toMatchObject([{ kind: 'expiry-reminder', detail: { days: 7 } }])
    await working.customer.post(path, { scenario: 'expired' })
    expect((await working.customer.get(`/pec/${working.id}/rinnovo`)).data).toMatchObject({ stato: 'evasa' })
  })

  it('take the mailboxes of a domain with it', async () => {
    const customer = await world.customer()
    const domain = await world.given.certifiedDomain({}, customer)
    const under = await world.given.workingMailbox({ casella_pec: `info@${domain.dominio}` }, customer)
    await customer.post(`/v1/sandbox/dominio/${domain.id}/scenario`, { scenario: 'expired' })
    expect((await customer.get(`/pec/${under.id}`)).data).toMatchObject({ stato: 'revocata' })
    const again = await customer.post(`/v1/sandbox/pec/${under.id}/scenario`, { scenario: 'working-again' })
    expect(again).toMatchObject({ status: 428, error: 181 })
  })

  it('stay where they were brought, whatever time passes', async () => {
    const { customer, id } = await world.given.submittedMailbox()
    await customer.post(`/v1/sandbox/pec/${id}/scenario`, { scenario: 'decision-delayed' })
    const domain = await world.given.orderedDomain({}, customer)
    await customer.post(`/v1/sandbox/dominio/${domain.id}/scenario`, { scenario: 'order-accepted' })
    await world.pass(60_000)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'in_evasione' })
    expect((await customer.get(`/dominio/${domain.id}`)).data).toMatchObject({
      stato: 'registrato',
      stato_fornitore: 'OK',
      certif: 'KO',
    })
    await world.pass(86_400_000)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
  })

  it('free an address again when the account is reset', async () => {
    const { customer, id, casella_pec } = await world.given.registeredMailbox()
    await customer.post(`/v1/sandbox/pec/${id}/scenario`, { scenario: 'address-taken' })
    expect((await customer.get(`/verifica_pec/${casella_pec}`)).data).toMatchObject({ available: false })
    await customer.post('/v1/sandbox/reset')
    expect((await customer.get(`/verifica_pec/${casella_pec}`)).data).toMatchObject({ available: true })
  })

  it("an operator may bring them about, with the owner's view as the answer", async () => {
    const { customer, id } = await world.given.submittedMailbox()
    const operator = await world.operator()
    const reply = await operator.post(`/v1/sandbox/pec/${id}/scenario`, { scenario: 'activated' })
    expect(reply.data).toMatchObject({ stato: 'evasa', owner: customer.email })
  })

  it('happen once under one Idempotency-Key', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const path = `/v1/sandbox/pec/${id}/scenario`
    const key = { 'idempotency-key': 'once' }
    const first = await customer.post(path, { scenario: 'spaces-changed' }, key)
    const again = await customer.post(path, { scenario: 'spaces-changed' }, key)
    expect(again.text).toBe(first.text)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })

  const paths = ['pec', 'dominio', 'comunica_pec'] as const
  const own = async (path: (typeof paths)[number]) => {
    if (path === 'pec') return world.given.registeredMailbox()
    return path === 'dominio' ? world.given.orderedDomain() : world.given.request()
  }
  for (const path of paths) {
    const at = (id: string) => `/v1/sandbox/${path}/${id}/scenario`
    world.refuses(109, `${path}: no such id`, async () => {
      return (await world.customer()).post(at(UNKNOWN_ID), { scenario: 'decision-delayed' })
    })
    world.refuses(109, `${path}: another account's`, async () => {
      return (await world.customer()).post(at((await own(path)).id), { scenario: 'decision-delayed' })
    })
    for (const body of [
      {},
      { scenario: 'moon-landing' },
      { scenario: 'toString' },
      { scenario: 7 },
      { scenario: 'decision-delayed', reasons: ['id-expired'] },
      { scenario: 'decision-delayed', reasons: 'id-expired' },
      { scenario: 'decision-delayed', reasons: ['\u0000'] },
      { scenario: 'decision-delayed', reasons: Array.from({ length: 11 }, () => 'x') },
    ])
      world.refuses(110, `${path}: ${JSON.stringify(body).slice(0, 80)}`, async () => {
        const { customer, id } = await own(path)
        return customer.post(at(id), body)
      })
    world.refuses(180, `${path}: the wrong state`, async () => {
      const { customer, id } = await own(path)
      const wrong = { pec: 'expired', dominio: 'suspended', comunica_pec: 'decision-delayed' }
      if (path === 'comunica_pec') await customer.post(at(id), { scenario: 'communicated' })
      return customer.post(at(id), { scenario: wrong[path] })
    })
    world.refuses(182, `${path}: an operation at the provider is under way`, async () => {
      const { customer, id } = await own(path)
      await pendingOperation(customer, path, id)
      return customer.post(at(id), { scenario: path === 'pec' ? 'activated' : 'decision-delayed' })
    })
  }
  const kinds = { pec: 'mailbox', dominio: 'certified-domain', comunica_pec: 'registry-request' }

  /** As a remote provider that has not answered leaves it. */
  async function pendingOperation({ accountId }: Customer, path: (typeof paths)[number], id: string): Promise<void> {
    await world.context.database.pool.query(
      `insert into provider_operations (id, account_id, operation, subject_kind, subject_id, provider, state, asked, created_at, ask_again_at)
       values ($1, $2, 'x', $3, $1, 'sandbox', 'pending', '{}', now(), now() + interval '99 years')`,
      [id, accountId, kinds[path]],
    )
  }

  const refused181: readonly [string, (customer: Customer) => Promise<{ path: string; id: string }>, string][] = [
    ['expired with autorinnovo and credit', (customer) => working(customer, { autorinnovo: true }), 'expired'],
    ['a renewal without autorinnovo', (customer) => working(customer, {}), 'renewed-automatically'],
    ['a renewal put off without autorinnovo', (customer) => working(customer, {}), 'renewal-without-credit'],
    ['certified already', certified, 'certified'],
  ]
  async function working(customer: Customer, changes: Record<string, unknown>) {
    return { path: 'pec', id: (await world.given.workingMailbox(changes, customer)).id }
  }
  async function certified(customer: Customer) {
    return { path: 'dominio', id: (await world.given.certifiedDomain({}, customer)).id }
  }
  for (const [title, given, scenario] of refused181)
    world.refuses(181, title, async () => {
      const customer = await world.customer()
      const { path, id } = await given(customer)
      const before = await history(id)
      const reply = await customer.post(`/v1/sandbox/${path}/${id}/scenario`, { scenario })
      expect(await history(id)).toEqual(before)
      return reply
    })
})
