import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEmail } from './email.ts'

describe('isEmail', () => {
  it.each([
    'mario.rossi@example.com',
    "o'neill+pec@example.co.uk",
    'a@b.it',
    `${'a'.repeat(64)}@b.it`,
    'info@città-prova.it',
  ])('takes %s', (text) => {
    expect(isEmail(text)).toBe(true)
  })

  it.each([
    '',
    '@',
    'a',
    'a@',
    '@b.it',
    'a@b',
    '.a@b.it',
    'a..b@c.it',
    'a@b@c.it',
    'mario@example.com.',
    'mario@example.com。',
    'mario@com©.it',
    'a @b.it',
    'a@b.it\r\nBcc: c@d.it',
    'à@b.it',
    '"a"@b.it',
    `${'a'.repeat(65)}@b.it`,
    `a@${'b'.repeat(250)}.it`,
  ])('refuses %j', (text) => {
    expect(isEmail(text)).toBe(false)
  })

  it('takes ordinary addresses and answers at once whatever the text', () => {
    fc.assert(fc.property(fc.emailAddress(), (text) => text.length > 254 || text.indexOf('@') > 64 || isEmail(text)))
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof isEmail(text) === 'boolean'))
    expect(isEmail(`${'a.'.repeat(5_000_000)}@b.it`)).toBe(false)
  })
})
