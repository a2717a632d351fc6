// While a provider operation is pending, only it may change its resource. Tries everybody else who could.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providersFrom } from '../../src/providers/routing.ts'
import { memberOf } from '../../src/testing/caller.ts'
import type { Caller, Reply } from '../../src/testing/caller.ts'
import { pdfText, registration } from '../../src/testing/fixtures.ts'
import { remoteProvider } from '../../src/testing/remote-provider.ts'
import { startFakeConnector } from '../../src/providers/connector/fake-server.ts'
import type { FakeConnector } from '../../src/providers/connector/fake-server.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer } from '../../src/testing/world.ts'

const A_DAY_MS = 86_400_000
const YEARS_MS = 3 * 366 * A_DAY_MS

describe('while an operation is pending', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
  let provider: FakeConnector
  let operator: Caller
  beforeAll(async () => {
    // It keeps answering that it is pending, until a test lets it finish.
    provider = await startFakeConnector({ askAgainAt: () => new Date(world.context.clock.now().getTime() + A_DAY_MS) })
    world.context.providers = providersFrom([remoteProvider({ ...provider, timeoutMs: 500 })])
    operator = await world.operator()
  })
  afterAll(() => provider.close())

  const pool = () => world.context.database.pool
  const stillBusy = (about: string) => {
    const pending = Array.from({ length: 2_000 }, () => 'answer pending' as const)
    provider.misbehave(about, { ask: [...pending], query: pending })
  }
  const pendingFor = async (about: string, ask: () => Promise<Reply>) => {
    stillBusy(about)
    expect((await ask()).status).toBe(503)
  }
  const answers = (about: string) => provider.misbehave(about, { ask: [], query: [] })
  const stateOf = async (customer: Customer, path: string) => {
    const { data } = await customer.get(path)
    return String(memberOf(data, 'stato'))
  }
  const due = (table: string, id: string) => pool().query(`update ${table} set check_at = now() where id = $1`, [id])
  const isPending = async (about: string) => {
    const found = await pool().query("select from provider_operations where state = 'pending' and subject_id = $1", [
      about,
    ])
    return found.rowCount === 1
  }
  const historyOf = async (id: string) => {
    const found = await pool().query('select move from history where subject_id = $1', [id])
    return found.rowCount
  }

  const decisions = [
    { decision: 'ACTIVATED' },
    { decision: 'SENT_BACK', reason: 'x' },
    { decision: 'CALLED_OFF', reason: 'x' },
  ]
  it.each(decisions)('an operator cannot decide about a mailbox: $decision', async (decision) => {
    const { customer, id, casella_pec } = await world.given.registeredMailbox()
    const documenti = await pdfText()
    await pendingFor(casella_pec, () => customer.patch(`/pec/${id}/attivazione`, { documenti }))
    const before = await historyOf(id)
    expect((await operator.post(`/v1/operator/mailboxes/${id}/decision`, decision)).error).toBe(115)
    expect(await stateOf(customer, `/pec/${id}`)).toBe('registrata')
    expect(await historyOf(id)).toBe(before)
  })

  it.each([{ decision: 'COMMUNICATED' }, { decision: 'SENT_BACK', reason: 'x' }])(
    'an operator cannot decide about a request: $decision',
    async (decision) => {
      const customer = await world.customer()
      const { id } = await world.given.request(
        { casella_pec: `busta${decision.decision.toLowerCase()}@pec.it` },
        customer,
      )
      const path = `/comunica_pec/${id}`
      const obtained = { decision: 'CODE_OBTAINED', code: 'X1', attorney: 'Studio', attorney_code: '12345678903' }
      expect((await operator.post(`/v1/operator/registry-requests/${id}/decision`, obtained)).error).toBeNull()
      const about = String(memberOf((await customer.get(path)).data, 'casella_pec'))
      const documenti = await pdfText()
      await pendingFor(about, () => customer.patch(path, { documenti }))
      expect((await operator.post(`/v1/operator/registry-requests/${id}/decision`, decision)).error).toBe(115)
      await due('registry_requests', id)
      await world.drain()
      expect(await stateOf(customer, path)).toBe('in_attesa_di_documenti')
    },
  )

  /** A certified domain at the remote provider, which never sets dns. */
  async function certified(customer?: Customer) {
    const domain = await world.given.orderedDomain({ numero_pec: 5 }, customer)
    await pool().query("update certified_domains set dns = 'OK' where id = $1", [domain.id])
    await world.pass(1_000)
    expect(await stateOf(domain.customer, `/dominio/${domain.id}`)).toBe('evaso')
    return domain
  }

  it('an operator, the job and the clock leave a domain alone', async () => {
    const { customer, id, dominio } = await certified()
    await pendingFor(dominio, () => customer.get(`/dominio/${id}/rinnovo`))
    await pool().query('update certified_domains set suspended_at = now(), check_at = now() where id = $1', [id])
    const before = await historyOf(id)
    expect((await operator.post(`/v1/operator/domains/${id}/decision`, { decision: 'CERTIFIED' })).error).toBe(115)
    expect((await customer.post(`/v1/dominio/${id}/checks`)).error).toBeNull()
    await world.pass(YEARS_MS)
    expect(await historyOf(id)).toBe(before)
    expect(await stateOf(customer, `/dominio/${id}`)).toBe('evaso')
  })

  it('jobs neither activate, nor renew, nor close, nor abandon a mailbox', async () => {
    const working = await world.given.workingMailbox({ autorinnovo: true })
    const fresh = await world.given.registeredMailbox()
    const documenti = await pdfText()
    await pendingFor(working.casella_pec, () => working.customer.get(`/pec/${working.id}/rinnovo`))
    await pendingFor(fresh.casella_pec, () => fresh.customer.patch(`/pec/${fresh.id}/attivazione`, { documenti }))
    await due('mailboxes', working.id)
    await due('mailboxes', fresh.id)
    const before = [await historyOf(working.id), await historyOf(fresh.id)]
    await world.pass(YEARS_MS)
    expect([await historyOf(working.id), await historyOf(fresh.id)]).toEqual(before)
    expect(await stateOf(working.customer, `/pec/${working.id}`)).toBe('evasa')
    expect(await stateOf(fresh.customer, `/pec/${fresh.id}`)).toBe('registrata')
  })

  describe('the clock', () => {
    // Whose signature is old: breakers do not open for it, as they do for a provider that is away.
    const silence = Array.from({ length: 2_000 }, () => ({ body: { is: 'refused' }, signed: 'long ago' }) as const)
    const questionsWhile = async (customer: Customer) => {
      const before = provider.asked.length
      expect((await customer.post('/v1/sandbox/clock', { advance: 'P20D', scope: 'account' })).error).toBeNull()
      return provider.asked.length - before
    }

    it('passes by an order whose outcome a provider never tells', async () => {
      const customer = await world.customer()
      const casella_pec = 'muta@testcert.legalmail.it'
      provider.misbehave(casella_pec, { ask: [...silence], query: [...silence] })
      expect((await customer.post('/pec', registration({ casella_pec }))).status).toBe(503)
      expect(await questionsWhile(customer)).toBeLessThan(50)
      answers(casella_pec)
      expect(await questionsWhile(customer)).toBeGreaterThan(0)
      expect(await isPending(casella_pec)).toBe(false)
    })

    it('passes by a mailbox of which a provider tells nothing', async () => {
      const { customer, id } = await world.given.registeredMailbox()
      expect((await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })).error).toBeNull()
      await pool().query('update mailboxes set check_at = now() where id = $1', [id])
      provider.next('read', ...silence)
      const questions = await questionsWhile(customer)
      provider.behave()
      expect(questions).toBeLessThan(50)
    })
  })

  it('another call of the customer is refused at once, because the provider is busy', async () => {
    const { customer, id, casella_pec } = await world.given.workingMailbox()
    await pendingFor(casella_pec, () => customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' }))
    expect((await customer.delete(`/pec/${id}`)).error).toBe(329)
    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBe(206)
  })

  it.each(['its owner', 'the clock'])(
    'a domain revoked by %s leaves such a mailbox, which goes when its operation has ended',
    async (by) => {
      const { customer, id, dominio } = await certified(await world.customer({ creditCents: 1_000_000 }))
      const under = (local: string) => registration({ casella_pec: `${local}@${dominio}`, tipo_casella: 'GOLD' })
      const [busy, idle] = [
        await world.given.workingMailbox(under('occupato'), customer),
        await world.given.workingMailbox(under('libero'), customer),
      ]
      await pendingFor(busy.casella_pec, () => customer.patch(`/pec/${busy.id}/modifica`, { spazio_disco: '+1024' }))
      const credit = await customer.credit()
      if (by === 'its owner') expect((await customer.delete(`/dominio/${id}`)).error).toBeNull()
      else {
        await pool().query("update certified_domains set scadenza = now() - interval '1 day' where id = $1", [id])
        await world.drain()
      }
      expect(await stateOf(customer, `/dominio/${id}`)).toBe('revocato')
      expect(await stateOf(customer, `/pec/${idle.id}`)).toBe('revocata')
      expect(await stateOf(customer, `/pec/${busy.id}`)).toBe('evasa')
      answers(busy.casella_pec)
      await world.pass(2 * A_DAY_MS)
      await world.pass(A_DAY_MS)
      expect(await stateOf(customer, `/pec/${busy.id}`)).toBe('revocata')
      // The provider never executed it, so the hold is released.
      expect(Number(await customer.credit())).toBe(Number(credit) + 5)
      const { rows } = await pool().query('select check_at from certified_domains where id = $1', [id])
      expect(rows).toEqual([{ check_at: null }])
    },
  )
})
