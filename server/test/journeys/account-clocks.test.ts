// Test suites that share one sandbox, each with the clock of its own account: nobody lives in another's time, and everybody
// has what they would have alone.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startJobs } from '../../src/jobs/dispatcher.ts'
import type { Dispatcher } from '../../src/jobs/dispatcher.ts'
import { memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer, World } from '../../src/testing/world.ts'

const A_DAY_S = 86_400
const A_YEAR_S = 365 * A_DAY_S

const advance = async (caller: Caller, by: string) => {
  const reply = await caller.post('/v1/sandbox/clock', { advance: by, scope: 'account' })
  expect(reply.error, reply.text).toBeNull()
  return Object(reply.data)
}
const clockOf = async (caller: Caller) => Object((await caller.get('/v1/sandbox/clock')).data)
const offsetOf = async (caller: Caller) => Number((await clockOf(caller)).offset_seconds)

/** What happened to a customer, by the hour since their mailboxes began to work, and how much their inbox caught. */
async function lifeOf({ context }: World, { accountId }: Customer) {
  const found = await sql<{ what: string; hours: number; count: number }>`
    select what, round(extract(epoch from at - began) / 3600)::int as hours, count(*)::int as count
    from (
      select min(h.at) as began from history h join mailboxes m on m.id = h.subject_id
      where m.account_id = ${accountId} and h.move = 'accept'
    ) as first, (
      select m.tipo_casella || ' ' || h.move as what, h.at from history h join mailboxes m on m.id = h.subject_id
      where m.account_id = ${accountId}
      union all select 'event ' || kind, at from events where account_id = ${accountId}
      union all select 'paid ' || kind || ' ' || amount_cents, created_at from ledger_entries where account_id = ${accountId}
      union all select 'told ' || event || ' ' || state || ' ' || attempts, created_at from callback_deliveries
        where account_id = ${accountId}
    ) as life group by what, hours order by hours, what`.execute(context.database.kysely)
  const caught = await sql<{ count: number; right: number }>`
    select count(*)::int as count, count(*) filter (where signature_right)::int as right from sandbox_inbox
    where account_id = ${accountId}`.execute(context.database.kysely)
  return [...found.rows.map(({ what, hours, count }) => `${what}, hour ${hours}: ${count}`), caught.rows[0]]
}

/** Two mailboxes, one renewed every year and one that expires and closes; a year, four times. */
async function liveFourYears(world: World): Promise<Customer> {
  const customer = await world.customer()
  const callback = { url: `${world.baseUrl}/v1/sandbox/inbox/${customer.accountId}`, method: 'JSON' }
  const renewed = await world.given.submittedMailbox(
    { tipo_casella: 'STANDARD', autorinnovo: true, callback },
    customer,
  )
  const left = await world.given.submittedMailbox({ tipo_casella: 'SILVER', callback }, customer)
  await advance(customer, 'PT10S')
  expect((await customer.get(`/pec/${renewed.id}`)).data).toMatchObject({ stato: 'evasa' })
  for (let year = 1; year <= 4; year += 1) {
    await advance(customer, 'P1Y')
    expect(Math.round((await offsetOf(customer)) / A_YEAR_S)).toBe(year)
    expect((await customer.get(`/pec/${renewed.id}`)).data).toMatchObject({ stato: 'evasa' })
    const { stato } = Object((await customer.get(`/pec/${left.id}`)).data)
    expect(stato).toBe(year === 1 ? 'revocata' : 'chiusa')
  }
  return customer
}

describe('suites in parallel', () => {
  const world = startServer()
  let jobs: Dispatcher | undefined
  beforeAll(async () => {
    jobs = await startJobs(world.context)
  })
  afterAll(() => jobs?.stop())

  it('have each what they would have alone, and a third account stands still', async () => {
    const alone = await lifeOf(world, await liveFourYears(world))
    const counts = (what: string) => alone.filter((one) => typeof one === 'string' && one.startsWith(what)).length
    expect(['STANDARD renewAutomatically', 'paid capture', 'SILVER expire', 'SILVER close'].map(counts)).toEqual([
      4, 6, 1, 1,
    ])
    expect(alone.at(-1)).toEqual({ count: 8, right: 8 })
    const still = await world.customer()
    const { id } = await world.given.registeredMailbox({ tipo_casella: 'STANDARD' }, still)
    const before = await clockOf(still)
    const others = await Promise.all([liveFourYears(world), liveFourYears(world), liveFourYears(world)])
    for (const other of others) expect(await lifeOf(world, other)).toEqual(alone)
    expect(await clockOf(still)).toMatchObject({ offset_seconds: before.offset_seconds, scope: 'all' })
    expect((await still.get(`/pec/${id}`)).data).toMatchObject({ stato: 'registrata' })
    expect(world.context.clock.offsetMs()).toBe(0)
  })
})

describe('a clock of its own', () => {
  const world = startServer()

  it('is what its account sees, and nobody else', async () => {
    const [customer, other, operator] = [await world.customer(), await world.customer(), await world.operator()]
    const moved = await advance(customer, 'P30D')
    expect(moved).toMatchObject({ scope: 'account', offset_seconds: expect.any(Number) })
    expect(Math.round(moved.offset_seconds / A_DAY_S)).toBe(30)
    expect(Date.parse((await clockOf(customer)).now) - Date.parse((await clockOf(other)).now)).toBeGreaterThan(
      29 * A_DAY_S * 1_000,
    )
    for (const one of [other, operator]) expect(await clockOf(one)).toMatchObject({ offset_seconds: 0, scope: 'all' })
    const { id } = await world.given.registeredMailbox({}, customer)
    const { timestamp } = Object((await customer.get(`/pec/${id}`)).data)
    expect(Math.round((timestamp.registrazione - Date.now() / 1_000) / A_DAY_S)).toBe(30)
  })

  it('goes on with everybody’s and keeps its lead; what falls due on the way has its own date', async () => {
    const [ahead, behind] = [await world.customer(), await world.customer()]
    const { accountClocks, database } = world.context
    const leadMs = () => accountClocks.of(ahead.accountId).offsetMs() - accountClocks.everybodys.offsetMs()
    const mailbox = await world.given.submittedMailbox({ autorinnovo: true }, ahead)
    const other = await world.given.submittedMailbox({ autorinnovo: true }, behind)
    await advance(ahead, 'P300D')
    const before = leadMs()
    const moved = await behind.post('/v1/sandbox/clock', { advance: 'P100D' })
    expect(moved.data).toMatchObject({ scope: 'all', ran: { 'renew-automatically': 1 } })
    expect(leadMs()).toBe(before)
    expect((await other.customer.get(`/pec/${other.id}`)).data).toMatchObject({ stato: 'evasa' })
    const renewals = await sql<{ id: string; days: number }>`
      select m.id, round(extract(epoch from (h.at - h2.at)) / 86400)::int as days from mailboxes m
      join history h on h.subject_id = m.id and h.move = 'renewAutomatically'
      join history h2 on h2.subject_id = m.id and h2.move = 'accept'
      where m.id in (${mailbox.id}, ${other.id})`.execute(database.kysely)
    expect(renewals.rows).toEqual([{ id: mailbox.id, days: expect.toBeOneOf([364, 365]) }])
    await behind.post('/v1/sandbox/reset', { clock: true, scope: 'all' })
    expect(leadMs()).toBe(before)
    expect(await offsetOf(behind)).toBe(0)
  })

  it('decides when tokens expire; a reset sets it back alone, and tokens made meanwhile stay valid', async () => {
    const [customer, other] = [await world.customer(), await world.customer()]
    await advance(customer, 'P1D')
    const { SCOPE_HOST } = world.context.settings
    const made = JSON.parse((await customer.byKey.post('/tokens', { scopes: [`GET:${SCOPE_HOST}/pec`] })).text)
    const read = () =>
      fetch(`${world.baseUrl}/pec`, { headers: { authorization: `Bearer ${made.token ?? made.data?.token}` } })
    expect((await read()).status).not.toBe(401)
    await advance(customer, 'P2Y')
    world.context.authenticator.forget()
    expect((await read()).status).toBe(401)
    await advance(other, 'P5D')
    expect((await customer.post('/v1/sandbox/reset', { clock: true })).error).toBeNull()
    expect(await clockOf(customer)).toMatchObject({ offset_seconds: 0, scope: 'all' })
    expect(Math.round((await offsetOf(other)) / A_DAY_S)).toBe(5)
    expect((await read()).status).not.toBe(401)
    expect((await customer.get('/v1/requests?limit=5')).error).toBeNull()
  })

  it('dates what an operator does to something of its account', async () => {
    const [customer, operator] = [await world.customer(), await world.operator()]
    await advance(customer, 'P400D')
    const { id } = await world.given.submittedMailbox(
      { casella_pec: `lenta${customer.accountId.slice(0, 8)}@testcert.legalmail.it` },
      customer,
    )
    const decided = await operator.post(`/v1/operator/mailboxes/${id}/decision`, { decision: 'ACTIVATED' })
    expect(decided.error, decided.text).toBeNull()
    const { evasione } = Object(Object((await customer.get(`/pec/${id}`)).data).timestamp)
    expect(Math.round((evasione - Date.now() / 1_000) / A_DAY_S)).toBe(400)
    await operator.post(`/v1/operator/accounts/${customer.accountId}/credit`, { amount: '5.00', reason: 'test' })
    const entries = await sql<{ days: number }>`
      select round(extract(epoch from created_at - now()) / 86400)::int as days from ledger_entries
      where account_id = ${customer.accountId} order by id desc limit 1`.execute(world.context.database.kysely)
    expect(entries.rows).toEqual([{ days: 400 }])
  })

  it('is brought along by a scenario, and its domains go by it', async () => {
    const customer = await world.customer()
    await advance(customer, 'P50D')
    const { id } = await world.given.orderedDomain({}, customer)
    await advance(customer, 'PT10S')
    expect((await customer.get(`/dominio/${id}`)).data).toMatchObject({ stato: 'evaso' })
    const { data } = await customer.post(`/v1/sandbox/dominio/${id}/scenario`, { scenario: 'about-to-expire' })
    expect(memberOf(data, 'stato')).toBe('evaso')
    await advance(customer, 'P1Y')
    expect((await customer.get(`/dominio/${id}`)).data).toMatchObject({ stato: 'revocato' })
  })

  world.refuses(110, 'an operator has no account whose clock could move', async () =>
    (await world.operator()).post('/v1/sandbox/clock', { advance: 'P1D', scope: 'account' }),
  )
  world.refuses(110, 'a clock that is nobody’s', async () =>
    (await world.customer()).post('/v1/sandbox/clock', { advance: 'P1D', scope: 'mine' }),
  )
  world.refuses(110, 'further ahead than ten years at once', async () =>
    (await world.customer()).post('/v1/sandbox/clock', { advance: 'P11Y', scope: 'account' }),
  )
  world.refuses(184, 'as many clocks as there can be', async () => {
    const { accountClocks } = world.context
    for (let n = 0; n < 1_000; n += 1) accountClocks.note(`account ${n}`, { leadMs: 1, move: 0 })
    const refused = await (await world.customer()).post('/v1/sandbox/clock', { advance: 'P1D', scope: 'account' })
    for (let n = 0; n < 1_000; n += 1) accountClocks.note(`account ${n}`, { leadMs: 0, move: 0 })
    return refused
  })
})
