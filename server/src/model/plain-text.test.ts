import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainText, isVisible, plainTextOf } from './plain-text.ts'

describe('isPlainText', () => {
  it.each([
    'Nicolò',
    "D'Àngiò\u0300 Schröder-Łukasiewicz",
    'via Verdi 20\ninterno 3\t(scala B)',
    'محمد علی\u200cپور',
    'क्\u200dष',
    'co\u00adope\u00adrativa',
    '山田 太郎',
    '',
  ])('takes %j', (text) => {
    expect(isPlainText(text)).toBe(true)
  })

  it.each([
    ['NUL', 'a\0b'],
    ['escape', 'a\x1b[31m'],
    ['delete', 'a\x7f'],
    ['a control of Latin-1', 'a\x9b31m'],
    ['a zero-width space', 'ma\u200brio'],
    ['a word joiner', 'ma\u2060rio'],
    ['a byte order mark', '\ufeffmario'],
    ['right to left override', 'mario\u202eissor'],
    ['right to left isolate', '\u2067mario\u2069'],
    ['a left to right mark', '\u200emario'],
    ['an Arabic letter mark', '\u061cmario'],
    ['a line separator', 'mario\u2028rossi'],
    ['tags', 'mario\u{e0041}'],
    ['an annotation', '\ufff9mario\ufffb'],
    ['half a character', 'a\ud800'],
  ])('refuses %s', (_, text) => {
    expect(isPlainText(text)).toBe(false)
  })
})

describe('plainTextOf', () => {
  it.each([
    ['Mario\0Rossi', 'MarioRossi'],
    ['a\ud800b\udc00', 'ab'],
    ['\x9b31mNicolò\u202e', '31mNicolò'],
    ['12345678\u{1f600}', '12345678\u{1f600}'],
    ['123456789\u{1f600}', '123456789'],
    ['\0'.repeat(20) + '12345678901', '12345678901'.slice(0, 10)],
  ])('makes of %j %j', (text, plain) => expect(plainTextOf(text, 10)).toBe(plain))

  it('makes plain text of anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, most) => {
        const plain = plainTextOf(text, most)
        expect(isPlainText(plain) && plain.length <= most).toBe(true)
        if (isPlainText(text) && text.length <= most) expect(plain).toBe(text)
      }),
    )
  })
})

describe('isVisible', () => {
  it.each(['', ' ', '\u00a0\u3000', '\u200b', '\u00ad', '\u200d\u200c', '\u3164', '\u2800', '\u0301', '\t\n'])(
    'there is nothing to see in %j',
    (text) => {
      expect(isVisible(text)).toBe(false)
    },
  )

  it('accepts any letter or digit, and a text of any length', () => {
    fc.assert(fc.property(fc.stringMatching(/^[ ]*[A-Za-z0-9àé日][ ]*$/), isVisible))
    expect(isVisible('\u200d'.repeat(1_000_000))).toBe(false)
  })
})
