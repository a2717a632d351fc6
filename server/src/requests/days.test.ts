import fc from 'fast-check'
import { expect, it } from 'vitest'
import { daysIn } from './days.ts'

it('reads a year, a month and a day', () => {
  expect(daysIn('2026')).toEqual({ first: '2026-01-01', end: '2027-01-01' })
  expect(daysIn('2026-12')).toEqual({ first: '2026-12-01', end: '2027-01-01' })
  expect(daysIn('2028-02-29')).toEqual({ first: '2028-02-29', end: '2028-03-01' })
  expect(daysIn('9999')).toEqual({ first: '9999-01-01', end: 'infinity' })
})

it.each([
  '',
  '26',
  '0000',
  '2026-13',
  '2026-00',
  '2026-1',
  '2026-02-30',
  '2027-02-29',
  '2026-11-30T00:00',
  '+2026',
  ' 2026',
])('refuses %j', (text) => {
  expect(daysIn(text)).toBeUndefined()
})

it('gives each day to exactly one month and one year', () => {
  const day = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9998-12-31T00:00:00Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(day, (instant) => {
      const text = instant.toISOString().slice(0, 10)
      const [own, month, year] = [text, text.slice(0, 7), text.slice(0, 4)].map((one) => daysIn(one))
      expect(own?.first).toBe(text)
      for (const span of [month, year]) expect(span !== undefined && span.first <= text && text < span.end).toBe(true)
    }),
  )
})
