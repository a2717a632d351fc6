import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callbackProblem } from './validate.ts'

const url = 'https://your_domain.it/your_callback.php'

describe('callbackProblem', () => {
  it('fills in the defaults', () => {
    expect(callbackProblem({ url })).toEqual({ ok: { url, method: 'POST', field: 'data', data: {} } })
    expect(callbackProblem({ url, field: null, method: null, data: null })).toEqual(callbackProblem({ url }))
  })

  it('keeps the given values, upper-cases the method and drops unknown members', () => {
    const given = {
      url,
      field: 'esito',
      method: 'json',
      data: { ref: [1, { a: null }] },
      headers: { a: 'b' },
      retry: 5,
    }
    expect(callbackProblem(given)).toEqual({
      ok: { url, field: 'esito', method: 'JSON', data: { ref: [1, { a: null }] } },
    })
    expect(callbackProblem({ url, field: '', method: 'JSON' })).toEqual({
      ok: { url, field: 'data', method: 'JSON', data: {} },
    })
  })

  it.each([
    [370, { url, method: 'GET' }],
    [370, { url, method: '' }],
    [370, { url, method: 1 }],
    [371, { url, field: '' }],
    [371, { url, field: 5, method: 'POST' }],
    [373, { field: 'data' }],
    [373, { url: '' }],
    [373, { url: null }],
    [373, 'https://example.it'],
    [373, [url]],
    [373, true],
    [373, null],
    [374, { url: 5 }],
    [374, { url: 'www.mysite.it/callback.php' }],
    [374, { url: 'http://' }],
    [374, { url: 'https:example.it' }],
    [374, { url: 'https:///example.it' }],
    [374, { url: 'http://exa mple.it/' }],
    [374, { url: ' http://example.it/' }],
    [374, { url: 'http://example.it/\n' }],
    [374, { url: 'http://example.it:99999/' }],
    [374, { url: 'http://example.it:0/' }],
    [374, { url: 'https://example.it:00000' }],
    [374, { url: 'https://com©/' }],
    [374, { url: 'https://example.com©/' }],
    [374, { url: 'http://name:word@example.it/' }],
    [374, { url: `http://example.it/${'a'.repeat(2031)}` }],
    [375, { url: 'ftp://example.it/' }],
    [375, { url: 'javascript:alert(1)' }],
    [375, { url: 'file:///etc/passwd' }],
    [377, { url, data: [] }, { must: 'must be an object' }],
    [377, { url, data: 'text' }, { must: 'must be an object' }],
    [377, { url, data: 0 }, { must: 'must be an object' }],
    [
      377,
      { url, data: JSON.parse(`{"a":${'['.repeat(70)}${']'.repeat(70)}}`) as unknown },
      { must: 'must be nested at most 64 deep' },
    ],
  ] as readonly (readonly [number, unknown, object?])[])('%i', (number, value, slots = {}) => {
    expect(callbackProblem(value)).toEqual({ number, ...Object(slots) })
  })

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://10.1.2.3:8080/x',
    'http://192.168.0.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[fd00::1]/',
    'https://localhost/',
    'https://LOCALHOST:3000/',
    'https://api.localhost/',
  ])('374 for %s where private addresses are denied, and only there', (url) => {
    expect(callbackProblem({ url }, 'deny')).toEqual({ number: 374 })
    expect(callbackProblem({ url }, 'allow')).toHaveProperty('ok')
  })

  it.each(['http://169.254.169.254/latest', 'http://[fd00:ec2::254]/', 'http://metadata.google.internal/'])(
    '374 for cloud metadata, %s, wherever',
    (url) => {
      for (const privateAddresses of ['allow', 'deny'] as const)
        expect(callbackProblem({ url }, privateAddresses)).toEqual({ number: 374 })
    },
  )

  it.each(['https://93.184.216.34/', 'https://localhost.example.it/', 'https://[2606:2800:220:1::1]/', url])(
    'takes %s where private addresses are denied',
    (url) => expect(callbackProblem({ url }, 'deny')).toHaveProperty('ok'),
  )

  it('reports the first problem in the order of the numbers', () => {
    expect(callbackProblem({ method: 'GET', field: '', data: [] })).toEqual({ number: 370 })
    expect(callbackProblem({ field: '', data: [] })).toEqual({ number: 371 })
    expect(callbackProblem({ url: 'x', data: [] })).toEqual({ number: 374 })
  })

  it('accepts an address of 2,048 characters', () => {
    expect(callbackProblem({ url: `http://example.it/${'a'.repeat(2030)}` })).toHaveProperty('ok')
  })

  it('accepts 16 kB and not a byte more, counted as UTF-8', () => {
    const empty = JSON.stringify({ url, field: 'data', method: 'POST', data: { a: '' } }).length
    const room = 16_384 - empty
    expect(callbackProblem({ url, data: { a: 'x'.repeat(room) } })).toHaveProperty('ok')
    expect(callbackProblem({ url, data: { a: 'x'.repeat(room + 1) } })).toEqual({ number: 376, bytes: 16_385 })
    expect(callbackProblem({ url, data: { a: 'è'.repeat(room) } })).toEqual({ number: 376, bytes: empty + 2 * room })
    expect(callbackProblem({ url, field: 'f'.repeat(20_000) })).toHaveProperty('number', 376)
  })

  it('counts the bytes of the JSON text for any data', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.constant('x'.repeat(16_384)),
        (data, big) => {
          const bytes = Buffer.byteLength(
            JSON.stringify({ url, field: 'data', method: 'POST', data: { ...data, big } }),
          )
          expect(callbackProblem({ url, data: { ...data, big } })).toEqual({ number: 376, bytes })
        },
      ),
    )
  })

  it('survives a million brackets', () => {
    const value: unknown = JSON.parse(`{"url":"${url}","data":${'['.repeat(1e6)}${']'.repeat(1e6)}}`)
    expect(callbackProblem(value)).toHaveProperty('number', 376)
  })

  it('never throws on any JSON', () => {
    fc.assert(
      fc.property(
        fc.record(
          { url: fc.anything(), method: fc.jsonValue(), field: fc.jsonValue(), data: fc.jsonValue() },
          { requiredKeys: [] },
        ),
        (value) => {
          expect(callbackProblem(JSON.parse(JSON.stringify(value)))).toBeTypeOf('object')
        },
      ),
    )
  })
})
