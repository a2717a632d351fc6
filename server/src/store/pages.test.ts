import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { memberOf } from '../testing/caller.ts'
import { registration } from '../testing/fixtures.ts'
import { seedMailboxes } from '../testing/seed.ts'
import { startServer } from '../testing/world.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { firstOverdue } from '../queue/overdue-reviews.ts'
import { statementPage } from '../ledger/transactions.ts'
import { expiriesPage, findExpiries } from './expiries.ts'
import { beginningWith } from './search.ts'
import { findResource, isKept, keptBy } from './resource.ts'
import { byWords, findMailboxes, inOrder, queryOf } from '../mailboxes/find.ts'
import { mailboxPage, pageOfMailboxes } from '../mailboxes/table.ts'

const MAILBOXES = 20_000
const A_DAY_MS = 86_400_000

/** What PostgreSQL did for a statement: the rows its nodes read, the pages it looked at. */
interface Work {
  rows: number
  buffers: number
}

describe('a list of many mailboxes', () => {
  const world = startServer()

  async function seeded(count: number) {
    const customer = await world.customer({ creditCents: 100_000_00 })
    const firstExpiry = new Date(world.context.clock.now().getTime() + 100 * A_DAY_MS)
    await seedMailboxes(world.context, { accountId: customer.accountId, count, firstExpiry, spreadDays: 10 })
    await sql`vacuum analyze mailboxes`.execute(world.context.database.kysely)
    return customer
  }

  async function workOf(statement: ReturnType<typeof sql>): Promise<Work> {
    const explained = await sql<{ 'QUERY PLAN': unknown }>`
      explain (analyze, buffers, format json) ${statement}`.execute(world.context.database.kysely)
    const [plan] = Object.values(Object(explained.rows[0]?.['QUERY PLAN']))
    return add(memberOf(plan, 'Plan'))
  }

  it('reads as much for a page at its end as for the first one, and no more', async () => {
    const { accountId } = await seeded(MAILBOXES)
    const page = (skip: number) => workOf(mailboxPage(accountId, { skip, limit: 100 }))
    const first = await page(0)
    for (const skip of [1_000, MAILBOXES / 2, MAILBOXES - 100]) {
      const work = await page(skip)
      expect(work.rows, `skip ${skip}`).toBe(first.rows)
      expect(work.buffers, `skip ${skip}`).toBeLessThanOrEqual(first.buffers + 10)
    }
    expect((await page(MAILBOXES)).rows).toBeLessThanOrEqual(2)
    // The page itself, the list's length, and what the nodes between hand on.
    expect(first.rows).toBeLessThanOrEqual(100 * 3 + 2)
  })

  it('reads one row for one mailbox, of a thousand or of many', async () => {
    const { accountId } = await seeded(1_000)
    const [one] = await pageOfMailboxes(world.context.database.kysely, accountId, { skip: 500, limit: 1 })
    const byId = sql`select * from mailboxes where id = ${one?.id} and account_id = ${accountId}`
    const work = await workOf(byId)
    expect(work.rows).toBe(1)
    expect(work.buffers).toBeLessThanOrEqual(6)
    expect(await findResource(world.context.database.kysely, mailboxes, one?.id ?? '', accountId)).toMatchObject({
      id: one?.id,
    })
  })

  it('is not read through for what a provider calls a mailbox, nor for who waits to be judged elsewhere', async () => {
    const { accountId } = await seeded(5_000)
    const db = world.context.database.kysely
    await sql`update mailboxes set provider_ref = md5(id), provider = 'vendor', stato = 'in_evasione', submitted_at = registrazione
      where account_id = ${accountId}`.execute(db)
    await sql`vacuum analyze mailboxes`.execute(db)
    const found = await sql<{ ref: string }>`select provider_ref as ref from mailboxes
      where account_id = ${accountId} offset 2500 limit 1`.execute(db)
    const ref = found.rows[0]?.ref ?? ''
    expect([await isKept(db, 'vendor', ref), await isKept(db, 'other', ref)]).toEqual([true, false])
    const lookUps = [keptBy('vendor', ref), keptBy('vendor', 'unknown')]
    const waiting = firstOverdue('everybody', { providers: ['back-office', 'office'], reviewHours: 48 })
    for (const statement of [...lookUps, waiting]) expect((await workOf(statement)).buffers).toBeLessThanOrEqual(20)
  })

  it('is not read through for what expires next, nor for what begins with a text', async () => {
    const { accountId } = await seeded(5_000)
    const since = world.context.clock.now()
    const page = { since, until: new Date(since.getTime() + 200 * A_DAY_MS), limit: 20 }
    const [, , last] = await findExpiries(world.context.database.kysely, accountId, { ...page, limit: 3 })
    const after = { at: new Date(since.getTime() + 109 * A_DAY_MS), id: last?.id ?? '' }
    const statements = [
      expiriesPage(accountId, page),
      expiriesPage(accountId, { ...page, after }),
      beginningWith(accountId, 'casella49', 20),
      beginningWith(accountId, 'rossi', 20),
      beginningWith(accountId, 'nessuno', 20),
    ]
    for (const statement of statements) {
      const work = await workOf(statement)
      expect(work.buffers).toBeLessThanOrEqual(120)
      expect(work.rows).toBeLessThanOrEqual(20 * 12)
    }
  })

  it('of what was paid is not read through for one page of it', async () => {
    const { accountId } = await seeded(10)
    await sql`insert into ledger_entries (account_id, kind, amount_cents, cause, created_at)
      select ${accountId}, 'top-up', 1, 'page ' || n, now() - make_interval(mins => n) from generate_series(1, 3000) n`.execute(
      world.context.database.kysely,
    )
    await sql`update wallets set balance_cents = balance_cents + 3000 where account_id = ${accountId}`.execute(
      world.context.database.kysely,
    )
    await sql`vacuum analyze ledger_entries`.execute(world.context.database.kysely)
    const middle = { at: new Date(Date.now() - 1_500 * 60_000), place: 1 }
    for (const page of [{ limit: 20 }, { after: middle, limit: 20 }, { since: middle.at, after: middle, limit: 20 }])
      expect((await workOf(statementPage(accountId, page))).buffers).toBeLessThanOrEqual(120)
  })

  it('is not read through for states, words and expiries', async () => {
    const { accountId } = await seeded(MAILBOXES)
    await seeded(5_000)
    const db = world.context.database.kysely
    await sql`update mailboxes set denominazione_titolare = 'Rara Avis', stato = 'revocata' where account_id = ${accountId}
      and casella_pec like 'casella777%'`.execute(db)
    await sql`vacuum analyze mailboxes`.execute(db)
    const search = { order: 'newest', states: undefined, limit: 20 } as const
    const [, , , middle] = await findMailboxes(db, accountId, { ...search, after: { place: MAILBOXES / 2 } })
    const after = { at: middle?.expires ?? new Date(0), id: middle?.id ?? '' }
    const bounded = [
      inOrder(accountId, search),
      inOrder(accountId, { ...search, after: { place: 10_000 } }),
      inOrder(accountId, { ...search, states: ['revocata', 'registrata'] }),
      inOrder(accountId, { ...search, states: ['evasa', 'chiusa'], after: { place: 10_000 } }),
      inOrder(accountId, { ...search, order: 'expiry' }),
      inOrder(accountId, {
        ...search,
        order: 'expiry',
        states: ['evasa'],
        after,
        expiresBefore: new Date('2099-01-01'),
      }),
      byWords(accountId, search, queryOf(accountId, 'avis rara') ?? ''),
      byWords(accountId, { ...search, order: 'expiry' }, queryOf(accountId, 'casella7770') ?? ''),
    ]
    for (const [nth, statement] of bounded.entries()) {
      const work = await workOf(statement)
      expect(work.buffers, String(nth)).toBeLessThanOrEqual(150)
      expect(work.rows, String(nth)).toBeLessThanOrEqual(20 * 16)
    }
    expect(await findMailboxes(db, accountId, { ...search, text: 'avis' })).toHaveLength(11)
  })

  it('gives every mailbox once, page after page, whatever was registered at once', async () => {
    const customer = await seeded(250)
    const post = (changes: Record<string, unknown> = {}) =>
      customer.post('/pec', registration({ tipo_casella: 'STANDARD', ...changes }))
    const added = await Promise.all(Array.from({ length: 12 }, () => post()))
    // All but one are refused, some after their place was taken: the place goes back with them.
    const raced = await Promise.all(Array.from({ length: 8 }, () => post({ casella_pec: 'una@testcert.legalmail.it' })))
    added.push(...raced.filter(({ error }) => error === null))
    const last = await post()
    const seen: unknown[] = []
    for (let skip = 0; skip < 264; skip += 50) {
      const { data } = await customer.get(`/pec?skip=${skip}&limit=50`)
      seen.push(...(Array.isArray(data) ? data.map((one) => memberOf(one, 'id')) : []))
    }
    expect(seen).toHaveLength(264)
    expect(new Set(seen).size).toBe(264)
    expect(seen[0]).toBe(memberOf(last.data, 'id'))
    expect(new Set(seen.slice(1, 14))).toEqual(new Set(added.map(({ data }) => memberOf(data, 'id'))))
    expect((await customer.get('/pec?skip=264')).data).toEqual([])
  })

  it('counts anew after the account was emptied', async () => {
    const customer = await seeded(30)
    expect((await customer.post('/v1/sandbox/reset')).error).toBeNull()
    const made = await customer.post('/pec', registration())
    expect((await customer.get('/pec')).data).toMatchObject([{ id: memberOf(made.data, 'id') }])
    expect((await customer.get('/pec?skip=1')).data).toEqual([])
  })
})

function add(node: unknown): Work {
  const number = (name: string) => Number(Reflect.get(Object(node), name) ?? 0)
  const below: unknown = Reflect.get(Object(node), 'Plans')
  const parts = Array.isArray(below) ? below.map(add) : []
  return {
    rows: number('Actual Rows') * number('Actual Loops') + parts.reduce((sum, { rows }) => sum + rows, 0),
    // A node's buffers include those below it.
    buffers: number('Shared Hit Blocks') + number('Shared Read Blocks'),
  }
}
