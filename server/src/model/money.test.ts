import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCents, largestAmountCents, parseCents } from './money.ts'

const amounts = fc.integer({ min: -largestAmountCents, max: largestAmountCents })

describe('money', () => {
  it.each([
    ['100.00', 10_000],
    ['10000', 1_000_000],
    ['0.5', 50],
    ['0', 0],
    ['0.07', 7],
    ['182.03', 18_203],
    ['9999999.99', largestAmountCents],
  ])('reads %s as %i cents', (text, cents) => {
    expect(parseCents(text)).toBe(cents)
  })

  it.each([
    '',
    '.5',
    '5.',
    '1.234',
    '0.005',
    '01',
    '+1',
    '-1',
    '1e3',
    '1,00',
    ' 1',
    '1 ',
    '1\n',
    '10000000',
    '0x10',
    'NaN',
    '١',
    '-',
  ])('refuses %j', (text) => {
    expect(parseCents(text)).toBeUndefined()
  })

  it('takes a minus only where it is allowed', () => {
    expect(parseCents('-0.05', { signed: true })).toBe(-5)
    expect(parseCents('-0', { signed: true })).toBe(0)
    expect(parseCents('--1', { signed: true })).toBeUndefined()
  })

  it('reads back whatever it writes, without losing a cent', () => {
    fc.assert(
      fc.property(amounts, (cents) => {
        expect(parseCents(formatCents(cents), { signed: true })).toBe(cents)
      }),
    )
  })

  it('parses any text to whole cents within bounds, or nothing', () => {
    const almost = fc.string({ unit: fc.constantFrom(...'0123456789.-+e'), maxLength: 14 })
    fc.assert(
      fc.property(fc.oneof(almost, fc.string()), (text) => {
        const cents = parseCents(text, { signed: true })
        if (cents === undefined) return
        expect(Number.isInteger(cents) && Math.abs(cents) <= largestAmountCents).toBe(true)
        expect(Number(formatCents(cents))).toBe(Number(text) + 0)
      }),
      { numRuns: 500 },
    )
  })

  it('does not format what is not whole cents', () => {
    expect(() => formatCents(0.1)).toThrow(RangeError)
    expect(() => formatCents(Number.NaN)).toThrow(RangeError)
    expect(() => formatCents(2 ** 60)).toThrow(RangeError)
  })
})
