import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callbackBody } from './body.ts'

const base = { url: 'https://example.it/callback.php', data: {} }

describe('callbackBody', () => {
  it('puts the JSON text into one form field', () => {
    const made = callbackBody({ ...base, method: 'POST', field: 'data' }, { stato: 'evasa', nome: 'Ugo Però' })
    expect(made).toEqual({
      contentType: 'application/x-www-form-urlencoded',
      body: 'data=%7B%22stato%22%3A%22evasa%22%2C%22nome%22%3A%22Ugo%20Per%C3%B2%22%7D',
    })
  })

  it('wraps the resource in data for method JSON, whatever the field', () => {
    const made = callbackBody({ ...base, method: 'JSON', field: 'x' }, { stato: 'evasa' })
    expect(made).toEqual({ contentType: 'application/json', body: '{"data":{"stato":"evasa"}}' })
  })

  it('reads back the same for form-decoding and url-decoding receivers, for any resource and field', () => {
    const anyText = fc.string({
      unit: fc.constantFrom('a', '+', '&', '=', '%', ' ', 'è', '\ud800', '\udc00', '\0', '😀'),
    })
    const anyJson = fc.oneof(fc.jsonValue(), fc.dictionary(anyText, anyText))
    fc.assert(
      fc.property(anyJson, anyText, (resource, field) => {
        const { body } = callbackBody({ ...base, method: 'POST', field }, resource)
        const text = JSON.stringify(resource)
        expect(body).toMatch(/^[\x21-\x7e]*$/)
        expect([...new URLSearchParams(body).values()]).toEqual([text])
        expect(decodeURIComponent(body.slice(body.indexOf('=') + 1))).toBe(text)
        const json = callbackBody({ ...base, method: 'JSON', field }, resource)
        expect(json.body).toBe(`{"data":${text}}`)
        expect(Buffer.from(json.body).toString()).toBe(json.body)
      }),
    )
  })
})
