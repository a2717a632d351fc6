import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../model/clock.ts'
import { startServer } from '../testing/world.ts'
import { accountClocks, readLeads, writeLead, writeNoLead } from './account-clocks.ts'
import type { Leads } from './account-clocks.ts'

const accounts = ['ada', 'bruno', 'carla']
const moves = fc.array(
  fc.record({ account: fc.constantFrom(...accounts), leadMs: fc.integer({ min: 0, max: 5 }), own: fc.boolean() }),
  { maxLength: 12 },
)

/** What a database tells after each of some moves. */
function readings(made: readonly { account: string; leadMs: number }[]): Leads[] {
  const leads = new Map<string, number>()
  const read: Leads[] = [{ leadMs: new Map(), moves: 0 }]
  for (const { account, leadMs } of made) {
    if (leadMs === 0) leads.delete(account)
    else leads.set(account, leadMs)
    read.push({ leadMs: new Map(leads), moves: read.length })
  }
  return read
}

describe('the clocks of accounts in a process', () => {
  it('never go back to an older reading, and stand where the newest says, in whatever order they are heard', () => {
    fc.assert(
      fc.property(moves, fc.array(fc.nat(), { maxLength: 12 }), (made, heard) => {
        const clock = systemClock()
        const clocks = accountClocks(clock)
        const read = readings(made)
        const leadOf = (account: string) => clocks.of(account).offsetMs() - clock.offsetMs()
        const newest = new Map<string, number>()
        const check = () => {
          for (const [account, move] of newest) expect(leadOf(account)).toBe(read[move]?.leadMs.get(account) ?? 0)
        }
        const hear = (which: Leads) => {
          clocks.hear(which)
          for (const account of accounts) newest.set(account, Math.max(newest.get(account) ?? 0, which.moves))
          check()
        }
        for (const [n, { account, leadMs, own }] of made.entries()) {
          if (own) clocks.note(account, { leadMs, move: n + 1 })
          if (own) newest.set(account, Math.max(newest.get(account) ?? 0, n + 1))
          check()
          // Whatever was read by then may arrive now.
          const late = read[(heard[n] ?? 0) % (n + 2)]
          if (late !== undefined) hear(late)
        }
        const last = read.at(-1)
        if (last !== undefined) hear(last)
        expect([...clocks.ahead()].sort()).toEqual([...(last?.leadMs.keys() ?? [])].sort())
        expect(clocks.allBut()).toEqual(clocks.ahead().length === 0 ? 'everybody' : { but: clocks.ahead() })
      }),
    )
  })

  it('go with everybody’s', () => {
    const clock = systemClock()
    const clocks = accountClocks(clock)
    clocks.note('ada', { leadMs: 5_000, move: 1 })
    clock.setOffsetMs(60_000)
    expect(clocks.of('ada').offsetMs()).toBe(65_000)
    expect(clocks.of('ada').now().getTime() - clock.now().getTime()).toBeGreaterThanOrEqual(5_000)
    expect(clocks.of('bruno')).toBe(clock)
    expect(clocks.of(undefined)).toBe(clock)
    clocks.of('ada').setOffsetMs(100_000)
    expect(clock.offsetMs()).toBe(95_000)
  })
})

describe('the rows of the clocks of accounts', () => {
  const world = startServer()

  it('go forward only, are counted, and go when they are set back', async () => {
    const { kysely } = world.context.database
    const { accountId } = await world.customer()
    const first = await writeLead(kysely, accountId, 5_000)
    expect(await writeLead(kysely, accountId, 3_000)).toEqual({ leadMs: 5_000, move: first.move + 1 })
    expect(await readLeads(kysely)).toEqual({ leadMs: new Map([[accountId, 5_000]]), moves: first.move + 1 })
    const many = await Promise.all(Array.from({ length: 8 }, (_, n) => writeLead(kysely, accountId, 6_000 + n)))
    expect(new Set(many.map(({ move }) => move)).size).toBe(8)
    expect(await writeNoLead(kysely, accountId)).toEqual({ leadMs: 0, move: first.move + 10 })
    expect(await readLeads(kysely)).toEqual({ leadMs: new Map(), moves: first.move + 10 })
  })
})
