// What is due to some of many costs what it costs for all of them: the first rows of an index.
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { CompiledQuery } from 'kysely'
import { describe, expect, it } from 'vitest'
import { pricingAt } from '../jobs/renewal-prices.ts'
import { lockAbandoned, lockExpired, nextAbandonmentAt, nextExpiry, nextRenewal } from '../mailboxes/due.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { memberOf } from '../testing/caller.ts'
import { seedMailboxes } from '../testing/seed.ts'
import { startServer } from '../testing/world.ts'
import type { Population } from './population.ts'
import { nextReminder } from './reminders.ts'
import { nextCheck } from './resource.ts'
import type { Schema } from './schema.ts'

const A_DAY_MS = 86_400_000

describe('what is due to a population', () => {
  const world = startServer()

  /** The texts of what is asked of a database, and how many pages each looks at. */
  async function workOf(ask: (db: Kysely<Schema>) => Promise<unknown>) {
    const { pool } = world.context.database
    const asked: CompiledQuery[] = []
    await ask(
      new Kysely<Schema>({
        dialect: new PostgresDialect({ pool }),
        log: ({ query }) => void (query.sql.includes('from') && asked.push(query)),
      }),
    )
    const pages: number[] = []
    for (const { sql: text, parameters } of asked) {
      const explained = await pool.query(`explain (analyze, buffers, format json) ${text}`, [...parameters])
      const [plan] = Object.values(Object(explained.rows[0]?.['QUERY PLAN']))
      const buffers = (name: string) => Number(memberOf(memberOf(plan, 'Plan'), `Shared ${name} Blocks`))
      pages.push(buffers('Hit') + buffers('Read'))
    }
    return { texts: asked.map(({ sql: text }) => text), pages }
  }

  it('is found by the index on what is due, for everybody, all but some, and one', async () => {
    const now = world.context.clock.now()
    const ids: string[] = []
    for (const [count, days] of [
      [20_000, 100],
      [500, 90],
      [500, 900],
    ] as const) {
      const { accountId } = await world.customer()
      ids.push(accountId)
      const firstExpiry = new Date(now.getTime() + days * A_DAY_MS)
      await seedMailboxes(world.context, { accountId, count, firstExpiry, spreadDays: 300 })
    }
    await sql`vacuum analyze mailboxes`.execute(world.context.database.kysely)
    const [, ...ahead] = ids
    const { providers } = world.context
    const pricing = await pricingAt(world.context, world.context.database.kysely)
    const ask = (whose: Population) =>
      workOf(async (db) => {
        await nextExpiry(db, whose, 'evasa', 0)
        await nextRenewal(db, whose, pricing, providers.inProcess)
        await nextAbandonmentAt(db, whose, 0)
        await nextReminder(db, whose, mailboxes)
        await nextCheck(db, whose, mailboxes, providers.inProcess)
        await db.transaction().execute(async (tx) => {
          await lockExpired(tx, whose, 'evasa', 0, now, 100)
          await lockAbandoned(tx, whose, 0, now, 100)
        })
      })
    const everybody = await ask('everybody')
    for (const text of everybody.texts) expect(text).not.toMatch(/account_id (= \$|<> all)/)
    const [allBut, first] = [await ask({ but: ahead }), await ask({ only: ids[0] ?? '' })]
    for (const [statement, pages] of everybody.pages.entries()) {
      expect(pages, everybody.texts[statement]).toBeLessThanOrEqual(8)
      expect(allBut.pages[statement], allBut.texts[statement]).toBeLessThanOrEqual(pages + 8)
      expect(first.pages[statement], first.texts[statement]).toBeLessThanOrEqual(pages + 8)
    }
  })
})
