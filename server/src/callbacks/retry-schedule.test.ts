import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextAttempt, parseRetryAfter } from './retry-schedule.ts'

const now = new Date('2027-03-01T10:00:00Z')
const secondsUntil = (date: Date | undefined) =>
  date === undefined ? undefined : (date.getTime() - now.getTime()) / 1000
const wait = (attempt: number, random: number, retryAfterSeconds?: number) =>
  secondsUntil(
    nextAttempt({
      attempt,
      now,
      random: () => random,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    }),
  )

describe('nextAttempt', () => {
  it('follows the schedule of the specification and gives up after the tenth attempt', () => {
    const waits = Array.from({ length: 12 }, (_, attempt) => wait(attempt, 0.5))
    const hours = (count: number) => count * 3600
    expect(waits).toEqual([
      0,
      5,
      300,
      1800,
      hours(2),
      hours(5),
      hours(10),
      hours(14),
      hours(20),
      hours(24),
      undefined,
      undefined,
    ])
  })

  it('jitters by a tenth either way, and never retries within 5 s', () => {
    expect([wait(1, 0), wait(1, 1)]).toEqual([5, 5.5])
    expect([wait(2, 0), wait(2, 1)]).toEqual([270, 330])
    expect([wait(9, 0), wait(9, 1)]).toEqual([77_760, 95_040])
  })

  it('respects a later Retry-After, up to a day, and still gives up', () => {
    expect(wait(1, 0.5, 120)).toBe(120)
    expect(wait(4, 0.5, 120)).toBe(7200)
    expect(wait(1, 0.5, 1e9)).toBe(86_400)
    expect(wait(10, 0.5, 120)).toBeUndefined()
  })
})

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    [' 120 ', 120],
    ['86401', 86_400],
    ['9'.repeat(32), 86_400],
    ['Mon, 01 Mar 2027 10:02:00 GMT', 120],
    ['Mon, 01 Mar 2027 09:00:00 GMT', 0],
    ['Mon, 01 Mar 2037 10:00:00 GMT', 86_400],
    ['9'.repeat(33), undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
    ['2027-03-01T10:02:00Z', undefined],
    ['Mon, 99 Mar 2027 10:02:00 GMT', undefined],
  ])('%s', (header, seconds) => {
    expect(parseRetryAfter(header, now)).toBe(seconds)
  })

  it('returns whole seconds, at most a day, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const seconds = parseRetryAfter(text, now) ?? 0
        expect(Number.isInteger(seconds) && seconds >= 0 && seconds <= 86_400).toBe(true)
      }),
    )
  })
})
