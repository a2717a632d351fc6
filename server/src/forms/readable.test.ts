import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitted, printable, widthOf, wrapped } from './readable.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 300 })

describe('a printable value', () => {
  it.each([
    ['D’Amicò  \t Niccolò\n', 'D’Amicò Niccolò'],
    ['e\u0301', 'é'],
    ['a\u200eb', 'a�b'],
    ['\u0000', '�'],
    ['שלום', '����'],
    ['x'.repeat(400), 'x'.repeat(400)],
    ['x'.repeat(401), `${'x'.repeat(400)}… [+1]`],
  ])('of %j is %j', (value, shown) => {
    expect(printable(value)).toBe(shown)
  })

  it('has only characters the fonts have, and is short', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const shown = printable(value)
        expect(shown).toBe(printable(shown))
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
      }),
    )
  })
})

describe('text in a width', () => {
  it('loses nothing and stays within the width, if it fits a letter', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 12, max: 300 }), (value, width) => {
        const text = printable(value)
        const { lines, size } = fitted(text, 'bold', width, 9.4, 7)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        for (const line of lines) expect(widthOf(line, 'bold', size)).toBeLessThanOrEqual(width + 0.01)
      }),
    )
  })

  it('shrinks before it breaks, and breaks at spaces before it breaks words', () => {
    expect(fitted('Roma', 'regular', 100, 9, 7)).toEqual({ lines: ['Roma'], size: 9 })
    const shrunk = fitted('Reggio nell’Emilia', 'regular', 75, 9, 7)
    expect(shrunk.lines).toEqual(['Reggio nell’Emilia'])
    expect(shrunk.size).toBeLessThan(9)
    expect(wrapped('uno due tre', 'regular', 9, widthOf('uno due', 'regular', 9) + 1)).toEqual(['uno due', 'tre'])
    expect(wrapped('aaaa', 'regular', 9, widthOf('aa', 'regular', 9) + 1)).toEqual(['aa', 'aa'])
  })
})
