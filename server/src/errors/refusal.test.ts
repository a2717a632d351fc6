import { describe, expect, it } from 'vitest'
import { contractRefusals } from './contract.ts'
import { ownRefusal, Refusal, refusal, refusalIn } from './refusal.ts'
import type { RefusalNumber, SlotsOf } from './spaces.ts'

describe('refusal', () => {
  it('carries space, number, status and text', () => {
    expect(refusal(265)).toBeInstanceOf(Refusal)
    expect(refusal(265)).toMatchObject({ space: 'contract', number: 265, http: 400, text: 'Wrong id' })
    expect(ownRefusal(109)).toMatchObject({ space: 'own', number: 109, http: 404 })
    expect(refusalIn('oauth', 200)).toMatchObject({ number: 200, text: 'Callback not found' })
  })

  it('fills the slots, and throws where one is left open or the space has no such number', () => {
    expect(refusal(217, { max: 25 })).toMatchObject({ http: 406, text: 'maximum number of users reached: 25' })
    expect(() => refusal(217)).toThrow(TypeError)
    expect(() => refusalIn('own', 265)).toThrow('own has no refusal 265')
  })

  it('knows the slots of a text as a type', () => {
    const slots: SlotsOf<328>[] = ['dominio', 'numero_pec']
    const none: SlotsOf<265>[] = []
    expect([...slots, ...none].every((slot) => contractRefusals[328].text.includes(`{${slot}}`))).toBe(true)
  })

  it('takes a number known only at run time', () => {
    const numbers: RefusalNumber[] = [262, 276]
    const slots = { price: '11.00', credit: '0.60', allowed: 'SILVER or GOLD' }
    expect(numbers.map((number) => refusal(number, slots).text)).toEqual([
      'Insufficient Credit in Wallet: 11.00 > 0.60',
      "a downgrade of the 'tipo_casella' is not allowed; only SILVER or GOLD allowed",
    ])
  })

  it('keeps what was typed out of the message, which may be logged', () => {
    const error = refusal(326, { dominio: 'mario-rossi.it' })
    expect(error.text).toContain('mario-rossi.it')
    expect(`${error.message} ${String(error.stack)}`).not.toContain('mario-rossi.it')
  })

  it('puts a hostile slot in as it is, once, and not without bound', () => {
    expect(refusal(110, { field: '$& {field} $1' }).text).toBe('$& {field} $1 not valid')
    expect(refusal(110, { field: 'x'.repeat(100_000) }).text.length).toBeLessThan(300)
    expect(() => refusal(110, Object.create({ field: 'inherited' }))).toThrow(TypeError)
  })
})
