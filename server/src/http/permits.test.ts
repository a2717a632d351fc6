import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { permits } from './permits.ts'
import type { Budget, GiveOut } from './permits.ts'

const budget = (requests: number): Budget => ({ name: 'token t', requests, windowSeconds: 60 })

/** What is given out of one window, in memory: what the database does for all processes. */
function window(endsInMs = 60_000): { giveOut: GiveOut; asked: () => number } {
  let given = 0
  let asked = 0
  const giveOut: GiveOut = async ({ requests }) => {
    asked += 1
    await Promise.resolve()
    given += requests
    return { given, endsInMs }
  }
  return { giveOut, asked: () => asked }
}

describe('budgets that processes share', () => {
  it('are never exceeded together, and used but for what is left unused with each', async () => {
    const run = fc.record({
      requests: fc.integer({ min: 1, max: 700 }),
      processes: fc.integer({ min: 1, max: 5 }),
      calls: fc.array(fc.nat(4), { minLength: 0, maxLength: 1_500 }),
    })
    await fc.assert(
      fc.asyncProperty(run, async ({ requests, processes, calls }) => {
        const { giveOut } = window()
        const all = Array.from({ length: processes }, () => permits(giveOut))
        const asked = calls.flatMap((n) => all[n % processes] ?? []).map(({ take }) => take(budget(requests), 0))
        const granted = (await Promise.all(asked)).filter((one) => one.granted).length
        const unused = (processes - 1) * Math.ceil(requests / 50)
        expect(granted).toBeLessThanOrEqual(Math.min(requests, calls.length))
        expect(granted).toBeGreaterThanOrEqual(Math.min(requests - unused, calls.length))
      }),
      { numRuns: 50 },
    )
  })

  it('cost a statement for every fiftieth of the budget, and none once they are used up', async () => {
    const { giveOut, asked } = window()
    const { take } = permits(giveOut)
    for (let n = 0; n < 600; n += 1) expect((await take(budget(600), 0)).granted).toBe(true)
    expect(asked()).toBe(50)
    for (let n = 0; n < 100; n += 1)
      expect(await take(budget(600), 0)).toEqual({ granted: false, remaining: 0, endsInMs: 60_000 })
    expect(asked()).toBe(50)
  })

  it('tell what is left, and are whole again when their window ends', async () => {
    const { giveOut } = window()
    const { take } = permits(giveOut)
    expect(await take(budget(3), 0)).toMatchObject({ granted: true, remaining: 2 })
    expect(await take(budget(3), 10_000)).toMatchObject({ granted: true, remaining: 1 })
    const later = permits(window(30_000).giveOut)
    for (let n = 0; n < 4; n += 1) await later.take(budget(3), 0)
    expect((await later.take(budget(3), 29_999)).granted).toBe(false)
    // The next window is another one of the database; here it goes on counting, so it is only asked again.
    expect((await later.take(budget(10), 30_000)).granted).toBe(true)
  })

  it('admit while nothing can be given out', async () => {
    const { take } = permits(() => Promise.reject(new Error('away')))
    for (let n = 0; n < 5; n += 1) expect((await take(budget(3), n * 1_000)).granted).toBe(true)
  })
})
