import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanPdf, scanPdfPrefix } from './pdf-scanner.ts'
import { bodyLimits, splitBody } from './upload-body.ts'

// The two base64 texts the published contract shows as documents (contract 7.1): 1097 and 504 characters, truncated.
const [sample1097 = '', sample504 = ''] = ['1097', '504'].map((length) =>
  readFileSync(new URL(`./fixtures/documented-sample-${length}.txt`, import.meta.url), 'utf8').trim(),
)
const strict = { base64: 'strict', maxDocumentBytes: 1_000 } as const
const lenient = { base64: 'lenient', maxDocumentBytes: 2_000 } as const

function split(text: string | Uint8Array, options: typeof strict | typeof lenient = strict) {
  return splitBody(Uint8Array.from(Buffer.from(text)), options)
}

function hi(text = 'hi') {
  return { is: 'bytes', bytes: Uint8Array.from(Buffer.from(text)) }
}

describe('splitBody', () => {
  it.each([
    ['a string', '{"documenti":"aGk="}', {}, [hi()]],
    ['an array', '{"a":1,"documenti":["aGk=", "aGh0"] ,"b":[{}]}', { a: 1, b: [{}] }, [hi(), hi('hht')]],
    ['a byte order mark', '\ufeff {"documenti":"aGk="} ', {}, [hi()]],
    ['a name spelt with escapes', '{"d\\u006fcumenti":"aGk="}', {}, [hi()]],
    ['escapes inside', '{"documenti":"\\u0061Gk\\u003d"}', {}, [hi()]],
    [
      'slashes as PHP writes them',
      '{"documenti":"\\/\\/8\\/"}',
      {},
      [{ is: 'bytes', bytes: Uint8Array.of(255, 255, 63) }],
    ],
    ['only its own level', '{"x":{"documenti":"aGh0"},"documenti":"aGk="}', { x: { documenti: 'aGh0' } }, [hi()]],
    ['none', '{"x":"\\ud800"}', { x: '\ud800' }, 'absent'],
    ['an empty object', ' {} ', {}, 'absent'],
    ['null', '{"documenti":null}', {}, 'absent'],
    ['an empty string', '{"documenti":""}', {}, 'absent'],
    ['an empty array', '{"documenti":[ ]}', {}, 'absent'],
    ['an object', '{"documenti":{"0":"aGk="}}', {}, 'wrong type'],
    ['a number', '{"documenti":1e3}', {}, 'wrong type'],
  ])('reads %s', (_, text, body, documenti) => expect(split(text)).toEqual({ is: 'split', body, documenti }))

  it('says of each element why it cannot be read', () => {
    const large = Buffer.alloc(1_001).toString('base64')
    expect(split(`{"documenti":["aGk=",5,null,["aGk="],"","*","${large}","aGk"]}`)).toMatchObject({
      documenti: [
        hi(),
        ...['not a string', 'not a string', 'not a string', 'empty', 'not base64', 'too large', 'not base64'].map(
          (why) => ({
            is: 'unreadable',
            why,
          }),
        ),
      ],
    })
  })

  it('takes a document of exactly the greatest size', () => {
    const most = Buffer.alloc(1_000).toString('base64')
    expect(split(`{"documenti":"${most}"}`)).toMatchObject({ documenti: [{ is: 'bytes' }] })
  })

  it.each([sample1097, sample504])('reads the documented samples in the sandbox', (sample) => {
    const result = split(JSON.stringify({ documenti: sample }), lenient)
    if (result.is !== 'split' || typeof result.documenti === 'string') throw new Error('not split')
    const [entry] = result.documenti
    if (entry?.is !== 'bytes') throw new Error('not decoded')
    expect(scanPdfPrefix(entry.bytes)).toMatchObject({ is: 'pdf', version: '1.5' })
    expect(scanPdf(entry.bytes).is).toBe('not pdf')
  })

  it('refuses the first documented sample strictly', () => {
    const result = split(JSON.stringify({ documenti: sample1097 }))
    expect(result).toMatchObject({ documenti: [{ is: 'unreadable', why: 'not base64' }] })
  })

  it('lets no member reach a prototype', () => {
    const result = split('{"__proto__":{"a":1},"x":{"__proto__":{"b":2}},"documenti":"aGk="}')
    expect(result).toEqual({ is: 'split', body: { x: {} }, documenti: [hi()] })
  })

  it.each([
    '',
    ' ',
    '{',
    '{"documenti":"aGk="',
    '{"documenti":"aGk=",}',
    '{"documenti" "aGk="}',
    '{"documenti":["aGk="',
    '{"a":tru}',
  ])('finds %j not to be JSON', (text) => expect(split(text)).toEqual({ is: 'not json' }))
  it.each([
    '{"documenti":"aGk="}x',
    '{,}',
    '{"a":[1,2}',
    '{"a":"\n"}',
    "{'a':1}",
    '{"documenti":["a",]}',
    '{"documenti":[nul]}',
    'x=1&y=2',
    '{"documenti":"aGh0","documenti":"aGk="}',
    '{"documenti":null,"d\\u006fcumenti":"aGk="}',
    '{"a":1,"documenti":"aGk=","\\u0061":2}',
    '{"a":[{"b":1,"b":1}]}',
  ])('finds %j not to be JSON either', (text) => expect(split(text)).toEqual({ is: 'not json' }))

  it('finds invalid UTF-8 not to be JSON', () => {
    expect(split(Buffer.from('{"a":"\xff"}', 'latin1'))).toEqual({ is: 'not json' })
  })

  it.each(['null', '[]', '[{"documenti":"aGk="}]', '"x"', '12'])('finds %s not to be an object', (text) =>
    expect(split(text)).toEqual({ is: 'not an object' }),
  )

  it.each([
    ['brackets', '['.repeat(3_000_000), 'not json'],
    ['brackets in a member', `{"a":${'['.repeat(3_000_000)}`, 'not json'],
    ['brackets as documents', `{"documenti":${'['.repeat(3_000_000)}`, 'not json'],
    ['objects in a member', `{"a":${'{"a":'.repeat(1_000_000)}`, 'not json'],
    ['a long string', `{"a":"${'x'.repeat(3_000_000)}"}`, 'too large'],
    ['a long name', `{"${'x'.repeat(3_000_000)}":1}`, 'too large'],
    ['white space', `{"a":${' '.repeat(3_000_000)}1}`, 'too large'],
    ['many numbers', `{"a":[${'1,'.repeat(20_000)}1]}`, 'too large'],
    ['many members', `{${'"a":1,'.repeat(500_000)}"a":1}`, 'too large'],
    ['many empty documents', `{"documenti":[${'"",'.repeat(1_000_000)}""]}`, 'too large'],
    ['a long number', `{"documenti":${'1'.repeat(3_000_000)}}`, 'too large'],
  ])('stops reading at %s', (_, text, is) => expect(split(text)).toMatchObject({ is }))

  it('counts the documents', () => {
    const array = (length: number) => JSON.stringify({ documenti: Array.from({ length }, () => 'aGk=') })
    expect(split(array(bodyLimits.documents))).toMatchObject({ documenti: { length: bodyLimits.documents } })
    expect(split(array(bodyLimits.documents + 1))).toMatchObject({ documenti: 'too many' })
  })

  it('agrees with JSON.parse about everything but documents', () => {
    const value = fc.jsonValue({ maxDepth: 4 })
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), fc.nat(2), (members, indent) => {
        const text = JSON.stringify(members, null, indent)
        const plain: unknown = JSON.parse(text, (key, part: unknown) => (key === '__proto__' ? undefined : part))
        expect(split(text)).toEqual({ is: 'split', body: plain, documenti: 'absent' })
      }),
    )
  })

  it('accepts nothing that JSON.parse would refuse, outside the documents', () => {
    const character = fc.constantFrom(...'{}[]",:\\1e-. tdnu')
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 14 }), (inside) => {
        const text = `{"a":${inside}}`
        expect(split(text).is === 'split').toBe(parses(text))
      }),
      { numRuns: 3_000 },
    )
  })
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
