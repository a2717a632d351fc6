import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainText, isVisible } from './plain-text.ts'

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
