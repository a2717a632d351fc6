import pg from 'pg'
import { sql } from 'kysely'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { checkLedger } from '../jobs/check-ledger.ts'
import { pdfText, registration, romeDayAt } from '../testing/fixtures.ts'
import { startServer } from '../testing/world.ts'
import { movesThatCost, notePaidMoves, unmatchedDebits } from './debits.ts'
import { builtInPrices } from './prices.ts'
import type { PricedItem, Prices } from './prices.ts'

const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'x', email_gestione_password: 'luca@example.com' }
const free = (...items: PricedItem[]): Prices => ({
  ...builtInPrices,
  ...Object.fromEntries(items.map((item) => [item, { ...builtInPrices[item], cents: 0 }])),
})

describe('debits against effects', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
  const kysely = () => world.context.database.kysely
  const run = async () => {
    await checkLedger.run(world.context, world.context.clock.now())
    return world.metric('ceralacca_unmatched_debits')
  }

  beforeAll(() =>
    notePaidMoves(kysely(), world.context.prices.base, new Date(world.context.clock.now().getTime() - 1_000)),
  )

  /** As a superuser, with the rules that protect the ledger disabled. */
  async function damage<T>(statement: string, values: unknown[], look: () => Promise<T>, mend: string): Promise<T> {
    const named = await sql<{ name: string }>`select current_database() as name`.execute(kysely())
    const client = new pg.Client({ ...inject('superuser'), database: named.rows[0]?.name, ssl: false })
    await client.connect()
    try {
      await client.query("set session_replication_role = 'replica'")
      await client.query('create temp table saved as select * from ledger_entries')
      await client.query('create temp table saved_history as select * from history')
      await client.query(statement, values)
      const seen = await look()
      await client.query(mend)
      return seen
    } finally {
      await client.end()
    }
  }
  const entriesBack =
    'delete from ledger_entries; insert into ledger_entries overriding system value select * from saved'
  const historyBack = 'delete from history; insert into history select * from saved_history'

  async function fullLife() {
    const { customer, id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD', autorinnovo: true })
    for (const reply of [
      await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' }),
      await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+0' }),
      await customer.post(`/pec/${id}/multiutenza`, user),
      await customer.patch(`/pec/${id}/conservazione`, { documenti: await pdfText() }),
      await customer.patch(`/pec/${id}/trasformazione`, { tipo_casella: 'GOLD' }),
      await customer.get(`/pec/${id}/rinnovo?anni=2`),
      await customer.delete(`/pec/${id}`),
      await customer.get(`/pec/${id}/rinnovo`),
    ])
      expect(reply.error, reply.text).toBeNull()
    expect((await customer.post('/v1/sandbox/clock', { advance: 'P5Y' })).error).toBeNull()
    return { customer, id }
  }

  it('match over a whole life, with a refund, a reset and an empty wallet', async () => {
    const { customer, id } = await fullLife()
    const renewals = await sql<{ n: number }>`
      select count(*)::int as n from history where subject_id = ${id} and move = 'renewAutomatically'`.execute(kysely())
    expect(renewals.rows[0]?.n).toBeGreaterThan(0)
    const cancelled = await world.given.registeredMailbox({ casella_pec: 'annullata@testcert.legalmail.it' }, customer)
    await world.pass(10_000)
    expect((await customer.get(`/pec/${cancelled.id}`)).data).toMatchObject({ stato: 'registrazione_annullata' })
    const poor = await world.customer({ creditCents: 100 })
    expect((await poor.post('/pec', registration())).error).toBe(262)
    expect(await unmatchedDebits(kysely())).toEqual([])
    expect((await customer.post('/v1/sandbox/reset')).error).toBeNull()
    await world.given.registeredMailbox({}, customer)
    expect(await unmatchedDebits(kysely())).toEqual([])
    expect(await run()).toBe(0)
  })

  it.each([
    ['POST /pec', 1],
    ['rinnovo', 2],
    ['modifica', 1],
    ['multiutenza', 1],
    ['conservazione', 1],
    ['trasformazione', 1],
  ] as const)('report an effect whose debit is gone: %s', async (cause, least) => {
    const { id } = await fullLife()
    const look = async () => ({ found: await unmatchedDebits(kysely()), gauge: await run() })
    const gone = `delete from ledger_entries where id in (
      select id from ledger_entries where kind = 'capture' and cause like $1 limit 1)`
    const seen = await damage(gone, [`${cause} ${id}%`], look, entriesBack)
    expect(seen.found).toHaveLength(1)
    const [{ debits, effects } = { debits: 0, effects: 0 }] = seen.found
    expect(seen.found).toMatchObject([{ subject: id, cause }])
    expect(effects).toBeGreaterThanOrEqual(least)
    expect(debits).toBe(effects - 1)
    expect(seen.gauge).toBe(1)
    expect(world.logLines.some((line) => line.includes('debits and effects do not match'))).toBe(true)
    expect(await run()).toBe(0)
  })

  it.each(['register', 'renew', 'resize', 'addUser', 'preserve', 'upgrade'])(
    'report a debit whose effect is gone: %s',
    async (move) => {
      const { id } = await fullLife()
      const gone = 'delete from history where subject_id = $1 and move = $2'
      const seen = await damage(gone, [id, move], () => unmatchedDebits(kysely()), historyBack)
      expect(seen).toMatchObject([{ subject: id }])
      expect(seen[0]?.debits).toBeGreaterThan(seen[0]?.effects ?? 0)
    },
  )

  it('are not required for what may be free, from the day it may be', async () => {
    const always = (prices: Prices) => movesThatCost({ least: prices, most: prices })
    expect(always(builtInPrices)).toHaveLength(7)
    expect(always(free('extra user'))).not.toContain('addUser')
    expect(always(free('archive space'))).not.toContain('resize')
    expect(always(free('mailbox STANDARD'))).not.toContain('register')
    const dear = { ...builtInPrices, 'mailbox SILVER': { ...builtInPrices['mailbox SILVER'], cents: 6_400 } }
    expect(always(dear)).not.toContain('upgrade')
    expect(movesThatCost({ least: builtInPrices, most: dear })).not.toContain('upgrade')

    const { customer, id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' })
    await world.pass(2_000)
    const operator = await world.operator()
    const from = romeDayAt(world.context.clock.now())
    const list = { name: 'utenze gratis', from, everybody: true, prices: { 'extra user': '0' } }
    expect((await operator.post('/v1/operator/price-lists', list)).error).toBeNull()
    await world.pass(2_000)
    const before = await customer.credit()
    expect((await customer.post(`/pec/${id}/multiutenza`, user)).error).toBeNull()
    expect(await customer.credit()).toBe(before)
    expect(await unmatchedDebits(kysely())).toEqual([])
  })
})
