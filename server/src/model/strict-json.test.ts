import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonObject } from './strict-json.ts'

describe('parseJsonObject', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 6 })), (object) => {
        const text = JSON.stringify(object)
        expect(JSON.stringify(parseJsonObject(text))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })

  it.each(['', 'null', '[]', '[{}]', '"text"', '12', 'true', '{', '{"a":1', '{"a":}', "{'a':1}", '{"a":1}x', '\u0000'])(
    'takes no %j',
    (text) => {
      expect(parseJsonObject(text)).toBeUndefined()
    },
  )

  it.each(['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"b":{"x":[{"a":1 ,"c":2, "a" :3}]}}'])(
    'takes no repeated name: %s',
    (text) => {
      expect(parseJsonObject(text)).toBeUndefined()
    },
  )

  it('distinguishes names from values, and objects from each other', () => {
    expect(parseJsonObject('{"a":"a","b":["a","a"],"c":{"a":1},"d":{"a":2}}')).toEqual({
      a: 'a',
      b: ['a', 'a'],
      c: { a: 1 },
      d: { a: 2 },
    })
  })

  it('keeps __proto__ an ordinary member', () => {
    const parsed = parseJsonObject('{"__proto__":{"polluted":true}}')
    expect(Object.hasOwn(parsed ?? {}, '__proto__')).toBe(true)
    expect('polluted' in {}).toBe(false)
  })

  it('refuses depth before parsing, brackets in strings do not count', () => {
    expect(parseJsonObject(`{"a":${'['.repeat(1_000_000)}`)).toBeUndefined()
    expect(parseJsonObject(`{"a":${'['.repeat(63)}${']'.repeat(63)}}`)).toBeDefined()
    expect(parseJsonObject(`{"a":${'['.repeat(64)}${']'.repeat(64)}}`)).toBeUndefined()
    expect(parseJsonObject(`{"a":"${'['.repeat(500)}"}`)).toBeDefined()
  })
})
