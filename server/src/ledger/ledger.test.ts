import fc from 'fast-check'
import pg from 'pg'
import { sql } from 'kysely'
import { describe, expect, inject, it } from 'vitest'
import { inTransaction } from '../store/transaction.ts'
import type { Writer } from '../store/database.ts'
import { propertySeed } from '../testing/property-seed.ts'
import { startServer } from '../testing/world.ts'
import { capture, hold, readWallet, refund, refundMany, release, spend, spendMany } from './ledger.ts'
import { freezeWallet, setLowBalance, thawWallet, topUp, unbalancedWallets } from './ledger.ts'

const ACCOUNTS = 3
const RUNS = 200
const STEPS = 50
const seed = propertySeed('ledger')
const now = new Date('2026-03-01T10:00:00Z')

const account = fc.nat(ACCOUNTS - 1)
const amountCents = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 900 }) },
)
const cause = fc.nat(11).map((n) => `cause ${n}`)

type Step =
  | { do: 'top up' | 'spend' | 'hold'; account: number; amountCents: number; cause: string }
  | { do: 'refund'; account: number; cause: string }
  | { do: 'freeze' | 'thaw'; account: number }
  | { do: 'watch'; account: number; below: number | null }
  | { do: 'capture' | 'release'; nth: number }
  | { do: 'spend many'; purchases: { account: number; amountCents: number; cause: string }[] }
  | { do: 'refund many'; purchases: { account: number; cause: string }[] }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('top up', 'spend', 'hold'), account, amountCents, cause }),
  fc.record({ do: fc.constant('refund'), account, cause }),
  fc.record({ do: fc.constantFrom('freeze', 'thaw', 'thaw'), account }),
  fc.record({ do: fc.constant('watch'), account, below: fc.option(fc.integer({ min: 1, max: 600 })) }),
  fc.record({ do: fc.constantFrom('capture', 'release'), nth: fc.nat(20) }),
  fc.record({
    do: fc.constant('spend many'),
    purchases: fc.array(fc.record({ account, amountCents, cause }), { maxLength: 4 }),
  }),
  fc.record({ do: fc.constant('refund many'), purchases: fc.array(fc.record({ account, cause }), { maxLength: 4 }) }),
)

/** The result of a step, as a word that the model can predict. */
type Outcome = string | number | boolean

/** A model of the wallets. */
class LedgerModel {
  readonly accounts = Array.from({ length: ACCOUNTS }, () => ({
    balance: 0,
    held: 0,
    frozen: false,
    below: null as number | null,
    /** How often credit fell below it. */
    told: 0,
    topUps: new Set<string>(),
    holds: new Set<string>(),
    captures: new Map<string, number>(),
    refunds: new Set<string>(),
  }))
  readonly holds: { id: number; account: number; cause: string; amountCents: number; ended: boolean }[] = []

  at(n: number) {
    const found = this.accounts[n]
    if (found === undefined) throw new Error('no such account')
    return found
  }

  expects(step: Step): Outcome {
    if ('nth' in step) return this.end(step)
    if (step.do === 'spend many') return this.spendMany(step.purchases)
    if (step.do === 'refund many') {
      for (const one of step.purchases) this.expects({ do: 'refund', ...one })
      return 'done'
    }
    const mine = this.at(step.account)
    if ('below' in step) {
      mine.below = step.below
      return 'done'
    }
    if (!('cause' in step)) {
      mine.frozen = step.do === 'freeze'
      return 'done'
    }
    if (step.do === 'refund') {
      const captured = mine.captures.get(step.cause) ?? 0
      if (captured === 0 || mine.refunds.has(step.cause)) return 0
      mine.refunds.add(step.cause)
      mine.balance += captured
      return captured
    }
    if (step.do === 'top up') {
      if (step.amountCents === 0) return 'throws'
      if (mine.topUps.has(step.cause)) return false
      mine.topUps.add(step.cause)
      mine.balance += step.amountCents
      return true
    }
    if (mine.frozen) return 'frozen'
    if (step.amountCents === 0) return 'free'
    const available = mine.balance - mine.held
    if (available < step.amountCents) return 'insufficient'
    if (mine.holds.has(step.cause)) return 'throws'
    mine.holds.add(step.cause)
    mine.told += fallsBelow(mine.below, available, step.amountCents)
    if (step.do === 'hold') {
      mine.held += step.amountCents
      return 'spent'
    }
    mine.captures.set(step.cause, step.amountCents)
    mine.balance -= step.amountCents
    return 'spent'
  }

  /** Nothing if a cause would pay twice; otherwise what each credit covers, in order. */
  private spendMany(purchases: { account: number; amountCents: number; cause: string }[]): Outcome {
    const left = this.accounts.map(({ balance, held, frozen }) => (frozen ? -1 : balance - held))
    const paid = purchases.filter(({ account: n, amountCents: cents }) => {
      if ((left[n] ?? 0) < cents) return false
      left[n] = (left[n] ?? 0) - cents
      return true
    })
    const costly = paid.filter((one) => one.amountCents > 0)
    const keys = costly.map((one) => `${one.account} ${one.cause}`)
    if (new Set(keys).size < keys.length || costly.some((one) => this.at(one.account).holds.has(one.cause)))
      return 'throws'
    for (const { account: n, amountCents: cents, cause: why } of costly) {
      const mine = this.at(n)
      mine.holds.add(why)
      mine.captures.set(why, cents)
      mine.told += fallsBelow(mine.below, mine.balance - mine.held, cents)
      mine.balance -= cents
    }
    return [...new Set(paid.map((one) => one.cause))].join()
  }

  private end({ do: how, nth }: { do: 'capture' | 'release'; nth: number }): Outcome {
    const open = this.holds[nth]
    if (open === undefined || open.ended) return 'throws'
    open.ended = true
    const mine = this.at(open.account)
    mine.held -= open.amountCents
    if (how === 'capture') {
      mine.balance -= open.amountCents
      mine.captures.set(open.cause, open.amountCents)
    }
    return 'ended'
  }
}

const fallsBelow = (below: number | null, available: number, cents: number) =>
  Number(below !== null && available >= below && available - cents < below)

describe('the ledger', () => {
  const world = startServer()
  // Each step has a moment of its own, as each event has.
  let moments = 0

  const newAccounts = async () => {
    const ids: string[] = []
    for (let n = 0; n < ACCOUNTS; n += 1) ids.push((await world.customer({ creditCents: 0 })).accountId)
    return ids
  }
  const inOne = <T>(work: (tx: Writer) => Promise<T>) =>
    inTransaction(world.context.database.kysely, ({ db }) => work(db))

  async function take(step: Step, ids: readonly string[], holds: LedgerModel['holds']): Promise<Outcome> {
    const accountId = 'account' in step ? (ids[step.account] ?? '') : ''
    const at = new Date(now.getTime() + ++moments * 1_000)
    try {
      if ('nth' in step) {
        const end = step.do === 'capture' ? capture : release
        await inOne((tx) => end(tx, holds[step.nth]?.id ?? -1, at))
        return 'ended'
      }
      const owned = <P extends { account: number }>(one: P) => ({ ...one, accountId: ids[one.account] ?? '', at })
      switch (step.do) {
        case 'spend many':
          return [...(await inOne((tx) => spendMany(tx, step.purchases.map(owned))))].join()
        case 'refund many':
          await inOne((tx) => refundMany(tx, step.purchases.map(owned), 'test'))
          return 'done'
        case 'top up':
          return await inOne((tx) => topUp(tx, { ...step, accountId, reason: 'test' }, at))
        case 'spend':
          return (await inOne((tx) => spend(tx, { ...step, accountId }, at))).is
        case 'hold': {
          const held = await inOne((tx) => hold(tx, { ...step, accountId }, at))
          if (held.is === 'spent') holds.push({ ...step, id: held.entryId, ended: false })
          return held.is
        }
        case 'freeze':
          await inOne((tx) => freezeWallet(tx, accountId))
          return 'done'
        case 'thaw':
          await inOne((tx) => thawWallet(tx, accountId, at))
          return 'done'
        case 'watch':
          await inOne((tx) => setLowBalance(tx, accountId, step.below))
          return 'done'
        case 'refund':
          return await inOne((tx) => refund(tx, { accountId, cause: step.cause, reason: 'test' }, at))
      }
    } catch (error) {
      if (error instanceof Error) return 'throws'
      throw error
    }
  }

  /** How often each was told that its credit is low. */
  const toldOf = async (ids: readonly string[]) => {
    const found = await sql<{ account_id: string; told: number }>`
      select account_id, count(*) as told from events where account_id = any(${[...ids]}) and kind = 'low-balance' group by 1`.execute(
      world.context.database.kysely,
    )
    return ids.map((id) => found.rows.find((row) => row.account_id === id)?.told ?? 0)
  }
  const walletsOf = async (ids: readonly string[]) => {
    const wallets = []
    for (const id of ids) wallets.push(await readWallet(world.context.database.kysely, id))
    return wallets
  }

  it('does what the model predicts, step by step, and is never below zero', { timeout: 120_000 }, async () => {
    let [steps, told] = [0, 0]
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async (list) => {
        const ids = await newAccounts()
        const model = new LedgerModel()
        for (const one of list) {
          const expected = model.expects(one)
          expect(await take(one, ids, model.holds), JSON.stringify(one)).toBe(expected)
          steps += 1
        }
        const wallets = await walletsOf(ids)
        expect(wallets).toEqual(
          model.accounts.map(({ balance, held, below, frozen }) => {
            return { balanceCents: balance, availableCents: balance - held, lowBalanceCents: below, isFrozen: frozen }
          }),
        )
        expect(await toldOf(ids)).toEqual(model.accounts.map(({ told }) => told))
        told += model.accounts.reduce((sum, one) => sum + one.told, 0)
        for (const { availableCents } of wallets) expect(availableCents).toBeGreaterThanOrEqual(0)
        expect(await unbalancedWallets(world.context.database.kysely)).toEqual([])
      }),
      { seed, numRuns: RUNS },
    )
    expect(steps).toBeGreaterThanOrEqual(10_000)
    expect(told).toBeGreaterThan(10)
  })

  it('stays the sum of its entries under concurrent connections', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 60 }), async (list) => {
        const ids = await newAccounts()
        for (const accountId of ids)
          await inOne((tx) => topUp(tx, { accountId, amountCents: 2_000, cause: 'first', reason: 'test' }, now))
        const holds: LedgerModel['holds'] = []
        for (let from = 0; from < list.length; from += 10) {
          await Promise.all(list.slice(from, from + 10).map((one) => take(one, ids, holds)))
        }
        for (const wallet of await walletsOf(ids)) expect(wallet.availableCents).toBeGreaterThanOrEqual(0)
        expect(await unbalancedWallets(world.context.database.kysely)).toEqual([])
      }),
      { seed, numRuns: 10 },
    )
    const repeated = await sql`
      select account_id, kind, cause from ledger_entries group by 1, 2, 3 having count(*) > 1`.execute(
      world.context.database.kysely,
    )
    expect(repeated.rows).toEqual([])
    const endedTwice = await sql`
      select ends_id from ledger_entries where ends_id is not null group by 1 having count(*) > 1`.execute(
      world.context.database.kysely,
    )
    expect(endedTwice.rows).toEqual([])
  })

  it('spends the last euro only once', async () => {
    const { accountId } = await world.customer({ creditCents: 100 })
    const asked = Array.from({ length: 12 }, (_, n) =>
      inOne((tx) => spend(tx, { accountId, amountCents: 100, cause: `${n}` }, now)),
    )
    const spent = await Promise.all(asked)
    expect(spent.filter((one) => one.is === 'spent')).toHaveLength(1)
    expect(await readWallet(world.context.database.kysely, accountId)).toMatchObject({
      balanceCents: 0,
      availableCents: 0,
    })
  })

  it('ends a hold once when its capture and release race', async () => {
    const { accountId } = await world.customer({ creditCents: 100 })
    const held = await inOne((tx) => hold(tx, { accountId, amountCents: 60, cause: 'raced' }, now))
    const id = held.is === 'spent' ? held.entryId : 0
    const ends = await Promise.allSettled([
      inOne((tx) => capture(tx, id, now)),
      inOne((tx) => release(tx, id, now)),
      inOne((tx) => capture(tx, id, now)),
    ])
    expect(ends.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await unbalancedWallets(world.context.database.kysely)).toEqual([])
  })

  it('spends for a batch what each credit covers, in order', async () => {
    const [first, second] = [await world.customer({ creditCents: 100 }), await world.customer({ creditCents: 10 })]
    const movement = (accountId: string, amountCents: number, cause: string) => ({
      accountId,
      amountCents,
      cause,
      at: now,
    })
    const paid = await inOne((tx) =>
      spendMany(tx, [
        movement(first.accountId, 70, 'a'),
        movement(first.accountId, 40, 'b'),
        movement(second.accountId, 0, 'c'),
        movement(second.accountId, 11, 'd'),
        movement(first.accountId, 30, 'e'),
      ]),
    )
    expect([...paid]).toEqual(['a', 'c', 'e'])
    expect(await first.credit()).toBe('0.00')
    expect(await second.credit()).toBe('0.10')
  })

  it.each(['update ledger_entries set amount_cents = 1', 'delete from ledger_entries', 'truncate ledger_entries'])(
    'refuses to everybody: %s',
    async (statement) => {
      await world.customer()
      const { kysely } = world.context.database
      await expect(sql.raw(statement).execute(kysely)).rejects.toMatchObject({ code: '42501' })
      const named = await sql<{ name: string }>`select current_database() as name`.execute(kysely)
      const superuser = new pg.Client({ ...inject('superuser'), database: named.rows[0]?.name, ssl: false })
      await superuser.connect()
      try {
        await expect(superuser.query(statement)).rejects.toMatchObject({ message: 'ledger_entries is append-only' })
      } finally {
        await superuser.end()
      }
    },
  )
})
