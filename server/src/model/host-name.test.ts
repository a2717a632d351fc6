import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHostName } from './host-name.ts'

describe('parseHostName', () => {
  it.each([
    ['legalmail.it', 'legalmail.it'],
    ['TestCert.LegalMail.IT', 'testcert.legalmail.it'],
    ['legalmail.it.', 'legalmail.it'],
    ['città-prova.it', 'xn--citt-prova-k4a.it'],
    ['XN--Citt-Prova-K4A.it', 'xn--citt-prova-k4a.it'],
    ['legal\u00admail。it', 'legalmail.it'],
    ['paral·lel.it', 'xn--parallel-koa.it'],
    ['例え.it', 'xn--r8jz45g.it'],
    ['3com.azienda-prova.it', '3com.azienda-prova.it'],
    [`${'a'.repeat(63)}.it`, `${'a'.repeat(63)}.it`],
  ])('reads %j as %s', (text, name) => {
    expect(parseHostName(text)).toBe(name)
  })

  it.each(
    [
      ['', 'localhost', 'it', '.it', 'a..it', 'a.it..', '.', '-a.it', 'a-.it'],
      ['127.0.0.1', '2130706433', '0x7f.1', '1.2', 'a.0x1', 'a.123', '[::1]', '::1'],
      ['a b.it', 'a_b.it', 'a%2eb.it', 'a.it:80', 'a.it/b', 'u@a.it', 'a.it\n', 'a\u0000.it', 'a.it?x', 'a.it#x'],
      ['com©.it', 'azienda.com©', '☃.it', 'i❤.it', 'xn--com-5fa.it', 'a½.it', '💩.azienda.it'],
      ['xn--a.it', `${'a'.repeat(64)}.it`, `${'a.'.repeat(126)}itx`, '\ud800.it', 'a\uff0fb.it'],
    ].flat(),
  )('refuses %j', (text) => {
    expect(parseHostName(text)).toBeUndefined()
  })

  it('returns a form that parses to itself, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.string({ unit: 'binary', maxLength: 300 }), fc.ipV4()), (text) => {
        const name = parseHostName(text)
        if (name !== undefined) expect(parseHostName(name)).toBe(name)
      }),
      { numRuns: 500 },
    )
  })

  it('reads every ordinary domain', () => {
    fc.assert(fc.property(fc.domain(), (text) => parseHostName(text) === text.toLowerCase()))
  })

  it('does not scan all of a huge text', () => {
    expect(parseHostName('a.'.repeat(5_000_000))).toBeUndefined()
  })
})
