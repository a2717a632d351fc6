import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMailboxAddress } from './mailbox-address.ts'

describe('parseMailboxAddress', () => {
  it.each([
    ['prova_pec@legalmail.it', 'prova_pec', 'legalmail.it'],
    ['Mario.Rossi+Studio@LegalMail.IT', 'mario.rossi+studio', 'legalmail.it'],
    ['a@b.it', 'a', 'b.it'],
    [`${'a'.repeat(64)}@legalmail.it`, 'a'.repeat(64), 'legalmail.it'],
    ['info@città-prova.it', 'info', 'xn--citt-prova-k4a.it'],
  ])('reads %s', (text, local, dominio) => {
    expect(parseMailboxAddress(text)).toEqual({ local, dominio })
  })

  it.each(
    [
      [
        '',
        '@',
        'a@',
        '@b.it',
        'a',
        'a@b',
        'a@@b.it',
        'a@b@c.it',
        'a b@c.it',
        ' a@b.it',
        'a@b.it ',
        'a@b.it\r\nBcc: x@y.it',
      ],
      [
        '.a@b.it',
        'a.@b.it',
        'a..b@c.it',
        '"a b"@c.it',
        'a%b@c.it',
        'à@b.it',
        '\u212aa@b.it',
        'a\u0000@b.it',
        'a@127.0.0.1',
      ],
      [`${'a'.repeat(65)}@b.it`, `a@${'b.'.repeat(130)}it`, `a@${'à.'.repeat(60)}it`],
    ].flat(),
  )('refuses %j', (text) => {
    expect(parseMailboxAddress(text)).toBeUndefined()
  })

  it('returns a form within bounds that parses to itself, and never throws', () => {
    const text = fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.string(), fc.domain()).map((both) => both.join('@')),
    )
    fc.assert(
      fc.property(text, (input) => {
        const address = parseMailboxAddress(input)
        if (address === undefined) return
        const written = `${address.local}@${address.dominio}`
        expect(written.length).toBeLessThanOrEqual(254)
        expect(written).toMatch(/^[a-z0-9._+-]+@[a-z0-9.-]+$/)
        expect(parseMailboxAddress(written)).toEqual(address)
      }),
      { numRuns: 500 },
    )
  })
})
