// What is kept of a receiver's answer: whatever it repeats of what it was sent, in whichever spelling, is not.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { propertySeed } from '../testing/property-seed.ts'
import { keptReply } from './reply.ts'

const seed = propertySeed('kept replies')
const json = (resource: object) => ({ contentType: 'application/json', body: JSON.stringify({ data: resource }) })
const form = (resource: object) => ({
  contentType: 'application/x-www-form-urlencoded',
  body: `data=${encodeURIComponent(JSON.stringify(resource))}`,
})
const kept = (text: string, sent = json({ nome: 'Niccolò', indirizzo: 'Via "Verdi" 1', tipo: 'GOLD' })) =>
  keptReply(Buffer.from(text), sent)

describe('a receiver’s answer', () => {
  it.each([
    ['{"error":"niccolò unknown"}', '{"error":"{nome} unknown"}'],
    ['{"a":"Via \\"Verdi\\" 1"}', '{"a":"{indirizzo}"}'],
    ['a=Via%20%22Verdi%22%201', 'a={indirizzo}'],
    ['Goldberg is no GOLD', 'Goldberg is no {tipo}'],
    ['a@b.it, mario%40example.com', '{email}, {email}'],
    ['rssmra80a01h501u RSSMRAULAL MRHRLSRU', '{codice_fiscale} RSSMRAULAL MRHRLSRU'],
    ['+39 06 1234567, 2026, 500', '{number}, 2026, 500'],
    ['Bearer abcdef0123, ctk_00ff', '{secret}, {secret}'],
    ['<html>\u202e\0x', '<html>x'],
  ])('%s is kept as %s', (answered, told) => expect(kept(answered)).toBe(told))

  it('repeats nothing of a form either', () => {
    expect(kept('ciao Niccolò', form({ nome: 'Niccolò' }))).toBe('ciao {nome}')
  })

  it('is kept beside however long a text of the resource', () => {
    const body = JSON.stringify({ data: { note: 'ciao mondo '.repeat(1_450), nome: 'Mario' } })
    expect(keptReply(Buffer.from('Grazie Mario'), { contentType: 'application/json', body })).toBe('Grazie {nome}')
  })

  it('hides what stands across its end too', () => {
    const body = JSON.stringify({ data: { nome: 'Massimiliano' } })
    const answered = Buffer.from(`${'.'.repeat(2_040)} Massimiliano`)
    const kept = keptReply(answered, { contentType: 'application/json', body })
    expect(kept).not.toContain('Mass')
    expect(kept.endsWith('. {nome}')).toBe(true)
  })

  it('is kept short and well formed, whatever was sent and answered', () => {
    const resource = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()), fc.jsonValue()))
    fc.assert(
      fc.property(resource, fc.uint8Array({ maxLength: 3_000 }), (sent, answered) => {
        const text = keptReply(answered, json(sent))
        expect(text.length).toBeLessThanOrEqual(2_048)
        expect(text.isWellFormed()).toBe(true)
      }),
      { seed, numRuns: 500 },
    )
  })
})
