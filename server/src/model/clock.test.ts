import { describe, expect, it } from 'vitest'
import { systemClock } from './clock.ts'

const dayMs = 86_400_000

describe('systemClock', () => {
  it('runs with the platform', () => {
    const clock = systemClock()
    const before = Date.now()
    const instant = clock.now().getTime()
    expect(instant >= before && instant <= Date.now()).toBe(true)
    expect(clock.offsetMs()).toBe(0)
  })

  it('is moved by its offset, while real time stays real', () => {
    const clock = systemClock({ offsetMs: 366 * dayMs })
    const before = Date.now()
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before + 366 * dayMs)
    expect(clock.realNow().getTime()).toBeLessThan(before + dayMs)
    clock.setOffsetMs(400 * dayMs)
    expect(clock.offsetMs()).toBe(400 * dayMs)
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before + 400 * dayMs)
  })

  it('rejects an offset that would break every date', () => {
    expect(() => systemClock({ offsetMs: Number.NaN })).toThrow(RangeError)
    const clock = systemClock()
    expect(() => clock.setOffsetMs(0.5)).toThrow(RangeError)
    expect(clock.offsetMs()).toBe(0)
  })
})
