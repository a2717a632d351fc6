import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textOfBody } from './body-text.ts'
import { isForm, parseForm } from './form.ts'

const label = 'application/x-www-form-urlencoded'
const read = (text: string, contentType = label) => parseForm(textOfBody(Buffer.from(text, 'latin1'), contentType))

describe('a form', () => {
  it.each([
    ['a=1&b=', { a: '1', b: '' }],
    ['a', { a: '' }],
    ['a=b=c&&d=+%2B%20', { a: 'b=c', d: ' + ' }],
    ['n=Nicol%C3%B2', { n: 'Nicolò' }],
    ['\xef\xbb\xbfa=1', { a: '1' }],
    ['a[b]=1&a[c][d]=2', { a: { b: '1', c: { d: '2' } } }],
    ['a%5Bb%5D=1', { a: { b: '1' } }],
    ['a[]=1&a[]=2', { a: ['1', '2'] }],
    ['a[0]=1&a[1]=2', { a: ['1', '2'] }],
    ['a[0][x]=1&a[1][x]=2', { a: [{ x: '1' }, { x: '2' }] }],
    ['a[1]=1&a[2]=2', { a: { 1: '1', 2: '2' } }],
    ['a[][]=1', { a: [['1']] }],
  ])('%s', (text, value) => expect(read(text)).toEqual(value))

  it.each([
    ['a name given twice', 'a=1&a=2'],
    ['a value that is a list too', 'a=1&a[]=2'],
    ['a list that is a value too', 'a[]=1&a=2'],
    ['an element given twice', 'a[0]=1&a[0]=2'],
    ['no name', '=1'],
    ['a name of brackets alone', '[a]=1'],
    ['an open bracket', 'a[b=1'],
    ['text after a bracket', 'a[b]c=1'],
    ['an escape cut short', 'a=%2'],
    ['an escape that is none', 'a=%zz'],
    ['bytes that are no UTF-8', 'n=Nicol%F2'],
    ['raw bytes that are no UTF-8', 'n=Nicol\xf2'],
    ['70 levels', `a${'[b]'.repeat(70)}=1`],
    ['10,001 values', Array.from({ length: 10_001 }, (_, n) => `a${n}=1`).join('&')],
  ])('is refused with %s', (_, text) => expect(read(text)).toBeUndefined())

  it('is decoded from the set it declares', () => {
    expect(read('n=Nicol%F2', `${label}; charset=iso-8859-1`)).toEqual({ n: 'Nicolò' })
    expect(read('n=Nicol\xf2', `${label};charset="ISO-8859-15"`)).toEqual({ n: 'Nicolò' })
    expect(read('n=%E8', `${label}; charset=windows-1251`)).toEqual({ n: 'и' })
    expect(read('n=a', `${label}; charset=nonsense`)).toBeUndefined()
  })

  it.each(['a[__proto__][x]=1', '__proto__[x]=1', 'constructor[prototype][x]=1', 'a[]=1&a[__proto__][x]=1'])(
    'never reaches a prototype: %s',
    (text) => {
      const parsed = read(text)
      expect(Reflect.get({}, 'x')).toBeUndefined()
      expect(Reflect.get([], 'x')).toBeUndefined()
      expect(parsed !== undefined && Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    },
  )

  it('is read back as PHP wrote it, whatever it holds', () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
        fc.dictionary(
          fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !/[[\]\d]/.test(name)),
          tie('value'),
          {
            minKeys: 1,
            maxKeys: 3,
          },
        ),
      ),
    }))
    fc.assert(fc.property(value, (given) => void expect(read(asPhp('x', given).join('&'))).toEqual({ x: given })))
  })
})

/** http_build_query. */
function asPhp(name: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null)
    return [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`]
  return Object.entries(value).flatMap(([key, inner]) => asPhp(`${name}[${key}]`, inner))
}

describe('a body labelled as a form', () => {
  it.each([
    ['a=1', label, true],
    ['callback[url]=x', `${label}; charset=utf-8`, true],
    ['{"a":"b=c"}', label, false],
    ['\xef\xbb\xbf{"a":1}', label, false],
    [' ["a="]', label, false],
    ['nothing', label, false],
    ['a=1', 'application/json', false],
    ['a=1', undefined, false],
  ])('%s as %s: %s', (text, contentType, is) => expect(isForm(Buffer.from(text, 'latin1'), contentType)).toBe(is))
})
