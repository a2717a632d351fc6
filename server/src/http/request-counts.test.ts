import { describe, expect, it } from 'vitest'
import { requestCounts } from './request-counts.ts'

const MINUTE = 60_000

describe('request counts', () => {
  it('begin anew for each caller a window after its first request', () => {
    const counts = requestCounts({ windowMs: MINUTE, most: 10 })
    expect(counts.count('one', 0)).toEqual({ current: 1, ttl: MINUTE })
    expect(counts.count('one', 59_999)).toEqual({ current: 2, ttl: 1 })
    expect(counts.count('other', 59_999)).toEqual({ current: 1, ttl: MINUTE })
    expect(counts.count('one', 60_000)).toEqual({ current: 1, ttl: MINUTE })
    expect(counts.count('other', 60_000)).toEqual({ current: 2, ttl: 59_999 })
  })

  it('are not lost to any number of others: those beyond the most share one', () => {
    const counts = requestCounts({ windowMs: MINUTE, most: 1_000 })
    counts.count('one', 0)
    for (let n = 0; n < 5_000; n += 1) counts.count(`spam ${n}`, 1)
    expect(counts.count('one', 2).current).toBe(2)
    expect(counts.count('a newcomer', 2).current).toBe(4_002)
    expect(counts.size()).toBe(1_001)
    expect(counts.count('a newcomer', MINUTE + 2).current).toBe(1)
    expect(counts.size()).toBe(1)
  })
})
