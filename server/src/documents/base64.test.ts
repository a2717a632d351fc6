import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64 } from './base64.ts'
import type { Base64Rule } from './base64.ts'

function decoded(text: string, rule: Base64Rule): string | undefined {
  const bytes = decodeBase64(Buffer.from(text, 'latin1'), rule)
  return bytes && Buffer.from(bytes).toString('latin1')
}

describe('decodeBase64', () => {
  it('gives back whatever was encoded, under both rules', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('strict' as const, 'lenient' as const),
        (bytes, rule) => {
          const text = Buffer.from(Buffer.from(bytes).toString('base64'))
          expect(Buffer.from(decodeBase64(text, rule) ?? 'refused')).toEqual(Buffer.from(bytes))
        },
      ),
    )
  })

  it('strictly accepts exactly what encoding produces', () => {
    const character = fc.constantFrom(...'AQgw/+-_9=\n ')
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 9 }), (text) => {
        const canonical = Buffer.from(text, 'base64').toString('base64') === text
        expect(decoded(text, 'strict') !== undefined).toBe(canonical)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    'aGk',
    'aGk=\n',
    ' aGk=',
    'aGl=',
    'aG==',
    'aGk==',
    '=',
    '====',
    'a',
    'aGk_',
    'aG-k',
    'aG=k',
    'data:x;base64,aGk=',
  ])('strictly refuses %j', (text) => expect(decoded(text, 'strict')).toBeUndefined())

  it.each([
    ['aGk', 'hi'],
    ['aGk=', 'hi'],
    ['aGk====', 'hi'],
    ['aG l=\r\n', 'hi'],
    ['YWJjZ', 'abc'],
    ['-_-_', '\xfb\xff\xbf'],
    ['data:application/pdf;base64,aGk=', 'hi'],
    [' DATA:;name=a b;BASE64,\naGk=', 'hi'],
    ['', ''],
  ])('leniently reads %j', (text, plain) => expect(decoded(text, 'lenient')).toBe(plain))

  it.each(['aGk*', 'aG=k', '<html>', 'data:text/plain,aGk=', 'a\xe8aa', '%PDF'])('leniently refuses %j', (text) =>
    expect(decoded(text, 'lenient')).toBeUndefined(),
  )
})
