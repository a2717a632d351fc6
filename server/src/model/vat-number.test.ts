import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHolderCode, isVatNumber } from './vat-number.ts'

// Implemented a second time, as the decree words it: X sums the odd places, Y the doubled even ones, Z counts the even
// digits from 5.
function checkDigit(ten: string): number {
  const at = (place: number) => Number(ten.charAt(place - 1))
  const x = at(1) + at(3) + at(5) + at(7) + at(9)
  const even = [at(2), at(4), at(6), at(8), at(10)]
  const y = 2 * even.reduce((sum, digit) => sum + digit, 0)
  const z = even.filter((digit) => digit >= 5).length
  return (10 - ((x + y + z) % 10)) % 10
}

const tenDigits = fc.integer({ min: 1, max: 9_999_999_999 }).map((number) => String(number).padStart(10, '0'))

describe('isVatNumber', () => {
  it('agrees with the examples of the contract', () => {
    expect(isVatNumber('12345678903')).toBe(true)
    expect(isVatNumber('12345678910')).toBe(false)
    expect(isVatNumber('12345678911')).toBe(true)
    expect(isVatNumber('00000000000')).toBe(false)
  })

  it.each([
    '',
    '1234567890',
    '123456789033',
    'IT12345678903',
    ' 12345678903',
    '12345678903\n',
    '1234567890a',
    '١٢٣٤٥٦٧٨٩٠٣',
  ])('refuses %j', (text) => {
    expect(isVatNumber(text)).toBe(false)
  })

  it('accepts exactly one check digit for any ten digits, that of the decree', () => {
    fc.assert(
      fc.property(tenDigits, (ten) => {
        const good = Array.from({ length: 10 }, (_, digit) => digit).filter((digit) => isVatNumber(`${ten}${digit}`))
        expect(good).toEqual([checkDigit(ten)])
      }),
    )
  })
})

describe('isHolderCode', () => {
  it('takes the number of a company or the code of a person', () => {
    expect(isHolderCode('12345678903', 'checked')).toBe(true)
    expect(isHolderCode('RSSMRA80A01H501U', 'checked')).toBe(true)
    expect(isHolderCode('rssmra80a01h501u', 'checked')).toBe(true)
    expect(isHolderCode('RSSMRA80A01H501X', 'checked')).toBe(false)
    expect(isHolderCode('12345678910', 'checked')).toBe(false)
  })

  it('can check the format only, so that the documented sample passes', () => {
    expect(isHolderCode('12345678910', 'shape')).toBe(true)
    expect(isHolderCode('RSSXXXXXXXXXX56E', 'shape')).toBe(true)
    expect(
      ['', 'RSSXXXXXXXX56E', '1234567891', 'RSSMRA80A01H501è'].map((text) => isHolderCode(text, 'shape')),
    ).not.toContain(true)
  })
})
