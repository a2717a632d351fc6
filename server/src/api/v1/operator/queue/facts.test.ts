// What a provider's panel shows beside "done" is recorded with the decision, believed, and shown to the customer.
import { describe, expect, it } from 'vitest'
import { addYears, italianDateAt } from '../../../../model/italian-date.ts'
import { memberOf, noticesTo } from '../../../../testing/caller.ts'
import type { Caller } from '../../../../testing/caller.ts'
import { inProduction, pdfText, productionRegistration } from '../../../../testing/fixtures.ts'
import { startReceiver } from '../../../../testing/receiver.ts'
import { startServer } from '../../../../testing/world.ts'

const A_DAY_SECONDS = 86_400
const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'x', email_gestione_password: 'luca@example.com' }

describe('what the provider said with a decision', () => {
  const world = startServer({ ...inProduction(), RENEWAL_GUARD_SECONDS: '0' })
  const tasksOf = async (operator: Caller, id: string): Promise<{ id: string; operation: string }[]> => {
    const { data } = await operator.get('/v1/operator/queue?limit=1000')
    return Object(data).items.filter((one: { resource: { id: string } }) => one.resource.id === id)
  }
  const decide = (operator: Caller, item: string | undefined, body: Record<string, unknown>) =>
    operator.post(`/v1/operator/queue/${item}/decision`, body)
  const read = async (customer: Caller, id: string) => Object((await customer.get(`/pec/${id}`)).data)
  const historyOf = async (operator: Caller, kind: string, id: string) =>
    Object((await operator.get(`/v1/operator/${kind}/${id}`)).data).history

  /** A mailbox that works, accepted with what the provider said, if anything. */
  async function working(facts: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) {
    const [customer, operator] = [await world.customer(), await world.operator()]
    const { data } = await customer.post('/pec', productionRegistration({ tipo_casella: 'STANDARD', ...changes }))
    const id = String(memberOf(data, 'id'))
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    const accepted = await decide(operator, id, { decision: 'ACCEPTED', ...facts })
    expect(accepted.error, accepted.text).toBeNull()
    return { customer, operator, id, done: doneBy(operator, id) }
  }
  /** Decides the only task of a mailbox as done. */
  const doneBy = (operator: Caller, id: string) => async (facts: Record<string, unknown>) =>
    decide(operator, (await tasksOf(operator, id)).at(-1)?.id, { decision: 'DONE', ...facts })
  const inDays = (seconds: number, days: number) => italianDateAt(seconds + days * A_DAY_SECONDS)
  const expiryOf = async (customer: Caller, id: string) => Number((await read(customer, id)).timestamp.scadenza)

  it('decides expiry, codes and spaces of an activation', async () => {
    const inTenMonths = inDays(world.context.clock.now().getTime() / 1_000, 300)
    const facts = { data_scadenza: inTenMonths, cod_attivazione: '00112233', uid: 'XY-77', spazio_disco: 5120 }
    const { customer, operator, id } = await working(facts)
    expect(await read(customer, id)).toMatchObject({ stato: 'evasa', ...facts })
    expect(await historyOf(operator, 'mailboxes', id)).toMatchObject([{ move: 'accept', by: 'operator' }, {}, {}])
  })

  it('decides the expiry of a renewal, with whoever said so in the history, a callback and an event', async () => {
    await using receiver = await startReceiver()
    const { customer, operator, id, done } = await working({}, { callback: { url: receiver.url, method: 'JSON' } })
    await customer.get(`/pec/${id}/rinnovo`)
    const expected = await expiryOf(customer, id)
    await world.drain()
    const told = receiver.received.length
    const data_scadenza = inDays(expected, -3)
    expect((await done({ data_scadenza })).error).toBeNull()
    expect(await read(customer, id)).toMatchObject({ data_scadenza })
    const [said] = await historyOf(operator, 'mailboxes', id)
    expect(said).toMatchObject({ move: 'confirmChange', by: 'operator', reason: `data_scadenza ${data_scadenza}` })
    expect(said.author.operator).toMatch(/^[0-9a-f]{24}$/)
    await world.drain()
    expect(receiver.received).toHaveLength(told + 1)
    expect(receiver.resourceOf(receiver.received.at(-1))).toMatchObject({ data_scadenza })
    expect((await noticesTo(customer))[0]).toMatchObject({
      kind: 'order-completed',
      detail: { operation: 'renewMailbox', said: { data_scadenza } },
    })
    expect((await customer.get(`/v1/pec/${id}/esito`)).data).toMatchObject({ outcome: 'ACCEPTED' })
  })

  it('takes calendar years off and leaves them on top, whichever of four renewals has the leap day', async () => {
    const { customer, operator, id } = await working()
    const [tasks, expiries]: [string[], string[]] = [[], []]
    for (let n = 0; n < 4; n += 1) {
      expiries.push((await read(customer, id)).data_scadenza)
      await customer.get(`/pec/${id}/rinnovo`)
      const added = (await tasksOf(operator, id)).find((one) => !tasks.includes(one.id))
      tasks.push(added?.id ?? '')
    }
    const [first, second, third, fourth] = tasks
    // The panel shows one year more than before: that is what was expected, and nothing moves.
    const before = (await read(customer, id)).data_scadenza
    expect((await decide(operator, fourth, { decision: 'DONE', data_scadenza: expiries[1] })).error).toBeNull()
    expect(await read(customer, id)).toMatchObject({ data_scadenza: before })
    for (const task of [first, second])
      expect((await decide(operator, task, { decision: 'FAILED', note: 'no' })).error).toBeNull()
    expect(await read(customer, id)).toMatchObject({ data_scadenza: expiries[2] })
    const early = await decide(operator, third, { decision: 'DONE', data_scadenza: inDays(0, 0) })
    expect(early).toMatchObject({ error: 145, message: `data_scadenza would go back: it was ${expiries[1]} before` })
  })

  it('leaves on top what was ordered since, in whatever order it is done', async () => {
    const { customer, operator, id } = await working()
    const first = await expiryOf(customer, id)
    await customer.get(`/pec/${id}/rinnovo`)
    await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })
    await customer.get(`/pec/${id}/rinnovo?anni=2`)
    await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+2048' })
    const { spazio_disco } = await read(customer, id)
    const both = await expiryOf(customer, id)
    const of = async (operation: string) => (await tasksOf(operator, id)).filter((one) => one.operation === operation)
    // At the panel the later renewal was made first: it shows two years, two days short.
    const renewals = await of('renewMailbox')
    const longer = await Promise.all(
      renewals.map(async ({ id: task }) => {
        const [change] = Object((await operator.get(`/v1/operator/queue/${task}`)).data).changes
        return { task, years: Math.round((change.after - change.before) / A_DAY_SECONDS / 365) }
      }),
    )
    const byYears = (years: number) => longer.find((one) => one.years === years)?.task
    const twoYears = addYears(new Date(first * 1_000), 2).getTime() / 1_000
    const short = { decision: 'DONE', data_scadenza: inDays(twoYears, -2) }
    expect((await decide(operator, byYears(2), short)).error).toBeNull()
    expect(await expiryOf(customer, id)).toBe(both - 2 * A_DAY_SECONDS)
    // Now the panel shows all of it.
    const whole = { decision: 'DONE', data_scadenza: inDays(both, -1) }
    expect((await decide(operator, byYears(1), whole)).error).toBeNull()
    expect(await read(customer, id)).toMatchObject({ data_scadenza: inDays(both, -1) })
    const resizes = await of('resizeMailbox')
    expect((await decide(operator, resizes[0]?.id, { decision: 'FAILED', reason: 'no' })).error).toBeNull()
    const left = spazio_disco - (await read(customer, id)).spazio_disco
    expect([1024, 2048]).toContain(left)
    const larger = { decision: 'DONE', spazio_disco: spazio_disco - left + 10 }
    expect((await decide(operator, resizes[1]?.id, larger)).error).toBeNull()
    expect(await read(customer, id)).toMatchObject({ spazio_disco: spazio_disco - left + 10 })
  })

  it('decides the code of a user, the space of preservation, and the code of a mailbox that was upgraded', async () => {
    const { customer, id, done } = await working()
    await customer.post(`/pec/${id}/multiutenza`, user)
    expect((await done({ userid: 'PANEL.1' })).error).toBeNull()
    await customer.post(`/pec/${id}/multiutenza`, { ...user, nome: 'ugo' })
    expect(await read(customer, id)).toMatchObject({
      multiutenza: [{ nome: 'luca', userid: 'PANEL.1' }, { nome: 'ugo' }],
    })
    expect((await done({})).error).toBeNull()
    await customer.patch(`/pec/${id}/conservazione`, { documenti: await pdfText() })
    expect((await done({ spazio_conservazione: 2000 })).error).toBeNull()
    await customer.patch(`/pec/${id}/trasformazione`, { tipo_casella: 'GOLD' })
    expect((await done({ uid: 'GOLD-1', spazio_storico: 9000 })).error).toBeNull()
    expect(await read(customer, id)).toMatchObject({ uid: 'GOLD-1', spazio_storico: 9000, spazio_conservazione: 2000 })
  })

  it('decides nothing about a mailbox that has been revoked since, but its expiry', async () => {
    const { customer, operator, id } = await working()
    await customer.get(`/pec/${id}/rinnovo`)
    const expected = await expiryOf(customer, id)
    await customer.delete(`/pec/${id}`)
    const renewal = (await tasksOf(operator, id)).find(({ operation }) => operation === 'renewMailbox')?.id
    const data_scadenza = inDays(expected, 1)
    expect((await decide(operator, renewal, { decision: 'DONE', data_scadenza })).error).toBeNull()
    expect(await read(customer, id)).toMatchObject({ stato: 'revocata', data_scadenza })
  })

  it('decides flags and expiry of a domain; while one is missing it goes on waiting', async () => {
    const operator = await world.operator()
    const { customer, id } = await world.given.orderedDomain({ fornitore: 'namirial' })
    const domain = async () => Object((await customer.get(`/dominio/${id}`)).data)
    const { timestamp } = await domain()
    const data_scadenza = inDays(timestamp.scadenza, 20)
    const halfway = { decision: 'ACCEPTED', certif: 'MISSING', data_scadenza }
    expect((await decide(operator, id, halfway)).error).toBeNull()
    expect(await domain()).toMatchObject({ stato: 'registrato', config: 'OK', certif: 'MISSING', data_scadenza })
    expect(await tasksOf(operator, id)).toHaveLength(1)
    expect((await decide(operator, id, { decision: 'ACCEPTED', config: 'KO' })).error).toBe(145)
    expect((await decide(operator, id, { decision: 'ACCEPTED' })).error).toBeNull()
    expect(await domain()).toMatchObject({ stato: 'evaso', certif: 'OK', data_scadenza })
    await customer.get(`/dominio/${id}/rinnovo`)
    const renewed = inDays((await domain()).timestamp.scadenza, -5)
    const [task] = await tasksOf(operator, id)
    expect((await decide(operator, task?.id, { decision: 'DONE', data_scadenza: renewed })).error).toBeNull()
    expect(await domain()).toMatchObject({ data_scadenza: renewed })
    expect((await historyOf(operator, 'domains', id))[0]).toMatchObject({ move: 'confirmRenewal', by: 'operator' })
  })

  it('is the code of a filing by the name the contract gives it', async () => {
    const operator = await world.operator()
    const { customer, id } = await world.given.request()
    const filing = { decision: 'ACCEPTED', attorney: 'Studio Prova', attorney_code: '12345678903' }
    expect((await decide(operator, id, filing)).error).toBe(110)
    expect((await decide(operator, id, { ...filing, codice_registro_imprese: 'R-9' })).error).toBeNull()
    expect((await customer.get(`/comunica_pec/${id}`)).data).toMatchObject({ codice_registro_imprese: 'R-9' })
  })

  describe('is refused, and nothing is decided,', () => {
    const renewing = async (facts: (before: number, expected: number) => Record<string, unknown>) => {
      const { customer, operator, id, done } = await working()
      const before = await expiryOf(customer, id)
      await customer.get(`/pec/${id}/rinnovo`)
      const expected = await expiryOf(customer, id)
      const reply = await done(facts(before, expected))
      expect(await tasksOf(operator, id)).toHaveLength(1)
      expect(await expiryOf(customer, id)).toBe(expected)
      return reply
    }
    const dated = (days: number) => renewing((_, expected) => ({ data_scadenza: inDays(expected, days) }))
    world.refuses(145, 'an expiry before the one there was', () =>
      renewing((before) => ({ data_scadenza: inDays(before, -1) })),
    )
    world.refuses(110, 'an expiry over a year too late', () => dated(400))
    for (const data_scadenza of ['31/02/2030', '2030-01-01', '01/01/9999', 20300101])
      world.refuses(110, `${data_scadenza} as an expiry`, () => renewing(() => ({ data_scadenza })))
    world.refuses(144, 'a space with a renewal', () => renewing(() => ({ spazio_disco: 4096 })))
    world.refuses(110, 'a space below nothing', () => renewing(() => ({ spazio_disco: -1 })))
    world.refuses(110, 'a code with markup', () => renewing(() => ({ uid: '<b>' })))
    world.refuses(110, 'a flag there is not', () => renewing(() => ({ dns: 'FORSE' })))
    world.refuses(144, 'anything with a task that failed', async () => {
      const { customer, operator, id } = await working()
      await customer.get(`/pec/${id}/rinnovo`)
      const [task] = await tasksOf(operator, id)
      return decide(operator, task?.id, { decision: 'FAILED', reason: 'no', data_scadenza: '01/01/2030' })
    })
    world.refuses(145, 'a space smaller than before', async () => {
      const { customer, id, done } = await working()
      const { spazio_disco } = await read(customer, id)
      await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })
      return done({ spazio_disco: spazio_disco - 1 })
    })
    world.refuses(144, 'space for a preservation that is not', async () => {
      const { customer, id, done } = await working()
      await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })
      return done({ spazio_conservazione: 512 })
    })
    world.refuses(144, 'the records of a domain that are looked up here', async () => {
      const { id } = await world.given.orderedDomain({ fornitore: 'infocert' })
      return decide(await world.operator(), id, { decision: 'ACCEPTED', dns: 'OK' })
    })
    world.refuses(110, 'an activation that has expired', async () => {
      const customer = await world.customer()
      const id = String(memberOf((await customer.post('/pec', productionRegistration())).data, 'id'))
      await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
      return decide(await world.operator(), id, { decision: 'ACCEPTED', data_scadenza: '01/01/2020' })
    })
  })
})
